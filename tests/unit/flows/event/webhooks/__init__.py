"""Tests of jetbridge.flows.event.webhooks: deliveries to a tenant's own endpoint."""
