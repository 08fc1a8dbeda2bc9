"""What an operator does by hand after a deployment: fill the secrets, create an API client."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from jetbridge.model.scopes import HELD_BY, ClientKind
from jetbridge.oauth import clients
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.dynamodb import DynamoTable
from jetbridge_local.stack import partners
from jetbridge_local.stack.aws import Aws


@dataclass(frozen=True, slots=True)
class ApiClient:
    """The tenant's API client, with the secret that is shown once."""

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()


def fill_secrets(aws: Aws, ids: Mapping[str, str]) -> None:
    """Write the partners' credentials to Secrets Manager; `ids` are secret ids by logical id."""
    client = aws.secretsmanager()
    for name, members in partners.secrets().items():
        client.put_secret_value(SecretId=ids[name], SecretString=json.dumps(members))


def create_api_client(aws: Aws, table_name: str) -> ApiClient:
    """Create an API client of the demo tenant, with every scope that one may hold."""
    client, secret = clients.new_client(
        RandomIds(),
        SystemClock(),
        kind=ClientKind.API,
        tenant=partners.TENANT,
        name="Local stack",
        scopes=sorted(HELD_BY[ClientKind.API]),
    )
    DynamoTable(aws.dynamodb(), table_name).write(clients.put(client))
    return ApiClient(client.client_id, secret.reveal(), client.scopes)
