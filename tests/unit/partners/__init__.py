"""Requests as partners want them, answers as partners give them."""
