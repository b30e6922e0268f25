"""One module per version, in order; a version that was released is never edited."""
