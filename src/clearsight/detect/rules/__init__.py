"""Tables of expressions per language, as TOML beside this file. Data, no code."""
