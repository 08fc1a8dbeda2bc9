"""Tests of jetbridge.runtime."""
