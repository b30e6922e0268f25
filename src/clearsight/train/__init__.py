"""Builders of everything that is shipped as data: run from packages, never at serving time."""
