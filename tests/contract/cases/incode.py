"""Incode's request-new: bodies that it refuses, and bodies that earn a link."""

from typing import Final

from tests.contract.cases.shapes import BodyRefusal

_URL: Final = {"type": "URL"}


def _incode(**changes: object) -> dict[str, object]:
    """Return a valid body with `changes`; None leaves a field out."""
    body = {
        "integrationReference": "int_b2b_prod_001",
        "loginHint": "ana@example.com",
        "notification": _URL,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


INCODE_DOCUMENTED_REFUSALS: Final = (
    BodyRefusal(
        "a missing login hint",
        _incode(loginHint=None),
        "Login hint be a non-empty string",
        "/loginHint",
    ),
    BodyRefusal(
        "an empty login hint",
        _incode(loginHint=""),
        "Login hint be a non-empty string",
        "/loginHint",
    ),
    BodyRefusal(
        "SMS without a phone",
        _incode(notification={"type": "SMS"}),
        "Phone must be provided when notification type is SMS",
        "/notification/phone",
    ),
    BodyRefusal(
        "a new candidate without a name",
        _incode(integrationReference="int_b2b_candidates_001"),
        "BadRequestException: New candidate must have name.",
        "/name",
    ),
)
"""Incode's own examples, to the letter."""

INCODE_ASSUMED_REFUSALS: Final = (
    BodyRefusal(
        "a missing integration reference",
        _incode(integrationReference=None),
        "Integration reference must be a non-empty string",
        "/integrationReference",
    ),
    BodyRefusal(
        "a login hint that is no string",
        _incode(loginHint=17),
        "Login hint be a non-empty string",
        "/loginHint",
    ),
    BodyRefusal(
        "a missing notification",
        _incode(notification=None),
        "Notification must be provided",
        "/notification",
    ),
    BodyRefusal(
        "an unknown notification type",
        _incode(notification={"type": "PIGEON"}),
        "Notification type must be one of URL, SMS, EMAIL",
        "/notification/type",
    ),
    BodyRefusal(
        "EMAIL without an address",
        _incode(notification={"type": "EMAIL"}),
        "Email must be provided when notification type is EMAIL",
        "/notification/email",
    ),
    BodyRefusal(
        "a name that is no string", _incode(name=["Ana"]), "name must be a string", "/name"
    ),
    BodyRefusal(
        "a link that never was valid",
        _incode(linkValidityInMinutes=0),
        "Link validity must be a positive number of minutes",
        "/linkValidityInMinutes",
    ),
    BodyRefusal(
        "a validity that is a truth value",
        _incode(linkValidityInMinutes=True),
        "Link validity must be a positive number of minutes",
        "/linkValidityInMinutes",
    ),
    BodyRefusal(
        "a meeting link that is no URL",
        _incode(meetingLink="room 7"),
        "Meeting link must be a URL",
        "/meetingLink",
    ),
    BodyRefusal(
        "a meeting link that cannot be parsed",
        _incode(meetingLink="https://[room"),
        "Meeting link must be a URL",
        "/meetingLink",
    ),
)
"""Rules of Incode's page for which it shows no message."""

INCODE_ACCEPTED: Final = (
    ("the page's own example", _incode(meetingLink="https://meet.clientcompany.com/session/abc")),
    ("SMS with a phone", _incode(notification={"type": "SMS", "phone": "+14155550100"})),
    ("EMAIL with an address", _incode(notification={"type": "EMAIL", "email": "a@example.com"})),
    (
        "a new candidate with a name",
        _incode(integrationReference="int_b2b_candidates_001", name="Ana Ruiz"),
    ),
    (
        "an existing candidate without a name",
        _incode(integrationReference="int_b2b_candidates_001", candidateId="candidate-1"),
    ),
    ("a validity of its own", _incode(linkValidityInMinutes=60, externalCustomerId="corr-1")),
)
"""Names and bodies that earn a link."""
