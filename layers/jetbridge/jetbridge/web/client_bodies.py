"""The bodies of the routes of API clients, checked whole."""

from typing import Annotated, Final

from pydantic import Field

from jetbridge.web.fields import Text
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document
from jetbridge.web.request import Request

_MAX_OVERLAP: Final = 30 * 86_400
_DAY: Final = 86_400


class ClientBody(Body):
    """Asks for an API client."""

    name: Text
    """What people call it."""
    scopes: Annotated[tuple[Text, ...], Field(min_length=1, max_length=30)]
    """What it may do: scopes that the caller's access token has."""


class ClientRotationBody(Body):
    """Asks for another secret of a client."""

    overlap_in_seconds: Annotated[int, Field(strict=True, ge=0, le=_MAX_OVERLAP)] = _DAY
    """How long the present secret stays valid, a day where nothing is said. 0: it ends now."""


def client(request: Request) -> ClientBody:
    """Read a new client.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    return validated(ClientBody, document(request))


def rotation(request: Request) -> ClientRotationBody:
    """Read how long the present secret stays valid.

    Raises:
        ApiProblem: as `client` does.
    """
    return validated(ClientRotationBody, document(request))
