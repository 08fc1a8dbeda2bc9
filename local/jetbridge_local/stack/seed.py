"""What an operator does by hand after a deployment: secrets, clients, the tenant's endpoint."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from jetbridge.flows.event.webhooks import endpoint
from jetbridge.model.scopes import EVERY_TENANT, HELD_BY, ClientKind, Scope
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock
from jetbridge.oauth import clients
from jetbridge.partners.incode import api as incode
from jetbridge.runtime import compose
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.runtime.observability import meter
from jetbridge.runtime.queue import EventBridgeBus, SqsBacklog, SqsQueue
from jetbridge.store import tenants
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_cli.boto import BotoCalls
from jetbridge_local.stack import partners
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.errors import StackError


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
    DynamoTable(BotoCalls(aws.dynamodb()), table_name).write(
        clients.put(client), tenants.opened(client.tenant)
    )
    return ApiClient(client.client_id, secret.reveal(), client.scopes)


def create_incode_client(aws: Aws, table_name: str) -> tuple[str, Secret]:
    """Create the client by which Incode notifies us, as `jetbridge clients create` does."""
    client, secret = clients.new_client(
        RandomIds(),
        SystemClock(),
        kind=ClientKind.PARTNER,
        tenant=EVERY_TENANT,
        name=incode.PARTNER,
        scopes=(Scope.NOTIFICATIONS_WRITE,),
        partner=incode.PARTNER,
    )
    DynamoTable(BotoCalls(aws.dynamodb()), table_name).write(clients.put(client))
    return client.client_id, secret


def set_endpoint(aws: Aws, ids: Mapping[str, str], api_url: str, url: str, clock: Clock) -> Secret:
    """Set where the demo tenant is told of its journeys, and return what signs the webhooks.

    Raises:
        StackError: it had an endpoint: the table is another stack's.
    """
    nowhere = SqsQueue(BotoCalls(aws.sqs()), "", meter)
    context = compose.over(
        Settings({"PUBLIC_URL": api_url}),
        DynamoTable(BotoCalls(aws.dynamodb()), ids["Table"]),
        SecretsManager(BotoCalls(aws.secretsmanager()), SystemClock(), max_age=0),
        keyring_id=ids["KeyringSecret"],
        meter=meter,
        queue=nowhere,
        webhooks=nowhere,
        slow=nowhere,
        dead_letters=nowhere,
        backlog=SqsBacklog(BotoCalls(aws.sqs()), {}, meter),
        bus=EventBridgeBus(BotoCalls(aws.events()), "", meter),
        clock=clock,
    )
    secret = endpoint.set_(context, partners.TENANT, url, ()).secret
    if secret is None:
        raise StackError(f"the tenant {partners.TENANT} has an endpoint already")
    return secret
