"""`tiny`, our own small model: from packages to what is served. See docs/tiny.md."""
