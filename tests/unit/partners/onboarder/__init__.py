"""Tests of jetbridge.partners.onboarder."""
