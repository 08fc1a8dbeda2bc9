"""Tests of jetbridge.runtime.awsjson."""
