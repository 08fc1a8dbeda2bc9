"""The use cases, each read from top to bottom."""
