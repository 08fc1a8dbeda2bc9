"""Tests of jetbridge.flows.connection."""
