"""Tests of jetbridge.flows.tenant."""
