"""Requests of an API client for an onboarding."""

from jetbridge.web import bodies
from jetbridge.web.orders import Order


def a_verification(**fields: object) -> Order:
    """Return what an API client asks for: a verification at Incode, by a link."""
    return bodies.order(
        {
            "partner": "incode",
            "integrationReference": "int_1",
            "loginHint": "ana@example.com",
            "notification": {"type": "URL"},
            **fields,
        }
    )
