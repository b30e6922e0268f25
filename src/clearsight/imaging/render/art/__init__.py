"""Our own drawings: a small painter, colours, and objects as code."""
