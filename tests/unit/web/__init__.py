"""Tests of jetbridge.web."""
