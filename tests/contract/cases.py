"""Cases from the partners' pages, for what plays the partner and for what calls it."""

from dataclasses import dataclass
from typing import Final

_URL: Final = {"type": "URL"}


@dataclass(frozen=True, slots=True)
class BodyRefusal:
    """A request body that a partner refuses with 400 and `message`.

    `pointer` is the JSON pointer (RFC 6901) of the field at fault.
    """

    name: str
    body: dict[str, object]
    message: str
    pointer: str


@dataclass(frozen=True, slots=True)
class TokenRefusal:
    """Changes to a valid token request, and the answer they earn (RFC 6749 §5.2).

    A field set to None is left out.
    """

    name: str
    changes: dict[str, str | None]
    error: str
    status: int = 400


@dataclass(frozen=True, slots=True)
class ExchangeRefusal:
    """Changes to a valid exchange at Onboardbase, and the message that they earn.

    A parameter set to None is left out.
    """

    name: str
    changes: dict[str, str | None]
    message: str = "invalid_credentials"


@dataclass(frozen=True, slots=True)
class SignatureVector:
    """A notification of SmartRecruiters', and its signature under one key.

    `timestamp` is in Unix seconds.
    """

    key: str
    timestamp: int
    body: bytes
    event_id: str
    event_name: str
    event_version: str
    link: str
    signature: str


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

TOKEN_REFUSALS: Final = (
    TokenRefusal("no grant type", {"grant_type": None}, "invalid_request"),
    TokenRefusal("another grant type", {"grant_type": "password"}, "unsupported_grant_type"),
    TokenRefusal("no client id", {"client_id": None}, "invalid_request"),
    TokenRefusal("no client secret", {"client_secret": ""}, "invalid_request"),
    TokenRefusal("an unknown client", {"client_id": "nobody"}, "invalid_client", 401),
    TokenRefusal("a wrong secret", {"client_secret": "wrong"}, "invalid_client", 401),
)
"""What SmartRecruiters', Incode's and Enboarder's token endpoints all refuse."""

ONBOARDER_TOKEN_REFUSALS: Final = (
    TokenRefusal("no grant type", {"grant_type": None}, "invalid_request"),
    TokenRefusal("another grant type", {"grant_type": "password"}, "invalid_request"),
    TokenRefusal("no client id", {"client_id": None}, "invalid_request"),
    TokenRefusal("no client secret", {"client_secret": ""}, "invalid_request"),
    TokenRefusal("an unknown client", {"client_id": "nobody"}, "unauthorized_client", 401),
    TokenRefusal("a wrong secret", {"client_secret": "wrong"}, "unauthorized_client", 401),
    TokenRefusal("no code", {"code": None}, "invalid_request"),
    TokenRefusal("an unknown code", {"code": "none"}, "invalid_grant"),
    TokenRefusal("no redirect URI", {"redirect_uri": None}, "invalid_request"),
    TokenRefusal("another redirect URI", {"redirect_uri": "https://x.example/"}, "invalid_grant"),
    TokenRefusal("no verifier", {"code_verifier": None}, "invalid_grant"),
    TokenRefusal("a wrong verifier", {"code_verifier": "x" * 43}, "invalid_grant"),
)
"""What Onboarder's token endpoint refuses; its body is JSON."""

ONBOARDBASE_EXCHANGE_REFUSALS: Final = (
    ExchangeRefusal("an unknown client", {"client_id": "nobody"}),
    ExchangeRefusal("a wrong secret", {"client_secret": "wrong"}),
    ExchangeRefusal("no secret", {"client_secret": None}),
    ExchangeRefusal("an unknown code", {"code": "none"}),
    ExchangeRefusal("no code", {"code": ""}),
    ExchangeRefusal("another redirect URI", {"redirect_uri": "https://elsewhere.example/"}),
    ExchangeRefusal("no redirect URI", {"redirect_uri": None}),
    ExchangeRefusal("another grant type", {"grant_type": "password"}),
)
"""What Onboardbase's token endpoint refuses, besides a code that is too old."""

CRYPTOJS_VECTOR: Final = (
    "U2FsdGVkX19iTX97fWMuY1mrRAFd8/aXoWj4mkC0q1uFodyPORuSH1bsjaxxeL3E",
    "passkey",
    "external_secrets",
)
"""Text, passphrase and text in clear, from Onboardbase/go-cryptojs-aes-decrypt."""

SMARTRECRUITERS_SIGNATURE: Final = SignatureVector(
    key="HeBVky2bccvvkcXPimH8c",
    timestamp=1574080897,
    body=b'{"job_id":"jid","candidate_id":"cid"}',
    event_id="123",
    event_name="application.created",
    event_version="v201910",
    link="<http://smartrecruiters.com/endpoint>; rel=self",
    signature="2e9291f10d44ca10204a4cd81b05d73b6a316b2b605d4e2e0e0b37b40198ce1f",
)
"""The vector of SmartRecruiters' page on secret keys, its body without the space shown there."""
