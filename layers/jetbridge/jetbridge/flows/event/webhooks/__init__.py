"""Telling the tenant: journeys' events, signed, to its own endpoint."""
