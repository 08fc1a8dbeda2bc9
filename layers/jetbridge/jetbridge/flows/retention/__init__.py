"""The end of what is kept: what has ended is removed once it was kept long enough."""
