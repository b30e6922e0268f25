"""The published sets that tasks know: brought from their own layout into ours, checked.

table       sets.toml: origin, licence, and what must lie in a copy of each
rows        rows of text sets, from their origin's files
folders     pictures and people, from their origin's folders
add         check and write one set; known/ holds hashes of rows and pictures as published
sample/     a few rows of the permissive sets, so that a first run needs nothing
"""
