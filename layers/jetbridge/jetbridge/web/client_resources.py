"""What the API shows of a tenant's API clients: a secret only in the answer that made it."""

from typing import TypedDict

from jetbridge.model.secret import Secret
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.web.resources import moment
from jetbridge.web.shapes import Moment


class ClientSecret(TypedDict):
    """What is shown of a client's secret."""

    createdAt: Moment
    expiresAt: Moment | None
    """When it ends; null: it does not."""


class ApiClient(TypedDict):
    """An API client."""

    id: str
    """The `client_id` of the token endpoint."""
    name: str
    status: ClientStatus
    scopes: list[str]
    secrets: list[ClientSecret]
    """Those that are valid: two, while one is being replaced."""
    createdAt: Moment
    lastUsedAt: Moment | None
    """When it obtained an access token, to the day; null: not within 400 days."""


class CreatedClient(TypedDict):
    """A client that was just made."""

    id: str
    clientSecret: str
    """It is in this answer alone."""
    scopes: list[str]


class RotatedClient(TypedDict):
    """A client's new secret."""

    id: str
    clientSecret: str
    """It is in this answer alone."""
    olderUntil: Moment
    """When the earlier secret ends."""


def client(shown: clients.Client, used_at: int | None, now: int) -> ApiClient:
    """Show a client at a time (Unix seconds)."""
    live = [each for each in shown.secrets if each.is_live(now)]
    return {
        "id": shown.client_id,
        "name": shown.name,
        "status": shown.status,
        "scopes": sorted(shown.scopes),
        "secrets": [
            {"createdAt": moment(each.created_at), "expiresAt": moment(each.expires_at)}
            for each in live
        ],
        "createdAt": moment(shown.created_at),
        "lastUsedAt": moment(used_at),
    }


def created(shown: clients.Client, secret: Secret) -> CreatedClient:
    """Show a new client, with its secret."""
    return {
        "id": shown.client_id,
        "clientSecret": secret.reveal(),
        "scopes": sorted(shown.scopes),
    }


def rotated(shown: clients.Client, secret: Secret) -> RotatedClient:
    """Show a client's new secret."""
    return {
        "id": shown.client_id,
        "clientSecret": secret.reveal(),
        "olderUntil": moment(clients.older_until(shown)),
    }
