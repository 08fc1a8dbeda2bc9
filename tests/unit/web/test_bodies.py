"""Bodies of the onboarding API: what is taken, and how each broken rule is told."""

import json

import pytest

from jetbridge.model.errors import ApiProblem
from jetbridge.partners.incode import bodies as incode_bodies
from jetbridge.partners.incode.api import Order
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.web import bodies
from jetbridge.web.request import Request

GOOD = {
    "partner": "incode",
    "integrationReference": "int_b2b_prod_001",
    "loginHint": "ana@example.com",
    "name": "Ana Ruiz",
    "notification": {"type": "URL"},
    "meetingLink": "https://meet.example/abc",
    "linkValidityInMinutes": 60,
    "externalCustomerId": "corr-1",
}


def a_request(body: object, content_type: str = "application/json") -> Request:
    """Return a request with `body`, as JSON unless it is bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request("POST", "/v1/onboardings", {"content-type": content_type}, body=raw)


def broken(body: object) -> list[tuple[str, str]]:
    """Return pointer and rule of every violation."""
    with pytest.raises(ApiProblem) as raised:
        bodies.onboarding_order(a_request(body))
    assert raised.value.status == 422
    return [(violation.pointer, violation.rule) for violation in raised.value.errors]


def test_a_whole_body_is_taken() -> None:
    """Every field of the contract arrives under its name."""
    # GIVEN a body with every usual field
    # WHEN it is read
    order = bodies.onboarding_order(a_request(GOOD, "application/json; charset=utf-8"))
    # THEN nothing is lost
    assert order == Order(
        integration_reference="int_b2b_prod_001",
        login_hint="ana@example.com",
        notification_type="URL",
        phone=None,
        email=None,
        candidate_id=None,
        name="Ana Ruiz",
        meeting_link="https://meet.example/abc",
        link_validity_minutes=60,
        external_customer_id="corr-1",
    )


@pytest.mark.parametrize(
    ("change", "violation"),
    [
        ({"partner": "nobody"}, ("/partner", "literal_error")),
        ({"integrationReference": " "}, ("/integrationReference", "string_too_short")),
        ({"loginHint": ""}, ("/loginHint", "string_too_short")),
        ({"loginHint": "a\nb"}, ("/loginHint", "no_control_characters")),
        ({"loginHint": "x" * 257}, ("/loginHint", "string_too_long")),
        ({"notification": {}}, ("/notification/type", "missing")),
        ({"notification": {"type": "FAX"}}, ("/notification/type", "literal_error")),
        ({"notification": {"type": "SMS"}}, ("/notification/phone", "required_with_type")),
        ({"notification": {"type": "EMAIL"}}, ("/notification/email", "required_with_type")),
        ({"notification": {"type": "SMS", "phone": "0415"}}, ("/notification/phone", "e164")),
        ({"notification": {"type": "EMAIL", "email": "a@b"}}, ("/notification/email", "email")),
        ({"meetingLink": "http://meet.example"}, ("/meetingLink", "https_url")),
        ({"meetingLink": "https://a@evil.example"}, ("/meetingLink", "https_url")),
        ({"linkValidityInMinutes": 0}, ("/linkValidityInMinutes", "greater_than_equal")),
        ({"linkValidityInMinutes": "60"}, ("/linkValidityInMinutes", "int_type")),
        ({"linkValidityInMinutes": True}, ("/linkValidityInMinutes", "int_type")),
        ({"a/b~c": 1}, ("/a~1b~0c", "extra_forbidden")),
    ],
)
def test_a_broken_rule_names_its_field(
    change: dict[str, object], violation: tuple[str, str]
) -> None:
    """One broken rule is one violation with a JSON pointer."""
    # GIVEN a body with one fault
    # WHEN it is read
    # THEN the fault, and nothing else, is told
    assert broken(GOOD | change) == [violation]


def test_an_onboarding_at_onboarder_is_taken() -> None:
    """Its own fields, and no others than the flow are required."""
    # GIVEN a body for Onboarder
    whole = {
        "partner": "onboarder",
        "flowId": "flow_banking_kyc",
        "returnUrl": "https://app.example.com/done?case=7",
        "linkValidityInMinutes": 60,
        "externalCustomerId": "corr-1",
    }
    # THEN it is read by Onboarder's rules
    assert bodies.onboarding_order(a_request(whole)) == onboarder.Order(
        "flow_banking_kyc", "https://app.example.com/done?case=7", 60, "corr-1"
    )
    smallest = {"partner": "onboarder", "flowId": "f"}
    order = bodies.onboarding_order(a_request(smallest))
    assert order == onboarder.Order("f", None, None, None)


@pytest.mark.parametrize(
    ("change", "violation"),
    [
        ({"flowId": ""}, ("/flowId", "string_too_short")),
        ({"flowId": None}, ("/flowId", "string_type")),
        ({"returnUrl": "/done"}, ("/returnUrl", "url")),
        ({"returnUrl": "https://a@b.example"}, ("/returnUrl", "url")),
        ({"returnUrl": "https://b.example/#x"}, ("/returnUrl", "url")),
        ({"linkValidityInMinutes": 10_081}, ("/linkValidityInMinutes", "less_than_equal")),
        ({"loginHint": "ana"}, ("/loginHint", "extra_forbidden")),
    ],
)
def test_a_broken_rule_of_onboarder_names_its_field(
    change: dict[str, object], violation: tuple[str, str]
) -> None:
    """Each partner's body has its own rules."""
    # THEN the fault, and nothing else, is told
    assert broken({"partner": "onboarder", "flowId": "f"} | change) == [violation]


