"""Tests of jetbridge.dry_run."""
