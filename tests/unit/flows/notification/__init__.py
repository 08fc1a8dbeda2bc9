"""Tests of jetbridge.flows.notification."""
