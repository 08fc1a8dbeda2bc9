"""The bodies for Enboarder: its rules, checked whole before it is called."""

import json
from typing import Any

import pytest

from jetbridge.model.errors import ApiProblem
from jetbridge.partners.enboarder import bodies as enboarder_bodies
from jetbridge.partners.enboarder.workflows import Changes, Order, Participant
from jetbridge.web import bodies
from jetbridge.web.request import Request

GOOD: dict[str, Any] = {
    "partner": "enboarder",
    "employee": {"name": "Jane Doe", "email": "jane@example.com", "preferredChannel": "email"},
    "managers": [{"name": "John Doe", "mobile": "+61400000000"}],
    "startDate": "2026-12-01",
    "customFields": {"location": "Sydney"},
    "externalCustomerId": "hire-1",
}
JANE = Participant("Jane Doe", email="jane@example.com", preferred_channel="email")


def a_request(body: object) -> Request:
    """Return a request with a JSON body."""
    headers = {"content-type": "application/json"}
    return Request("POST", "/", headers, body=json.dumps(body).encode())


def broken(body: object) -> list[tuple[str, str]]:
    """Return pointer and rule of each violation."""
    with pytest.raises(ApiProblem) as raised:
        bodies.onboarding_order(a_request(body))
    return [(violation.pointer, violation.rule) for violation in raised.value.errors]


def test_a_good_body_becomes_an_order() -> None:
    """Readable names, of the kind basic where none is named."""
    # THEN every field arrives
    assert bodies.onboarding_order(a_request(GOOD)) == Order(
        "basic",
        Changes(
            JANE,
            (Participant("John Doe", mobile="+61400000000"),),
            "2026-12-01",
            {"location": "Sydney"},
        ),
        "hire-1",
    )


@pytest.mark.parametrize(
    ("change", "violation"),
    [
        ({"kind": "bulk"}, ("/kind", "literal_error")),
        ({"startDate": "2026-02-30"}, ("/startDate", "date")),
        ({"startDate": "20260301"}, ("/startDate", "date")),
        ({"startDate": "soon"}, ("/startDate", "date")),
        ({"employee": {"email": "a@b.test"}}, ("/employee/name", "missing")),
        ({"employee": {"name": "Jane"}}, ("/employee", "required_contact")),
        (
            {"employee": {"name": "J", "email": "a@b.test", "preferredChannel": "mobile"}},
            ("/employee/mobile", "required_with_channel"),
        ),
        ({"employee": {"name": "J", "mobile": "0415"}}, ("/employee/mobile", "e164")),
        ({"employee": {"externalId": "e-1"}}, ("/employee/externalId", "advanced_only")),
        ({"managers": []}, ("/managers", "too_short")),
        ({"managers": [{"externalId": "m-1"}]}, ("/managers/0/externalId", "advanced_only")),
        (
            {"managers": [{"name": "J", "email": "a@b.test", "label": "Buddy"}]},
            ("/managers/0/label", "advanced_only"),
        ),
        ({"managers": [{"name": "J"}]}, ("/managers/0", "required_contact")),
        ({"managers": [GOOD["managers"][0]] * 2}, ("/managers", "too_long")),
        ({"customFields": {"location": 7}}, ("/customFields/location", "string_type")),
        ({"candidateId": "c"}, ("/jobId", "required_with")),
        ({"jobId": "j"}, ("/candidateId", "required_with")),
        ({"loginHint": "x"}, ("/loginHint", "extra_forbidden")),
    ],
)
def test_a_broken_rule_names_its_field(
    change: dict[str, object], violation: tuple[str, str]
) -> None:
    """One broken rule is one violation with a JSON pointer."""
    # THEN the fault, and nothing else, is told
    assert broken(GOOD | change) == [violation]


def test_every_broken_rule_is_told_at_once() -> None:
    """Rules between fields do not wait for the rules of each field to be kept."""
    # GIVEN a body that breaks rules of both kinds
    body = {
        "partner": "enboarder",
        "employee": {"name": "Jane"},
        "managers": [{"name": "J", "email": "a@b", "label": "Buddy"}, 7],
        "startDate": "02/03/2026",
        "candidateId": "c",
    }
    # WHEN it is read
    # THEN each is told, and nothing more of what has a fault itself
    assert broken(body) == [
        ("/managers/0/email", "email"),
        ("/managers/1", "model_type"),
        ("/startDate", "date"),
        ("/employee", "required_contact"),
        ("/managers", "too_long"),
        ("/managers/0/label", "advanced_only"),
        ("/jobId", "required_with"),
    ]
    # AND what is not there is asked for once
    assert broken({"partner": "enboarder"}) == [
        ("/employee", "missing"),
        ("/managers", "missing"),
        ("/startDate", "missing"),
    ]


def test_an_advanced_launch_takes_profiles_labels_and_many_managers() -> None:
    """What the basic one forbids."""
    # GIVEN an advanced body
    managers = [{"externalId": "m-1", "label": "Buddy"}, {"name": "J", "email": "a@b.test"}]
    body = GOOD | {"kind": "advanced", "employee": {"externalId": "e-1"}, "managers": managers}
    # THEN it is in order
    order = bodies.onboarding_order(a_request(body))
    assert isinstance(order, Order)
    assert order.kind == "advanced"
    assert order.content.employee == Participant(external_id="e-1")


def test_a_batch_is_taken_whole_or_not_at_all() -> None:
    """Every fault of every item is told at once, with the item's index."""
    # GIVEN a batch with two faulty items
    items = [GOOD, GOOD | {"managers": []}, {"partner": "incode"}]
    # WHEN it is read
    with pytest.raises(ApiProblem) as raised:
        enboarder_bodies.orders(a_request({"items": items}))
    # THEN both are told
    pointers = {violation.pointer for violation in raised.value.errors}
    assert {"/items/1/managers", "/items/2/partner", "/items/2/employee"} <= pointers
    # AND without them it is taken
    assert len(enboarder_bodies.orders(a_request({"items": [GOOD, GOOD]}))) == 2
    for wrong in ([], [GOOD] * 101):
        with pytest.raises(ApiProblem):
            enboarder_bodies.orders(a_request({"items": wrong}))


def test_an_update_names_what_changes() -> None:
    """Nothing at all is no update."""
    # THEN what is given is read, and nothing else
    changes = enboarder_bodies.changes(a_request({"startDate": "2026-12-02"}))
    assert changes == Changes(start_date="2026-12-02")
    with pytest.raises(ApiProblem) as raised:
        enboarder_bodies.changes(a_request({}))
    assert raised.value.errors[0].rule == "no_change"


def test_a_cancellation_needs_no_body() -> None:
    """Whatever runs is ended, unless the caller selects."""
    # THEN each form is read
    assert enboarder_bodies.cancellation(Request("POST", "/")).mode == "CANCEL_ALL"
    assert enboarder_bodies.cancellation(a_request({"mode": "ALL"})).mode == "ALL"
    with pytest.raises(ApiProblem) as raised:
        enboarder_bodies.cancellation(a_request({"mode": "SELECTED"}))
    assert raised.value.errors[0].pointer == "/customFields"
