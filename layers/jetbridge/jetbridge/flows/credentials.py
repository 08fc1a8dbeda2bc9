"""Where the broker finds each credential.

The deployer's own are in Secrets Manager; a company's is sealed in its connection.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, cast

from jetbridge.flows.bridge import Bridge
from jetbridge.model.connection import Connection
from jetbridge.model.secret import Secret
from jetbridge.partners import enboarder, incode, onboardbase, onboarder, smartrecruiters
from jetbridge.partners import incode_results as incode_results_api
from jetbridge.partners.dialect import ClientAuth, ClientCredentials, Dialect
from jetbridge.store import connections, keys
from jetbridge.store.table import ConditionFailed, Delete
from jetbridge.vault.sealing import Unsealable
from jetbridge.vault.secrets import Secrets, credential

CLIENT_SECRET: Final = "clientSecret"  # noqa: S105 - a sealed field's name
API_KEY: Final = "apiKey"

_PLACE: Final = ("region", "tokenUrl")
"""Settings that say where a credential may be shown."""


@dataclass(frozen=True, slots=True)
class StoredPair:
    """A client id and secret that the deployer keeps in Secrets Manager."""

    name: str
    dialect: Dialect
    secrets: Secrets
    secret_id: str
    connection_id: str = ""
    """None of a tenant's: it is the deployer's own."""

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Read the pair.

        Raises:
            SecretUnavailable: the secret cannot be read, lacks a field, or has one that cannot be
                sent.
        """
        members = self.secrets.get(self.secret_id, fresh=fresh)
        client_id, client_secret = (
            credential(self.secret_id, members, field) for field in ("client_id", "client_secret")
        )
        return ClientCredentials(client_id, Secret(client_secret))


@dataclass(frozen=True, slots=True)
class SealedPair:
    """The client id and secret, or the key alone, that a partner issued for one connection.

    `field` names the sealed field of the secret.
    """

    name: str
    dialect: Dialect
    bridge: Bridge
    connection: Connection
    field: str = CLIENT_SECRET

    @property
    def connection_id(self) -> str:
        """The connection that the credential is sealed in."""
        return self.connection.id

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Open the pair; one sealed under a retired key is sealed again on the way.

        `fresh` reads the connection again: somebody may have connected it anew meanwhile. A
        credential for another place is left alone, since our dialect would show it here.

        Raises:
            Unsealable: it does not open.
        """
        again = connections.get(self.bridge.table, self.connection.id) if fresh else None
        connection = again if again and self._replaces(again) else self.connection
        key = keys.connection(connection.id)
        opened = self.bridge.vault.open(connection.sealed[self.field], item=key, field=self.field)
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
        key, sealed = keys.connection(connection.id), dict(connection.sealed)
        for field, envelope in connection.sealed.items():
            # What does not open is for its own reader to report.
            with suppress(Unsealable):
                secret = self.bridge.vault.open(envelope, item=key, field=field).secret
                sealed[field] = seal(self.bridge, connection.id, field, secret)
        renewed = replace(connection, sealed=sealed)
        # Whoever wrote the connection meanwhile is right; the next reader tries again.
        with suppress(ConditionFailed):
            self.bridge.table.write(*connections.save(connection, renewed, by="reseal"))


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token that serves a call or two and is not kept: it is presented as it is."""

    partner: str
    token: Secret
    connection_id: str = ""

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


def seal(bridge: Bridge, connection_id: str, field: str, secret: Secret) -> str:
    """Seal one secret of a connection: for that connection's item, and for that field of it."""
    return bridge.vault.seal(secret, item=keys.connection(connection_id), field=field)


def obtained(connection: Connection) -> tuple[Delete, ...]:
    """Return what wipes the access token that a connection's credential has brought."""
    names = (connection.settings.get(name) for name in ("clientId", "credentialId"))
    return tuple(Delete(keys.broker_token(f"{connection.id}/{name}")) for name in names if name)


def master_pair(bridge: Bridge) -> StoredPair:
    """Return SmartRecruiters' partner-level credential, which confirms integrations."""
    settings = bridge.settings
    return StoredPair(
        "smartrecruiters-master",
        smartrecruiters.dialect(settings.smartrecruiters_api_url),
        bridge.secrets,
        settings.smartrecruiters_secret_id,
    )


def company_pair(bridge: Bridge, connection: Connection) -> SealedPair:
    """Return the credential that SmartRecruiters issued for one company."""
    return SealedPair(
        f"{connection.id}/{connection.settings['clientId']}",
        smartrecruiters.dialect(bridge.settings.smartrecruiters_api_url),
        bridge,
        connection,
    )


