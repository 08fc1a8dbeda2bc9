"""Where the broker finds each credential.

The deployer's own are in Secrets Manager; a company's is sealed in its connection.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from jetbridge.broker.dialect import ClientCredentials, Dialect
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.store import connections, keys
from jetbridge.store.table import ConditionFailedError, Delete, Key, Value
from jetbridge.vault.sealing import UnsealableError, Vault
from jetbridge.vault.secrets import Secrets, credential

CLIENT_SECRET: Final = "clientSecret"  # noqa: S105 - a sealed field's name
API_KEY: Final = "apiKey"

_PLACE: Final = ("region", "tokenUrl")
"""Settings that say where a credential may be shown."""


@record
class StoredPair:
    """A client id and secret that the deployer keeps in Secrets Manager."""

    name: str
    dialect: Dialect
    secrets: Secrets
    secret_id: str
    connection_id: str = ""
    """None of a tenant's: it is the deployer's own."""
    tenant: str = ""

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Read the pair.

        Raises:
            SecretUnavailableError: the secret cannot be read, lacks a field, or has one that cannot
                be sent.
        """
        members = self.secrets.get(self.secret_id, fresh=fresh)
        client_id, client_secret = (
            credential(self.secret_id, members, field) for field in ("client_id", "client_secret")
        )
        return ClientCredentials(client_id, Secret(client_secret))


@record
class SealedPair:
    """The client id and secret, or the key alone, that a partner issued for one connection.

    `field` names the sealed field of the secret.
    """

    name: str
    dialect: Dialect
    context: Context
    connection: Connection
    field: str = CLIENT_SECRET

    @property
    def connection_id(self) -> str:
        """The connection that the credential is sealed in."""
        return self.connection.id

    @property
    def tenant(self) -> str:
        """The tenant whose connection it is."""
        return self.connection.tenant

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Open the pair; one sealed under a retired key is sealed again on the way.

        `fresh` reads the connection again: it may have been connected again meanwhile. A
        credential for another place is left alone, since our dialect would show it here.

        Raises:
            UnsealableError: it does not open.
        """
        again = connections.get(self.context.table, self.connection.id) if fresh else None
        connection = again if again and self._replaces(again) else self.connection
        key = keys.connection(connection.id)
        envelope = connection.sealed.get(self.field, "")
        opened = self.context.vault.open(envelope, item=key, field=self.field)
        if opened.stale:
            self._reseal(connection)
        return ClientCredentials(connection.settings.get("clientId", ""), opened.secret)

    def _replaces(self, again: Connection) -> bool:
        there, here = again.settings, self.connection.settings
        return self.field in again.sealed and all(
            there.get(name) == here.get(name) for name in _PLACE
        )

    def _reseal(self, connection: Connection) -> None:
        """Seal every secret of the connection under the active key."""
        key = keys.connection(connection.id)
        sealed: dict[str, Value] = {**connection.sealed}
        for field, envelope in connection.sealed.items():
            # What does not open is for its own reader to report.
            with suppress(UnsealableError):
                secret = self.context.vault.open(envelope, item=key, field=field).secret
                sealed[field] = seal(self.context.vault, connection.id, field, secret)
        # A concurrent write of the connection wins. The next reader tries again.
        with suppress(ConditionFailedError):
            self.context.table.write(connections.resealed(connection, sealed))


@record
class HeldToken:
    """A token that serves a call or two and is not kept: it is presented as it is."""

    partner: str
    token: Secret
    connection_id: str = ""
    tenant: str = ""

    @property
    def name(self) -> str:
        """The partner's name: no limits hold for one token alone."""
        return self.partner

    @property
    def dialect(self) -> Dialect:
        """A dialect in which nothing is obtained."""
        return Dialect(self.partner, token_url="", default_lifetime=0, grants=())

    def load(self, *, fresh: bool = False) -> ClientCredentials:  # noqa: ARG002 - there is but one
        """Return the token, in the place of a key."""
        return ClientCredentials("", self.token)


def seal(vault: Vault, connection_id: str, field: str, secret: Secret) -> str:
    """Seal one secret of a connection: for that connection's item, and for that field of it."""
    return vault.seal(secret, item=keys.connection(connection_id), field=field)


def obtained(connection: Connection) -> tuple[Delete, ...]:
    """Return what wipes the access token that a connection's credential has brought."""
    return tuple(Delete(key) for key in token_keys(connection.id, connection.settings))


def token_keys(connection_id: str, settings: Mapping[str, object]) -> tuple[Key, ...]:
    """Return the keys under which access tokens may stand that a credential has brought.

    `settings` are those of its connection.
    """
    names = (settings.get(name) for name in ("clientId", "credentialId"))
    return tuple(keys.broker_token(f"{connection_id}/{name}") for name in names if name)
