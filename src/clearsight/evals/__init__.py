"""Evaluations: measures detectors, and the guard made of them, on labelled rows."""
