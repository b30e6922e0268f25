"""What the concept sense learns from: a vocabulary, permissive pictures, heads over features."""
