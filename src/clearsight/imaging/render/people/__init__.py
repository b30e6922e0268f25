"""Drawn people: figures and portraits of nobody, with clothes and posture as truth."""
