"""Where the broker finds Onboardbase's credentials: the deployer's app's, and a tenant's key."""

from jetbridge.broker.dialect import Dialect
from jetbridge.flows.connection.credentials import SealedPair, StoredPair
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.partners.onboardbase import api as onboardbase


def app_pair(context: Context) -> StoredPair:
    """Return the credential of the deployer's app at Onboardbase."""
    settings = context.settings
    return StoredPair(
        "onboardbase",
        onboardbase.dialect(settings.onboardbase_auth_url),
        context.secrets,
        settings.onboardbase_secret_id,
    )


def tenant_key(context: Context, connection: Connection) -> SealedPair:
    """Return the key that a tenant's administrator authorised at Onboardbase."""
    presentation = onboardbase.dialect(context.settings.onboardbase_auth_url).presentation
    key = Dialect(onboardbase.PARTNER, "", 0, grants=(), presentation=presentation)
    return SealedPair(connection.id, key, context, connection, field=onboardbase.API_KEY)
