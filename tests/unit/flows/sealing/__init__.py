"""Tests of jetbridge.flows.sealing."""
