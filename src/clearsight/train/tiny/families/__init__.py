"""One file for each family of rows; each has one function that yields drafts."""
