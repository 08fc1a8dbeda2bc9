"""The request-new call as Incode's page shows it."""

import json

from jetbridge.model.secret import Secret
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode.api import Api, Order

API = Api("https://demo-api.incodesmile.com", Secret("key"), "1.0", "candidateId", timeout=5)


def test_the_request_is_the_one_of_the_page() -> None:
    """The page's own example, with the headers that it names."""
    # GIVEN the example of the page
    order = Order(
        integration_reference="int_b2b_prod_001",
        login_hint="ana@example.com",
        notification_type="URL",
        phone=None,
        email=None,
        candidate_id=None,
        name=None,
        meeting_link="https://meet.clientcompany.com/session/abc123",
        link_validity_minutes=None,
        external_customer_id=None,
    )
    # WHEN the request is built
    request = incode.onboarding_request(API, order, Secret("token"))
    # THEN what was not given is not sent
    assert request.url == "https://demo-api.incodesmile.com/omni/b2b/onboarding/request-new"
    assert (request.headers["authorization"], request.headers["x-api-key"]) == (
        "Bearer token",
        "key",
    )
    assert json.loads(request.body or b"") == {
        "integrationReference": "int_b2b_prod_001",
        "loginHint": "ana@example.com",
        "meetingLink": "https://meet.clientcompany.com/session/abc123",
        "notification": {"type": "URL"},
    }


def test_every_field_goes_by_the_partners_name() -> None:
    """The candidate's id under the name that is configured, the rest as published."""
    # GIVEN an order with every field, and another name for the candidate's id
    api = Api("https://api.test", Secret("key"), "1.0", "candidate", timeout=5)
    order = Order(
        "ref", "hint", "SMS", "+14155550100", None, "c-1", "Ana", "https://m.test", 60, "x"
    )
    # WHEN the request is built
    body = json.loads(incode.onboarding_request(api, order, Secret("token")).body or b"")
    # THEN each is there by name
    assert body == {
        "integrationReference": "ref",
        "loginHint": "hint",
        "notification": {"type": "SMS", "phone": "+14155550100"},
        "candidate": "c-1",
        "name": "Ana",
        "meetingLink": "https://m.test",
        "linkValidityInMinutes": 60,
        "externalCustomerId": "x",
    }
