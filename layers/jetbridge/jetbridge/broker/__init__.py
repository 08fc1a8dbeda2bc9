"""Outbound access tokens: obtained, cached, presented."""
