"""Connections to partners: their health, scopes and history, and their end."""
