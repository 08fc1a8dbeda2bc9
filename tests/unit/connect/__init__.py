"""Connecting persons and accounts at the code-flow partners, in the browser."""
