"""Tests of jetbridge.flows.browser."""
