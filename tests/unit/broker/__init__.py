"""Outbound access tokens."""
