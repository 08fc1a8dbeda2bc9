"""Tests of jetbridge.flows.people: one person is found, erased, and kept from coming back."""
