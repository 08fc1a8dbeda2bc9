"""Tests of jetbridge.flows.journey: journeys from a hire to their end, and any history of them."""
