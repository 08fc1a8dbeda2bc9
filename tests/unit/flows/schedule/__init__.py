"""Tests of jetbridge.flows.schedule."""
