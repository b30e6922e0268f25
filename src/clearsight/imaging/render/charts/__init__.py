"""Charts and figures whose every value is known."""
