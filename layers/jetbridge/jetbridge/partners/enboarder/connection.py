"""A connection to a customer's Enboarder account: its credential, and a call that proves it."""

from jetbridge.flows.connection.credentials import SealedPair
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.ports import HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder.credentials import account_api, account_pair
from jetbridge.partners.enboarder.reports import definitions_request


def source(context: Context, connection: Connection) -> SealedPair:
    """Return the credential of the customer's account."""
    return account_pair(context, connection)


def probe(context: Context, connection: Connection, token: Secret) -> HttpRequest:
    """Build the request for the definitions of reports: every credential may make it."""
    return definitions_request(account_api(context, connection.settings), token)


def is_refused(status: int) -> bool:
    """Return whether the status says that the credential is not taken."""
    return status in (401, 403)