def test_a_body_names_its_partner() -> None:
    """Without it the rules are not known."""
    # THEN it is asked for, and nothing else is
    assert broken({}) == [("/partner", "missing")]


def test_every_broken_rule_is_told_at_once() -> None:
    """A body is not repaired one field at a time."""
    # GIVEN a body with several faults
    body = {"partner": "incode", "notification": {"type": "SMS"}, "name": 7}
    # WHEN it is read
    # THEN each is told
    assert broken(body) == [
        ("/integrationReference", "missing"),
        ("/loginHint", "missing"),
        ("/name", "string_type"),
        ("/notification/phone", "required_with_type"),
    ]
    # AND so are the rules between fields of a part that has a fault itself
    told = broken(GOOD | {"notification": {"type": "SMS", "phoneNumber": "+14155550100"}})
    assert told == [
        ("/notification/phoneNumber", "extra_forbidden"),
        ("/notification/phone", "required_with_type"),
    ]


def test_a_violation_never_quotes_what_was_sent() -> None:
    """Personal data does not come back in an error."""
    # GIVEN a body whose faults are personal
    body = GOOD | {"notification": {"type": "SMS", "phone": "ana-at-home"}, "name": ["Ana Ruiz"]}
    # WHEN it is refused
    with pytest.raises(ApiProblem) as raised:
        bodies.onboarding_order(a_request(body))
    # THEN the problem does not repeat them
    assert "ana" not in repr(raised.value).lower()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (a_request(GOOD, "text/plain"), 415),
        (a_request(GOOD, ""), 415),
        (a_request(b"{"), 400),
        (a_request(b'{"a":1,"a":2}'), 400),
        (a_request(b"\xff\xfe"), 400),
        (a_request(b"[" * 50_000), 400),
        (a_request([]), 422),
    ],
)
def test_what_is_no_json_object_is_refused(request_: Request, status: int) -> None:
    """Each kind of unusable body has its status."""
    # GIVEN an unusable body
    # WHEN it is read
    with pytest.raises(ApiProblem) as raised:
        bodies.onboarding_order(request_)
    # THEN the status says what kind
    assert raised.value.status == status


def test_a_workforce_body_is_translated_by_the_migration_table() -> None:
    """Old names become new ones, removed ones are dropped."""
    # GIVEN a body of the Workforce API
    body = {
        "integrationId": "int_b2b_prod_001",
        "secret": "made-up",
        "loginHint": "ana@example.com",
        "loginHintType": "EMAIL",
        "correlationId": "corr-1",
        "redirectUrl": "https://example.com",
        "validityMinutes": 30,
        "givenNames": "Ana María",
        "lastName": "Ruiz",
    }
    # WHEN it is read
    order = incode_bodies.workforce_order(a_request(body))
    # THEN it is the order that today's body would make
    assert order == Order(
        integration_reference="int_b2b_prod_001",
        login_hint="ana@example.com",
        notification_type="URL",
        phone=None,
        email=None,
        candidate_id=None,
        name="Ana María Ruiz",
        meeting_link=None,
        link_validity_minutes=30,
        external_customer_id="corr-1",
    )


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256, "a\x7f"])
def test_an_idempotency_key_is_visible_ascii(key: str) -> None:
    """A key that a header could not carry faithfully is refused."""
    # GIVEN such a key
    request = Request("POST", "/", {"idempotency-key": key})
    # WHEN it is read
    with pytest.raises(ApiProblem) as raised:
        bodies.idempotency_key(request)
    # THEN it is a 400
    assert raised.value.status == 400
