"""Tests of jetbridge_cli.rehearsal."""
