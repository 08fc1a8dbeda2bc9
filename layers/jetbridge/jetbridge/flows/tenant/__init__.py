"""Tenants, from registration to offboarding."""
