"""Secrets and sealing."""
