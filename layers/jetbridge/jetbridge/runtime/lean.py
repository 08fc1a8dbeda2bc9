"""What the token endpoint and the authorizer run on: the table, and nothing else.

They answer every partner call and every API call, and often the first one of a new execution
environment. So this is not the composition root of the flows: nothing here imports what they do
not need (tests/unit/runtime holds the import budget).
"""

from functools import cache

from jetbridge.oauth.quotas import Quotas
from jetbridge.oauth.server import Server
from jetbridge.runtime import aws
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.runtime.limits import LEAN_TABLE
from jetbridge.runtime.observability import meter
from jetbridge.runtime.reported import ReportedCalls
from jetbridge.runtime.settings import settings
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Table


@cache
def table() -> Table:
    """Return the table, connected to on first use and kept."""
    return DynamoTable(ReportedCalls(aws.dynamodb(LEAN_TABLE), meter), settings().table_name)


@cache
def server() -> Server:
    """Return what the OAuth endpoints need."""
    lifetime = settings().access_token_lifetime
    return Server(table(), SystemClock(), RandomIds(), meter, lifetime, quotas())


@cache
def quotas() -> Quotas:
    """Return what counts the requests that this execution environment serves."""
    configured = settings()
    return Quotas(SystemClock(), client=configured.client_quota, tenant=configured.tenant_quota)
