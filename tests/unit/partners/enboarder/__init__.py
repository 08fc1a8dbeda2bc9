"""Tests of jetbridge.partners.enboarder."""
