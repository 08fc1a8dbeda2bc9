"""The bodies of the connections API, checked whole before any partner is called.

Secrets are taken, and never shown again: not in an answer, not in a refusal, not in a `repr`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field

from jetbridge.model.errors import Violation
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder.api import (
    TOKEN_HOSTS,
    Account,
    AuthPrefix,
    ClientAuthentication,
    Region,
)
from jetbridge.web.fields import Credential, Url
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document, invalid
from jetbridge.web.request import Request


class AccountByKey(Body):
    """An Enboarder account, reached by an API key."""

    region: Region
    auth: Literal["apiKey"]
    api_key: Credential = Field(repr=False)


class AccountByOAuth(Body):
    """An Enboarder account, reached by OAuth credentials."""

    region: Region
    auth: Literal["oauth"]
    client_id: Credential
    client_secret: Credential = Field(repr=False)
    token_url: Url | None = None
    """Needed in region `CA`: an https URL at a host that the operator allows."""
    client_auth: ClientAuthentication = "body"
    auth_prefix: AuthPrefix = ""
    """In front of the access token, where Enboarder wants it."""


def read_account(request: Request) -> Account:
    """Read the body of `POST /v1/connections/enboarder`, by the way in that it names.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    sent = document(request)
    match sent.get("auth"):
        case "apiKey":
            by_key = validated(AccountByKey, sent)
            return Account(by_key.region, Secret(by_key.api_key))
        case "oauth":
            by_oauth = validated(AccountByOAuth, sent, between=_token_url)
            return Account(
                region=by_oauth.region,
                secret=Secret(by_oauth.client_secret),
                client_id=by_oauth.client_id,
                token_url=by_oauth.token_url,
                client_auth=by_oauth.client_auth,
                auth_prefix=by_oauth.auth_prefix,
            )
        case None:
            raise invalid(Violation("/auth", "missing", "This field is required."))
        case _:
            raise invalid(Violation("/auth", "literal_error", "Must be one of apiKey, oauth."))


def _token_url(sent: Mapping[str, Any]) -> Iterator[Violation]:
    """Ask for the URL that cannot be known from the region."""
    region = sent.get("region")
    if isinstance(region, str) and region not in TOKEN_HOSTS and sent.get("tokenUrl") is None:
        rule = "Required in this region: Enboarder publishes none there."
        yield Violation("/tokenUrl", "required_with_region", rule)
