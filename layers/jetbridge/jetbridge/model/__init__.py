"""Frozen dataclasses, ports and pure rules. Imports nothing of ours."""
