"""The models behind the guard: one file each; each registers by entry point."""
