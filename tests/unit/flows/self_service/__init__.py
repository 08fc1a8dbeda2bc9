"""Tests of jetbridge.flows.self_service, by the routes of the function `manage`."""
