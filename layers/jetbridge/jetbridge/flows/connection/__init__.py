"""Connections to partners: credentials, health, ending."""
