"""Ten everyday tasks on pictures made by a seed, so that what is on them is known."""
