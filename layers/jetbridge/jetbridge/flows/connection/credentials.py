"""Where the broker finds each credential.

The deployer's own are in Secrets Manager; a company's is sealed in its connection.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, cast

from jetbridge.broker.dialect import ClientAuth, ClientCredentials, Dialect
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import results as incode_results_api
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.smartrecruiters import api as smartrecruiters
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
    context: Context
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
        again = connections.get(self.context.table, self.connection.id) if fresh else None
        connection = again if again and self._replaces(again) else self.connection
        key = keys.connection(connection.id)
        opened = self.context.vault.open(connection.sealed[self.field], item=key, field=self.field)
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
                secret = self.context.vault.open(envelope, item=key, field=field).secret
                sealed[field] = seal(self.context, connection.id, field, secret)
        renewed = replace(connection, sealed=sealed)
        # Whoever wrote the connection meanwhile is right; the next reader tries again.
        with suppress(ConditionFailed):
            self.context.table.write(*connections.save(connection, renewed, by="reseal"))


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


def seal(context: Context, connection_id: str, field: str, secret: Secret) -> str:
    """Seal one secret of a connection: for that connection's item, and for that field of it."""
    return context.vault.seal(secret, item=keys.connection(connection_id), field=field)


def obtained(connection: Connection) -> tuple[Delete, ...]:
    """Return what wipes the access token that a connection's credential has brought."""
    names = (connection.settings.get(name) for name in ("clientId", "credentialId"))
    return tuple(Delete(keys.broker_token(f"{connection.id}/{name}")) for name in names if name)


def master_pair(context: Context) -> StoredPair:
    """Return SmartRecruiters' partner-level credential, which confirms integrations."""
    settings = context.settings
    return StoredPair(
        "smartrecruiters-master",
        smartrecruiters.dialect(settings.smartrecruiters_api_url),
        context.secrets,
        settings.smartrecruiters_secret_id,
    )


def company_pair(context: Context, connection: Connection) -> SealedPair:
    """Return the credential that SmartRecruiters issued for one company."""
    return SealedPair(
        f"{connection.id}/{connection.settings['clientId']}",
        smartrecruiters.dialect(context.settings.smartrecruiters_api_url),
        context,
        connection,
    )


def incode_pair(context: Context) -> StoredPair:
    """Return the deployer's Incode credential."""
    settings = context.settings
    return StoredPair(
        "incode",
        incode.dialect(settings.incode_auth_url),
        context.secrets,
        settings.incode_secret_id,
    )


def incode_checks_pair(context: Context) -> StoredPair:
    """Return the same credential, with a token and a circuit of its own for asking for results.

    Where Incode refuses or fails there, requests of onboardings go on.
    """
    return replace(incode_pair(context), name="incode-checks")


def incode_results(context: Context) -> incode_results_api.Api:
    """Return where and how Incode is asked for results.

    Raises:
        SecretUnavailable: the secret cannot be read, or lacks the API key.
    """
    settings, api = context.settings, incode_api(context)
    token = context.secrets.get(settings.incode_secret_id).get("admin_token")
    return incode_results_api.Api(
        url=api.url,
        key=api.key,
        version=api.version,
        status_path=settings.incode_status_path,
        score_path=settings.incode_score_path,
        token=Secret(token) if token else None,
        timeout=api.timeout,
    )


def onboarder_pair(context: Context) -> StoredPair:
    """Return the deployer's Onboarder credential."""
    settings = context.settings
    return StoredPair(
        "onboarder",
        onboarder.dialect(settings.onboarder_api_url),
        context.secrets,
        settings.onboarder_secret_id,
    )


def onboardbase_pair(context: Context) -> StoredPair:
    """Return the credential of the deployer's app at Onboardbase."""
    settings = context.settings
    return StoredPair(
        "onboardbase",
        onboardbase.dialect(settings.onboardbase_auth_url),
        context.secrets,
        settings.onboardbase_secret_id,
    )


def onboardbase_key(context: Context, connection: Connection) -> SealedPair:
    """Return the key that a tenant's administrator authorised at Onboardbase."""
    presentation = onboardbase.dialect(context.settings.onboardbase_auth_url).presentation
    key = Dialect(onboardbase.PARTNER, "", 0, grants=(), presentation=presentation)
    return SealedPair(connection.id, key, context, connection, field=onboardbase.API_KEY)


def enboarder_dialect(context: Context, settings: Mapping[str, str]) -> Dialect:
    """Return the dialect of one customer's Enboarder account, as its connection's settings say."""
    if not settings.get("clientId"):
        return enboarder.key_dialect()
    region = cast("enboarder.Region", settings["region"])
    host = context.settings.enboarder_auth_url or enboarder.TOKEN_HOSTS.get(region, "")
    return enboarder.oauth_dialect(
        settings["tokenUrl"] or f"{host}{enboarder.TOKEN_PATH}",
        client_auth=ClientAuth.BASIC if settings["clientAuth"] == "basic" else ClientAuth.BODY,
        auth_prefix=settings["authPrefix"],
    )


def enboarder_api(context: Context, settings: Mapping[str, str]) -> enboarder.Api:
    """Return where one customer's Enboarder account is reached: in its own region."""
    region = cast("enboarder.Region", settings["region"])
    return enboarder.Api(
        url=context.settings.enboarder_api_url or enboarder.API_HOSTS[region],
        dialect=enboarder_dialect(context, settings),
        timeout=context.settings.http_timeout,
    )


def enboarder_pair(context: Context, connection: Connection) -> SealedPair:
    """Return the credential of one customer's Enboarder account."""
    settings = connection.settings
    return SealedPair(
        f"{connection.id}/{settings['credentialId']}",
        enboarder_dialect(context, settings),
        context,
        connection,
        field=CLIENT_SECRET if settings.get("clientId") else API_KEY,
    )


def source_of(context: Context, connection: Connection) -> SealedPair:
    """Return the credential of a connection, whichever partner's it is."""
    sources = {
        smartrecruiters.PARTNER: company_pair,
        enboarder.PARTNER: enboarder_pair,
        onboardbase.PARTNER: onboardbase_key,
    }
    return sources[connection.partner](context, connection)


def incode_api(context: Context) -> incode.Api:
    """Return where and how Incode's API is reached.

    Raises:
        SecretUnavailable: the secret cannot be read, or lacks an API key that can be sent.
    """
    settings = context.settings
    secret_id = settings.incode_secret_id
    key = credential(secret_id, context.secrets.get(secret_id), "api_key")
    return incode.Api(
        url=settings.incode_api_url,
        key=Secret(key),
        version=settings.incode_api_version,
        candidate_field=settings.incode_candidate_field,
        timeout=settings.http_timeout,
    )
