"""Functions that draw: (folder of the picture collections, *plain values) -> (H, W, 3) RGB."""
