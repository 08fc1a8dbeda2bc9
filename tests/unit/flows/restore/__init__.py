"""A table that was restored."""
