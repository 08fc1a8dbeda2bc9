"""What a case looks like."""

from dataclasses import dataclass


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
