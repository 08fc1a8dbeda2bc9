"""Ports in memory, for dry runs and for tests. The contract tests hold them to AWS's answers."""
