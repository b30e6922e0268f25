"""Scenes of drawn objects or of given pictures, and pictures in order."""
