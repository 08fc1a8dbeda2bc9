"""Tests of jetbridge.partners.incode."""
