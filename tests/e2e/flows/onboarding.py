"""Orders of onboardings at Incode."""

from tests.e2e.flows.tenant import Json

ORDER: Json = {
    "partner": "incode",
    "integrationReference": "int_b2b_prod_001",
    "loginHint": "ana@example.com",
    "name": "Ana Ruiz",
    "notification": {"type": "URL"},
    "meetingLink": "https://meet.example/abc",
    "linkValidityInMinutes": 60,
    "externalCustomerId": "corr-1",
}


def sms(**changes: object) -> Json:
    """Return the order with an SMS instead of a link."""
    return ORDER | {"notification": {"type": "SMS", "phone": "+14155550100"}} | changes
