"""Tests of jetbridge.flows.event."""
