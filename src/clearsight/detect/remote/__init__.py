"""Other guard models as detectors ("judges"): each is asked at an endpoint that the deployer names.

One file for each family says how it is asked and read; `judge` does the asking. Formats are those
that the makers publish; no code and no weights of theirs are here.
"""
