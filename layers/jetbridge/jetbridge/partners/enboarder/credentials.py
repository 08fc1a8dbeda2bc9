"""Where the broker finds the credential of a customer's Enboarder account, and where that is."""

from collections.abc import Mapping
from typing import cast

from jetbridge.broker.dialect import ClientAuth, Dialect
from jetbridge.flows.connection.credentials import API_KEY, CLIENT_SECRET, SealedPair
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.partners.enboarder import api as enboarder


def account_dialect(context: Context, settings: Mapping[str, str]) -> Dialect:
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


def account_api(context: Context, settings: Mapping[str, str]) -> enboarder.Api:
    """Return where one customer's Enboarder account is reached: in its own region."""
    region = cast("enboarder.Region", settings["region"])
    return enboarder.Api(
        url=context.settings.enboarder_api_url or enboarder.API_HOSTS[region],
        dialect=account_dialect(context, settings),
        timeout=context.settings.http_timeout,
    )


def account_pair(context: Context, connection: Connection) -> SealedPair:
    """Return the credential of one customer's Enboarder account."""
    settings = connection.settings
    return SealedPair(
        f"{connection.id}/{settings['credentialId']}",
        account_dialect(context, settings),
        context,
        connection,
        field=CLIENT_SECRET if settings.get("clientId") else API_KEY,
    )
