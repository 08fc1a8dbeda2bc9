"""A connection to a tenant's Onboardbase account: its key, and a call that proves it."""

from jetbridge.flows.connection.credentials import SealedPair
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.ports import HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase.credentials import tenant_key
from jetbridge.partners.onboardbase.secrets import Api, members_request


def source(context: Context, connection: Connection) -> SealedPair:
    """Return the key that a tenant's administrator authorised."""
    return tenant_key(context, connection)


def probe(context: Context, connection: Connection, token: Secret) -> HttpRequest:
    """Build the request for the team's members, of whom nothing is kept: any key may make it."""
    settings, presentation = context.settings, source(context, connection).dialect.presentation
    api = Api(settings.onboardbase_api_url, token, presentation, settings.http_timeout)
    return members_request(api)


def is_refused(status: int) -> bool:
    """Return whether the status says that the key is not taken."""
    return status in (401, 403)
