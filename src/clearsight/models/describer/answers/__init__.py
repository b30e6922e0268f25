"""Answers: each function turns one Ask and one Reading into an Answer made of pieces."""
