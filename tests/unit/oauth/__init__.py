"""Tests of jetbridge.oauth."""