def incode_pair(bridge: Bridge) -> StoredPair:
    """Return the deployer's Incode credential."""
    settings = bridge.settings
    return StoredPair(
        "incode",
        incode.dialect(settings.incode_auth_url),
        bridge.secrets,
        settings.incode_secret_id,
    )


def incode_checks_pair(bridge: Bridge) -> StoredPair:
    """Return the same credential, with a token and a circuit of its own for asking for results.

    Where Incode refuses or fails there, requests of onboardings go on.
    """
    return replace(incode_pair(bridge), name="incode-checks")


def incode_results(bridge: Bridge) -> incode_results_api.Api:
    """Return where and how Incode is asked for results.

    Raises:
        SecretUnavailable: the secret cannot be read, or lacks the API key.
    """
    settings, api = bridge.settings, incode_api(bridge)
    token = bridge.secrets.get(settings.incode_secret_id).get("admin_token")
    return incode_results_api.Api(
        url=api.url,
        key=api.key,
        version=api.version,
        status_path=settings.incode_status_path,
        score_path=settings.incode_score_path,
        token=Secret(token) if token else None,
        timeout=api.timeout,
    )


def onboarder_pair(bridge: Bridge) -> StoredPair:
    """Return the deployer's Onboarder credential."""
    settings = bridge.settings
    return StoredPair(
        "onboarder",
        onboarder.dialect(settings.onboarder_api_url),
        bridge.secrets,
        settings.onboarder_secret_id,
    )


def onboardbase_pair(bridge: Bridge) -> StoredPair:
    """Return the credential of the deployer's app at Onboardbase."""
    settings = bridge.settings
    return StoredPair(
        "onboardbase",
        onboardbase.dialect(settings.onboardbase_auth_url),
        bridge.secrets,
        settings.onboardbase_secret_id,
    )


def onboardbase_key(bridge: Bridge, connection: Connection) -> SealedPair:
    """Return the key that a tenant's administrator authorised at Onboardbase."""
    presentation = onboardbase.dialect(bridge.settings.onboardbase_auth_url).presentation
    key = Dialect(onboardbase.PARTNER, "", 0, grants=(), presentation=presentation)
    return SealedPair(connection.id, key, bridge, connection, field=onboardbase.API_KEY)


def enboarder_dialect(bridge: Bridge, settings: Mapping[str, str]) -> Dialect:
    """Return the dialect of one customer's Enboarder account, as its connection's settings say."""
    if not settings.get("clientId"):
        return enboarder.key_dialect()
    region = cast("enboarder.Region", settings["region"])
    host = bridge.settings.enboarder_auth_url or enboarder.TOKEN_HOSTS.get(region, "")
    return enboarder.oauth_dialect(
        settings["tokenUrl"] or f"{host}{enboarder.TOKEN_PATH}",
        client_auth=ClientAuth.BASIC if settings["clientAuth"] == "basic" else ClientAuth.BODY,
        auth_prefix=settings["authPrefix"],
    )


def enboarder_api(bridge: Bridge, settings: Mapping[str, str]) -> enboarder.Api:
    """Return where one customer's Enboarder account is reached: in its own region."""
    region = cast("enboarder.Region", settings["region"])
    return enboarder.Api(
        url=bridge.settings.enboarder_api_url or enboarder.API_HOSTS[region],
        dialect=enboarder_dialect(bridge, settings),
        timeout=bridge.settings.http_timeout,
    )


def enboarder_pair(bridge: Bridge, connection: Connection) -> SealedPair:
    """Return the credential of one customer's Enboarder account."""
    settings = connection.settings
    return SealedPair(
        f"{connection.id}/{settings['credentialId']}",
        enboarder_dialect(bridge, settings),
        bridge,
        connection,
        field=CLIENT_SECRET if settings.get("clientId") else API_KEY,
    )


def source_of(bridge: Bridge, connection: Connection) -> SealedPair:
    """Return the credential of a connection, whichever partner's it is."""
    sources = {
        smartrecruiters.PARTNER: company_pair,
        enboarder.PARTNER: enboarder_pair,
        onboardbase.PARTNER: onboardbase_key,
    }
    return sources[connection.partner](bridge, connection)


def incode_api(bridge: Bridge) -> incode.Api:
    """Return where and how Incode's API is reached.

    Raises:
        SecretUnavailable: the secret cannot be read, or lacks an API key that can be sent.
    """
    settings = bridge.settings
    secret_id = settings.incode_secret_id
    key = credential(secret_id, bridge.secrets.get(secret_id), "api_key")
    return incode.Api(
        url=settings.incode_api_url,
        key=Secret(key),
        version=settings.incode_api_version,
        candidate_field=settings.incode_candidate_field,
        timeout=settings.http_timeout,
    )
