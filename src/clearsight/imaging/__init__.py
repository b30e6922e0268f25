"""Pictures made, changed, found and put in place of words; the truth about each is kept."""
