"""Reading a project's secrets from Onboardbase, through a tenant's connection.

So a deployer can keep the configuration of their own systems there. Nothing that is read is
stored, logged or cached; GET requests, which may be repeated.

Source: Onboardbase's tutorial application and go-cryptojs-aes-decrypt.
"""

from collections.abc import Callable
from enum import StrEnum

from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection, Status
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.outcome import Cause, Done, NotPerformed
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboardbase import secrets as onboardbase_secrets
from jetbridge.partners.onboardbase.credentials import tenant_key
from jetbridge.partners.onboardbase.cryptojs import UndecipherableError
from jetbridge.partners.onboardbase.secrets import Api, ApiRefusedError, PulledSecret
from jetbridge.store import connections, keys
from jetbridge.store.table import Table
from jetbridge.vault.sealing import Vault


class Obstacle(StrEnum):
    """Why nothing was read, in the words that the operator reads."""

    NOT_CONNECTED = "the tenant has no Onboardbase account connected"
    KEY_REFUSED = "Onboardbase refuses the key: an administrator must connect again"
    NOT_FOUND = "Onboardbase knows no such project or environment"
    UNAVAILABLE = "Onboardbase does not answer"
    UNREADABLE = "Onboardbase answers something else than secrets"
    UNDECIPHERABLE = "a secret does not decrypt with the connection's passphrase"


class NothingPulledError(JetbridgeError):
    """Nothing was read. Says why, and nothing of what was there."""

    def __init__(self, obstacle: Obstacle) -> None:
        """`obstacle` is what stood in the way."""
        super().__init__(str(obstacle))
        self.obstacle = obstacle


def projects(context: Context, tenant: str) -> tuple[str, ...]:
    """Return the titles of the projects that the tenant's key sees.

    Raises:
        NothingPulledError: they cannot be read.
    """
    response = _get(
        context, _connection(context.table, tenant), onboardbase_secrets.projects_request
    )
    return _read(onboardbase_secrets.read_projects, response)


def secrets(
    context: Context, tenant: str, *, project: str, environment: str
) -> tuple[PulledSecret, ...]:
    """Return the secrets of one environment of a project, decrypted.

    Raises:
        NothingPulledError: they cannot be read.
    """
    connection = _connection(context.table, tenant)
    response = _get(
        context,
        connection,
        lambda api: onboardbase_secrets.secrets_request(
            api, project=project, environment=environment
        ),
    )
    passphrase = _passphrase(context.vault, connection)
    return _read(lambda answer: onboardbase_secrets.read_secrets(answer, passphrase), response)


def _connection(table: Table, tenant: str) -> Connection:
    found = connections.holder(table, onboardbase.PARTNER, tenant)
    if found is None or not found.has_credentials or found.status is Status.DISABLED:
        raise NothingPulledError(Obstacle.NOT_CONNECTED)
    return found


def _get(
    context: Context, connection: Connection, build: Callable[[Api], HttpRequest]
) -> HttpResponse:
    settings, source = context.settings, tenant_key(context, connection)
    presentation = source.dialect.presentation

    def request(key: Secret) -> HttpRequest:
        return build(Api(settings.onboardbase_api_url, key, presentation, settings.http_timeout))

    match context.broker.send(source, request, idempotent=True):
        case Done(response) if response.is_success or response.is_refusal:
            return response
        case NotPerformed(Cause.CREDENTIALS):
            raise NothingPulledError(Obstacle.KEY_REFUSED)
        case _:
            raise NothingPulledError(Obstacle.UNAVAILABLE)


def _passphrase(vault: Vault, connection: Connection) -> Secret:
    item, field = keys.connection(connection.id), onboardbase.PASSPHRASE
    return vault.open(connection.sealed.get(field, ""), item=item, field=field).secret


def _read[Answer](read: Callable[[HttpResponse], Answer], response: HttpResponse) -> Answer:
    try:
        return read(response)
    except ApiRefusedError as refused:
        raise NothingPulledError(_obstacle(refused.status)) from None
    except UndecipherableError:
        raise NothingPulledError(Obstacle.UNDECIPHERABLE) from None


def _obstacle(status: int) -> Obstacle:
    match status:
        case 401 | 403:
            return Obstacle.KEY_REFUSED
        case 404:
            return Obstacle.NOT_FOUND
        case _:
            return Obstacle.UNREADABLE
