"""Flags, and drawings with a marker of sides."""
