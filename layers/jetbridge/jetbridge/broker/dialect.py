"""How each partner is asked for a token and shown it, as data.

A partner module states its dialect once. `token_request` and `token_answer` are the pure halves
of obtaining a token; `jetbridge.broker` does the I/O between them. docs/dialects.md is the table
of every row, generated from the modules.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import field, record
from jetbridge.model.secret import Secret

EPOCH: Final = 1_000_000_000
"""An expiry above this is a moment in Unix seconds (after September 2001), not a duration: as a
duration it would be 31 years."""
EPOCH_MILLISECONDS: Final = 1_000_000_000_000
"""An expiry above this is a moment in Unix milliseconds: as seconds it would be the year 33658."""
DAY: Final = 86_400


class Grant(StrEnum):
    """What is exchanged for a token."""

    CLIENT_CREDENTIALS = "client_credentials"
    """RFC 6749 §4.4."""
    AUTHORIZATION_CODE = "authorization_code"
    """RFC 6749 §4.1.3, with PKCE's verifier (RFC 7636 §4.5) where there is one."""


class Body(StrEnum):
    """How the parameters of the token request travel."""

    FORM = "form"
    """application/x-www-form-urlencoded: what RFC 6749 wants."""
    JSON = "JSON"
    """The members of a JSON object."""
    QUERY = "query string"
    """The URL's query, beside an empty JSON object: such a URL is a secret."""


class ClientAuth(StrEnum):
    """How the client authenticates (RFC 6749 §2.3.1)."""

    BODY = "in the body"
    """`client_id` and `client_secret` beside the other parameters."""
    BASIC = "Basic"
    """HTTP Basic, both parts form-encoded first."""


class Envelope(StrEnum):
    """What surrounds the answer's fields."""

    NONE = "none"
    """The fields are the body's own (RFC 6749 §5.1)."""
    DATA_ERRORS = "data/errors"
    """`{"data": {…} or null, "errors": [{"message", "code"}]}`: errors decide, not the status."""


class Expiry(StrEnum):
    """What the number in `expires_in` is."""

    SECONDS = "seconds"
    """A duration (RFC 6749 §5.1)."""
    EPOCH = "epoch"
    """A moment in Unix seconds or milliseconds; a number too small for one is a duration."""
    ABSENT = "absent"
    """No expiry is published; one that is sent all the same is a duration."""


@record
class Presentation:
    """How a token is shown: `header: prefix + token`, and an API key beside it where one is due."""

    header: str
    prefix: str = ""
    key_header: str = ""

    def headers(self, token: Secret, key: Secret | None = None) -> dict[str, str]:
        """Return the headers that present `token`, and `key` where the dialect wants one."""
        shown = {self.header: f"{self.prefix}{token.reveal()}"}
        if key is not None:
            shown[self.key_header] = key.reveal()
        return shown


BEARER: Final = Presentation("authorization", "Bearer ")
"""RFC 6750 §2.1."""


@record
class Scopes:
    """How scopes are named and separated, in a request and in its answer (RFC 6749 §3.3)."""

    name: str = "scope"
    separator: str = " "

    def written(self, scopes: tuple[str, ...]) -> dict[str, str]:
        """Return the parameter that asks for `scopes`; none at all where they are empty."""
        return {self.name: self.separator.join(scopes)} if scopes else {}


@record
class Limits:
    """What a partner allows one credential. None: it says nothing.

    `alone` names calls, by method and the end of their path, of which one may run at a time.
    """

    per_second: int | None = None
    concurrent: int | None = None
    alone: tuple[tuple[str, str], ...] = ()


@record
class Dialect:
    """How one partner's tokens are obtained, read and presented.

    A dialect without grants has no token endpoint: its credential is presented as it is.

    `default_lifetime` (seconds) is assumed where the answer names no believable expiry: an
    unknown expiry must never mean "for ever". `longest_lifetime` (seconds) is the most that is
    believed. `companions` are secret fields that a whole answer holds beside the token.
    """

    partner: str
    token_url: str
    default_lifetime: int
    scopes: tuple[str, ...] = ()
    """Asked for with client credentials."""
    grants: tuple[Grant, ...] = (Grant.CLIENT_CREDENTIALS,)
    body: Body = Body.FORM
    client_auth: ClientAuth = ClientAuth.BODY
    scope: Scopes = Scopes()
    success: tuple[int, ...] = (200,)
    envelope: Envelope = Envelope.NONE
    token_field: str = "access_token"  # noqa: S105 - a field's name, not a secret
    companions: tuple[str, ...] = ()
    expiry: Expiry = Expiry.SECONDS
    longest_lifetime: int = DAY
    presentation: Presentation = BEARER
    token_types: tuple[str, ...] = ("bearer",)
    """Types of token that we can present (RFC 6749 §7.1), in lower case. Naming one is optional."""
    refusals: tuple[str, ...] = ()
    """Error codes of the partner's own by which its token endpoint refuses, beside `REFUSALS`."""
    unauthorized: tuple[int, ...] = (401,)
    """Statuses that may mean a token which the partner no longer takes; nothing was done then."""
    limits: Limits = Limits()


@record
class ClientCredentials:
    """The pair that a partner issued. Of a plain API key, `client_id` is empty."""

    client_id: str
    client_secret: Secret


@record
class AccessToken:
    """An obtained token. `expires_at` is in Unix seconds.

    `scopes` are the granted ones, None where the partner named none: then they are those that
    were asked for (RFC 6749 §5.1). `companions` are the dialect's further secret fields, by name.
    """

    value: Secret
    expires_at: int
    scopes: tuple[str, ...] | None = None
    companions: Mapping[str, Secret] = field(default_factory=dict)


REFUSALS: Final = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
"""The error codes of a token endpoint (RFC 6749 §5.2)."""

_FOR_GOOD: Final = frozenset(
    {"access_denied", "invalid_client", "invalid_credentials"}
    | {"invalid_grant", "unauthorized_client"}
)


@record(frozen=False, eq=False)
class TokenRefusedError(JetbridgeError):
    """The token endpoint refused the request, in its protocol's words.

    `code` is the error code (RFC 6749 §5.2; the `message` of a data/errors envelope, with its
    `number`); a description is left behind, since it may echo what was sent.
    """

    partner: str
    status: int
    code: str
    number: int | None = None

    @property
    def permanent(self) -> bool:
        """Whether asking again with the same credential is pointless."""
        return self.code in _FOR_GOOD


@record(frozen=False, eq=False)
class NoTokenError(JetbridgeError):
    """The token endpoint answered with neither a token nor a refusal: not available now.

    What stands in front of it may have answered: a firewall's page, a redirect, a gateway.
    `rule` says what the answer lacks to be a token, without quoting it. `may_have_issued` tells
    that the endpoint itself may have answered, after it had issued one or used a code up.
    """

    partner: str
    status: int
    rule: str
    may_have_issued: bool = False
