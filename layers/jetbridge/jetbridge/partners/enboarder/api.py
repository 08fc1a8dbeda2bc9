"""Enboarder's REST API: its regions, its two ways in, and how a call is addressed.

Source: the partner's page "Authentication & Overview". The way in decides the paths: an API key
opens v1, OAuth v2. What is called is in `jetbridge.partners.enboarder.workflows` and
`jetbridge.partners.enboarder.reports`.
"""

from typing import Final, Literal

from jetbridge.broker.dialect import BEARER, ClientAuth, Dialect, Presentation
from jetbridge.model.ports import HttpRequest, json_request
from jetbridge.model.record import record
from jetbridge.model.secret import Secret

PARTNER: Final = "enboarder"

SCOPES: Final = ("api/workflow.basic", "api/workflow.advance", "api/settings.all")

type Region = Literal["AU", "EU", "US", "CA"]
type ClientAuthentication = Literal["body", "basic"]
type AuthPrefix = Literal["", "Bearer "]

API_HOSTS: Final[dict[Region, str]] = {
    "AU": "https://api.syd.e1.enboarder.com",
    "EU": "https://api.fra.e1.enboarder.com",
    "US": "https://api.ore.e1.enboarder.com",
    "CA": "https://api.can.e1.enboarder.com",
}
"""A customer's data stay in one region: no call ever goes to another."""

TOKEN_HOSTS: Final[dict[Region, str]] = {
    "AU": "https://auth.syd.e1.enboarder.com",
    "EU": "https://auth.fra.e1.enboarder.com",
    "US": "https://auth.ore.e1.enboarder.com",
}
"""Canada's is not published. The customer's administrator sees the whole URL beside the client."""

TOKEN_PATH: Final = "/oauth2/token"  # noqa: S105 - a path, not a secret


@record
class Account:
    """How a customer lets us in: by key, where there is no `client_id`, otherwise by OAuth.

    `token_url` is None where the region's is right.
    """

    region: Region
    secret: Secret
    client_id: str = ""
    token_url: str | None = None
    client_auth: ClientAuthentication = "body"
    auth_prefix: AuthPrefix = ""


def key_dialect() -> Dialect:
    """Return the dialect of the API key: nothing is obtained, the key itself is presented."""
    return Dialect(
        PARTNER, token_url="", default_lifetime=0, grants=(), presentation=Presentation("apikey")
    )


def oauth_dialect(
    token_url: str, *, client_auth: ClientAuth = ClientAuth.BODY, auth_prefix: str = ""
) -> Dialect:
    """Return the dialect of OAuth.

    Args:
        token_url: the whole URL of the token endpoint, which the region or the customer gives.
        client_auth: the page does not say; an authorization server of this shape takes both.
        auth_prefix: what stands before the token in `Authorization`. The partner's own sample
            has nothing there.
    """
    return Dialect(
        PARTNER,
        token_url,
        default_lifetime=3_600,
        scopes=SCOPES,
        client_auth=client_auth,
        presentation=Presentation(BEARER.header, auth_prefix),
        unauthorized=(401, 403),  # its gateway answers 403 to calls without a valid token
    )


@record
class Api:
    """Where one customer's account is, and by which way in. `timeout` is in seconds."""

    url: str
    dialect: Dialect
    timeout: float

    @property
    def version(self) -> str:
        """The paths that go with the way in. It is no generation: v1 is not older than v2."""
        return "v2" if self.dialect.grants else "v1"

    @property
    def reports(self) -> str:
        """Path of the reports, which have no version by key."""
        return "/reports/v2" if self.dialect.grants else "/reports"

    def call(
        self, method: str, path: str, token: Secret, body: object = None, *, operation: str
    ) -> HttpRequest:
        """Build a call; `token` is the access token or the key, `body` JSON or none."""
        presented = self.dialect.presentation.headers(token)
        url, timeout = f"{self.url}{path}", self.timeout
        return json_request(method, url, presented, body, timeout=timeout, operation=operation)
