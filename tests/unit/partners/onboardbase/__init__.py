"""Tests of jetbridge.partners.onboardbase."""
