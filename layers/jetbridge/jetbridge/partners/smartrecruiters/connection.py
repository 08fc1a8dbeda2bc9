"""A connection to a SmartRecruiters company: its credential, and a call that proves it."""

from jetbridge.flows.connection.credentials import SealedPair
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.ports import HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters.credentials import company_pair


def source(context: Context, connection: Connection) -> SealedPair:
    """Return the credential that SmartRecruiters issued for the company."""
    return company_pair(context, connection)


def probe(context: Context, _connection: Connection, token: Secret) -> HttpRequest:
    """Build the request for at most one candidate, of whom nothing is kept."""
    settings = context.settings
    return smartrecruiters.candidates_request(
        settings.smartrecruiters_api_url, token, limit=1, timeout=settings.http_timeout
    )


def is_refused(status: int) -> bool:
    """Return whether the status says that the credential is not taken. 403: a scope is missing."""
    return status == 401  # noqa: PLR2004 - HTTP's own number
