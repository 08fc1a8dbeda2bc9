"""Secrets Manager and sealing."""
