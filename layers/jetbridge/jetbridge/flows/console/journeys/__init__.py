"""Journeys: their list, one journey with its timeline, and decisions about it."""
