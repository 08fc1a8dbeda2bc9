"""What the token endpoint and the authorizer run on: the table, and nothing else.

They answer every partner call and every API call, and often the first one of a new execution
environment. So this is not the composition root of the flows: nothing here imports what they do
not need (tests/unit/runtime holds the import budget).
"""

from functools import cache

import boto3
from botocore.config import Config

from jetbridge.oauth.server import Server
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.runtime.observability import meter
from jetbridge.runtime.settings import settings
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Table


@cache
def table() -> Table:
    """Return the table, whose client is made on first use and kept."""
    # Two tries fit into the function's five seconds: better a 503 of ours than a timeout's.
    retries = Config(
        connect_timeout=1,
        read_timeout=2,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    return DynamoTable(boto3.client("dynamodb", config=retries), settings().table_name)


@cache
def server() -> Server:
    """Return what the OAuth endpoints need."""
    lifetime = settings().access_token_lifetime
    return Server(table(), SystemClock(), RandomIds(), meter, lifetime)
