"""Journeys: their rules, their engine, and any history of them."""
