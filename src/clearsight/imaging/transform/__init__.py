"""Changes to pictures and to words whose truth is known: what they say stays in a text twin."""
