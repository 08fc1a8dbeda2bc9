"""Tests of jetbridge.flows.onboarding."""
