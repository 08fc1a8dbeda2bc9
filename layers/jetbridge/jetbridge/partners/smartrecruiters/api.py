"""SmartRecruiters' General Partner Integration, the calls that we make.

Source: the partner's page "OAuth 2.0 General Partner Integration", steps 2 and 3. The failure
codes of `…/integrations` are not published there; they are read as its Assessment twin
documents them (docs/partners/smartrecruiters.md says what is known and what is assumed).
"""

from enum import StrEnum
from http import HTTPStatus
from typing import Final

from jetbridge.broker.dialect import BEARER, ClientCredentials, Dialect, Limits
from jetbridge.model.outcome import Done, Outcome, Refused, Unknown, not_taken
from jetbridge.model.ports import HttpRequest, HttpResponse, json_request
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.model.text import is_whole

PARTNER: Final = "smartrecruiters"
INTEGRATION_DISABLED: Final = "INTEGRATION_DISABLED"

_TOKEN_PATH: Final = "/identity/oauth/token"  # noqa: S105 - a path, not a secret
_INTEGRATIONS: Final = "partner-api/integrations"

_LIMITS: Final = Limits(per_second=10, concurrent=8, alone=(("GET", "/candidates"),))
"""Source: the partner's page "Rate limiting"."""


def dialect(api_url: str) -> Dialect:
    """Return the dialect of the token endpoint, which serves master and company pairs alike."""
    return Dialect(PARTNER, f"{api_url}{_TOKEN_PATH}", default_lifetime=1_800, limits=_LIMITS)


@record
class Integration:
    """What SmartRecruiters hands out for one company, once."""

    integration_id: str
    credentials: ClientCredentials


class Refusal(StrEnum):
    """Why `…/integrations` refused a request: the `error` of its outcome."""

    REJECTED = "rejected"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"


_REFUSALS: Final = {
    403: Refusal.FORBIDDEN,
    404: Refusal.NOT_FOUND,
    409: Refusal.CONFLICT,
}


def integration_request(  # noqa: PLR0913 - the partner's own fields, each by its name
    api_url: str,
    *,
    app_id: str,
    company_id: str,
    issued: ClientCredentials,
    access_token: Secret,
    timeout: float,
) -> HttpRequest:
    """Build `POST …/integrations`, which confirms an integration.

    `issued` is the pair that we minted for the company; `access_token` was obtained with the
    master credentials; `timeout` is in seconds, for the whole call.
    """
    body = {
        "appId": app_id,
        "companyId": company_id,
        "clientId": issued.client_id,
        "clientSecret": issued.client_secret.reveal(),
    }
    url, presented = f"{api_url}/apps-integrations/{_INTEGRATIONS}", BEARER.headers(access_token)
    return json_request("POST", url, presented, body, timeout=timeout, operation=_INTEGRATIONS)


def read_integration(response: HttpResponse) -> Outcome[Integration]:
    """Read the answer to `integration_request`.

    A success that cannot be read whole is `Unknown`: the partner has committed something
    that we do not hold. So is every 3xx and 5xx. A 401 is about our token, every other refusal
    about the company.
    """
    status = response.status
    if response.is_refusal and status != HTTPStatus.UNAUTHORIZED:
        return Refused(status, _REFUSALS.get(status, Refusal.REJECTED))
    not_performed = not_taken(response)
    if not_performed:
        return not_performed
    body = response.json()
    if status not in (200, 201) or not isinstance(body, dict):
        return Unknown(status)
    fields = [body.get(name) for name in ("integrationId", "clientId", "clientSecret")]
    match fields:
        case [str(integration_id), str(client_id), str(client_secret)] if all(
            map(is_whole, fields)
        ):
            credentials = ClientCredentials(client_id, Secret(client_secret))
            return Done(Integration(integration_id, credentials))
        case _:
            return Unknown(status)


def candidates_request(
    api_url: str, access_token: Secret, *, limit: int, timeout: float
) -> HttpRequest:
    """Build `GET /candidates`, which reads at most `limit` candidates of the company."""
    url, presented = f"{api_url}/candidates?limit={limit}", BEARER.headers(access_token)
    return json_request("GET", url, presented, timeout=timeout, operation="candidates")
