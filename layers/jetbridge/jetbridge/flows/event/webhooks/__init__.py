"""Outgoing webhooks: journeys' events, signed, sent to the tenant's endpoint."""
