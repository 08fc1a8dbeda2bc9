"""The kinds of fields: what is put right in each, and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model.errors import ApiProblem
from jetbridge.partners.enboarder import bodies as enboarder_bodies
from jetbridge.partners.enboarder import workflows as enboarder_workflows
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import bodies as incode_bodies
from jetbridge.web import bodies
from jetbridge.web.request import Request

INCODE: dict[str, Any] = {
    "partner": "incode",
    "integrationReference": "int-1",
    "loginHint": "ana@example.com",
    "notification": {"type": "URL"},
}
ENBOARDER: dict[str, Any] = {
    "partner": "enboarder",
    "employee": {"name": "Ana", "email": "ana@example.com"},
    "managers": [{"name": "John", "email": "john@example.com"}],
    "startDate": "2027-03-01",
}


def posted(body: object) -> Request:
    """Return a request with a JSON body."""
    headers = {"content-type": "application/json"}
    return Request("POST", "/v1/onboardings", headers, body=json.dumps(body).encode())


def incode_order(**changes: object) -> incode.Order:
    """Return what is read of a request to Incode."""
    order = bodies.onboarding_order(posted(INCODE | changes))
    assert isinstance(order, incode.Order)
    return order


def enboarder_order(**changes: object) -> enboarder_workflows.Order:
    """Return what is read of a request to Enboarder."""
    order = bodies.onboarding_order(posted(ENBOARDER | changes))
    assert isinstance(order, enboarder_workflows.Order)
    return order


def refused(body: object) -> tuple[int, list[tuple[str, str]]]:
    """Return the status of a refusal, and pointer and rule of each fault."""
    with pytest.raises(ApiProblem) as raised:
        bodies.onboarding_order(posted(body))
    return raised.value.status, [(each.pointer, each.rule) for each in raised.value.errors]


@pytest.mark.parametrize("blank", [" ", "\t", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff\u2060"])
def test_every_kind_of_field_is_stripped(blank: str) -> None:
    """Ids, names, addresses, numbers, URLs and dates."""

    def in_blanks(value: str) -> str:
        return f"{blank}{value}{blank}"

    order = incode_order(
        loginHint=in_blanks("ana@example.com"),
        name=in_blanks("Ana"),
        meetingLink=in_blanks("https://meet.example/a"),
        externalCustomerId=in_blanks("c-1"),
        notification={"type": "EMAIL", "email": in_blanks("Ana@Example.com")},
    )
    assert order.login_hint == "ana@example.com"
    assert order.name == "Ana"
    assert order.meeting_link == "https://meet.example/a"
    assert order.external_customer_id == "c-1"
    assert order.email == "Ana@Example.com"
    launch = enboarder_order(
        startDate=in_blanks("2027-03-01"), customFields={in_blanks("Team"): in_blanks("Night")}
    )
    assert launch.content.start_date == "2027-03-01"
    assert launch.content.custom_fields == {"Team": "Night"}


def test_names_are_composed_and_ids_are_not() -> None:
    """An id is compared letter by letter, whichever side gave it."""
    order = incode_order(name="Zoe\u0308\tRuiz", externalCustomerId="Zoe\u0308")
    assert order.name == "Zo\u00eb Ruiz"
    assert order.external_customer_id == "Zoe\u0308"


def test_only_custom_fields_have_several_lines() -> None:
    """They end alike whatever system wrote them."""
    launch = enboarder_order(customFields={"Note": "one\r\ntwo\rthree\nfour\t5"})
    assert launch.content.custom_fields == {"Note": "one\ntwo\nthree\nfour\t5"}
    for breaking in ("\n", "\r\n", "\u2028", "\u2029"):
        name = f"Ana{breaking}Bcc: eve@example.com"
        assert refused(INCODE | {"name": name}) == (422, [("/name", "no_control_characters")])


@pytest.mark.parametrize(
    "address", ["ana\u200b@example.com", "ana@exa mple.com", "ana\u00a0@example.com", "a\nb@c.de"]
)
def test_an_address_with_something_in_it_is_none(address: str) -> None:
    """What stands within it cannot be put right without a guess."""
    body = INCODE | {"notification": {"type": "EMAIL", "email": address}}
    assert refused(body) == (422, [("/notification/email", "email")])


@pytest.mark.parametrize(
    ("letter", "rule"),
    [("\0", "no_control_characters"), ("\ud800", "unicode"), ("\u202e", "no_reordering")],
)
def test_what_is_never_taken_is_refused_in_every_field(letter: str, rule: str) -> None:
    """In the same words, with a pointer to it."""
    assert refused(INCODE | {"name": f"Ana{letter}"}) == (400, [("/name", rule)])
    assert refused(INCODE | {f"x{letter}": 1}) == (400, [("", rule)])
    body = ENBOARDER | {"customFields": {"Note": f"{letter}"}}
    assert refused(body) == (400, [("/customFields/Note", rule)])


def test_a_lost_character_is_refused_where_it_matters() -> None:
    """A name with a hole in it is another name."""
    assert refused(INCODE | {"name": "Zo\ufffd"}) == (422, [("/name", "string_unicode")])
    assert enboarder_order(customFields={"Note": "\ufffd"}).content.custom_fields


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]))
    | st.sampled_from(["+1 415 555 0100", " ana@example.com", "\0", "\u202e", "2027-03-01", "URL"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from([INCODE, ENBOARDER, {"partner": "onboarder", "flowId": "f"}]),
    st.dictionaries(
        st.sampled_from(
            [*INCODE, *ENBOARDER, "name", "flowId", "returnUrl", "customFields", "meetingLink", "x"]
        ),
        anything,
    ),
)
def test_any_value_in_any_field_is_read_or_refused(
    good: dict[str, Any], changes: dict[str, Any]
) -> None:
    """With a 4xx that names a field, and never by an exception."""
    for read in (bodies.onboarding_order, incode_bodies.workforce_order, enboarder_bodies.orders):
        try:
            order = read(posted(good | changes))
        except ApiProblem as problem:
            assert 400 <= problem.status < 500  # noqa: PT017 - either outcome is good
            assert problem.errors  # noqa: PT017 - the same
        else:
            repr(order).encode()
