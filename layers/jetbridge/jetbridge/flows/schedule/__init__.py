"""Asynchronous and scheduled work."""
