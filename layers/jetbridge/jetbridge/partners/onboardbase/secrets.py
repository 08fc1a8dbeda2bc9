"""Onboardbase's public API: the projects and secrets that a key opens.

Values are encrypted with the key's passphrase (`jetbridge.partners.onboardbase.cryptojs`). Two
shapes of a secret are published: an object whose `key` and `value` are encrypted each, and one
encrypted text that holds a JSON object with both.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from jetbridge.broker.dialect import Presentation
from jetbridge.model import json_text
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.ports import HttpRequest, HttpResponse, json_request
from jetbridge.model.record import field, record
from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase import cryptojs
from jetbridge.partners.onboardbase.cryptojs import UndecipherableError

_BASE: Final = "/api/v1"


@record
class Api:
    """Where and how the public API is reached. `timeout` is in seconds."""

    url: str
    key: Secret
    presentation: Presentation
    timeout: float

    def get(self, path: str, parameters: Mapping[str, str]) -> HttpRequest:
        """Build a GET request."""
        query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
        presented = self.presentation.headers(self.key)
        url = f"{self.url}{_BASE}/{path}{query}"
        return json_request("GET", url, presented, timeout=self.timeout, operation=path)


@record
class PulledSecret:
    """One secret of a project, in the clear."""

    name: str
    value: Secret = field(repr=False)


@record(frozen=False, eq=False)
class ApiRefusedError(JetbridgeError):
    """The API answered, and not with data. 401 and 403 mean that the key is no longer good."""

    status: int


def projects_request(api: Api) -> HttpRequest:
    """Build the request for the projects that the key sees."""
    return api.get("projects", {})


def secrets_request(api: Api, *, project: str, environment: str) -> HttpRequest:
    """Build the request for the secrets of one environment of a project."""
    return api.get("secrets", {"project": project, "environment": environment})


def members_request(api: Api) -> HttpRequest:
    """Build the harmless request that tells whether the key is taken."""
    return api.get("team/members", {})


def read_projects(response: HttpResponse) -> tuple[str, ...]:
    """Return the titles of the projects.

    Raises:
        ApiRefusedError: there is no list of projects.
    """
    data = _data(response)
    listed = data.get("projects") if isinstance(data, dict) else data
    if not isinstance(listed, list):
        raise ApiRefusedError(response.status)
    named = (project.get("title") for project in listed if isinstance(project, dict))
    return tuple(title for title in named if isinstance(title, str))


def read_secrets(response: HttpResponse, passphrase: Secret) -> tuple[PulledSecret, ...]:
    """Return the secrets, decrypted.

    Raises:
        ApiRefusedError: there is no list of secrets.
        UndecipherableError: one does not decrypt, or holds no name and value.
    """
    data = _data(response)
    listed = data.get("secrets") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ApiRefusedError(response.status)
    return tuple(_secret(entry, passphrase) for entry in listed)


def _data(response: HttpResponse) -> object:
    body = response.json()
    if response.status != 200 or not isinstance(body, dict):  # noqa: PLR2004 - HTTP's own number
        raise ApiRefusedError(response.status)
    return body.get("data")


def _secret(entry: object, passphrase: Secret) -> PulledSecret:
    match entry:
        case str():
            return _whole(cryptojs.decrypt(entry, passphrase))
        case {"key": str(key), "value": str(value)}:
            name = cryptojs.decrypt(key, passphrase).reveal()
            return PulledSecret(name, cryptojs.decrypt(value, passphrase))
        case _:
            raise UndecipherableError


def _whole(decrypted: Secret) -> PulledSecret:
    """Read the JSON object that one encrypted text held."""
    try:
        document = json_text.strict(decrypted.reveal().encode())
    except json_text.InvalidJsonError:
        document = None
    match document:
        case {"key": str(name), "value": str(value)}:
            return PulledSecret(name, Secret(value))
        case _:
            raise UndecipherableError
