"""Word lists, all written for Clearsight, one TOML file a renderer."""
