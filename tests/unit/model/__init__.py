"""Tests of jetbridge.model."""
