"""Reads that must be consistent are, and flows bear indexes that lag behind."""

from collections.abc import Iterator
from functools import partial

import boto3
import pytest
from moto import mock_aws

from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Status
from jetbridge.oauth import access_tokens, clients, credentials
from jetbridge.partners.smartrecruiters import disable
from jetbridge.store import connections, journeys
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Delete, Key, Put, Table, Update
from jetbridge_cli.boto import BotoCalls
from tests.contract.store.engines import new_table_name
from tests.fakes.context import World
from tests.fakes.lagging import LaggingDynamo
from tests.fakes.partners.enboarder import Enboarder
from tests.fakes.partners.incode import Incode
from tests.support import enboarder, smartrecruiters
from tests.support.incode import request as verify
from tests.support.journeys import env as simulations
from tests.support.journeys.policies import policy

KEY = Key("P", "1")


@pytest.fixture
def table() -> Iterator[Table]:
    """Return an empty table that is as far behind as it may be."""
    with mock_aws():
        client = boto3.client(
            "dynamodb",
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        name = new_table_name(client)
        yield DynamoTable(BotoCalls(LaggingDynamo(client, name)), name)


def test_an_item_is_read_as_last_written(table: Table) -> None:
    """By each way to read one."""
    # GIVEN an item that has been changed
    table.write(Put({"pk": KEY.pk, "sk": KEY.sk, "n": 1}))
    table.write(Update(KEY, set={"n": 2}))
    # THEN it is read as it is now
    found = table.get(KEY)
    assert found
    assert found["n"] == 2
    assert [item and item["n"] for item in table.get_many([KEY])] == [2]
    assert [item["n"] for item in table.query(KEY.pk, limit=9).items] == [2]
    # AND one that has just gone is gone
    table.write(Delete(KEY))
    assert table.get(KEY) is None
    assert table.get_many([KEY]) == [None]
    assert table.query(KEY.pk, limit=9).items == ()


def test_an_index_lags_behind(table: Table) -> None:
    """Else this table would show nothing."""
    # GIVEN an item that has just come into an index
    table.write(Put({"pk": "P", "sk": "1", "due_shard": "S", "due_at": 1}))
    # THEN the index does not show it
    assert table.query_due("S", 9, 9).items == ()


def test_a_token_dies_with_its_integration_at_that_moment(table: Table) -> None:
    """What the authorizer reads is the truth."""
    # GIVEN a connected company whose client holds an access token
    world = smartrecruiters.a_confirming_world()
    world.table = table
    assert smartrecruiters.approve(world.context()).connected
    connection = smartrecruiters.the_connection(world)
    (client_id,) = connection.clients
    token = credentials.mint_access_token(world.ids, client_id)
    now, scopes = world.clock.now(), ["callbacks:write"]
    table.write(access_tokens.put(client_id, token, scopes, now=now, lifetime=3_600))
    assert access_tokens.verify(table, world.clock, token.reveal())
    # WHEN the integration is disabled
    disable.disable(world.context(), connection.id, by="x")
    # THEN token and client are dead, and nothing of the credential is left
    assert access_tokens.verify(table, world.clock, token.reveal()) is None
    client = clients.find(table, client_id)
    assert client
    assert not client.secrets
    after = connections.get(table, connection.id)
    assert after
    assert not after.has_credentials


def test_a_repeat_finds_the_first_request(table: Table) -> None:
    """Though it comes at once."""
    # GIVEN an onboarding that was requested
    partner = Incode()
    world = World(http=partner, table=table)
    first = verify(world.context()).onboarding
    # WHEN the request is repeated in another process
    again = verify(world.context()).onboarding
    # THEN it is the same, and the partner was asked once
    assert (again.id, len(partner.sessions)) == (first.id, 1)


def test_a_hire_is_launched_once(table: Table) -> None:
    """Under another key, too."""
    # GIVEN a hire whose workflow was launched
    partner = Enboarder()
    world = World(http=partner, table=table)
    enboarder.connect(world.context(), enboarder.BY_OAUTH)
    launch = partial(onboard.request, world.context(), enboarder.CALLER, enboarder.ORDER)
    launch(idempotency_key="key-1")
    # WHEN it is asked for again, THEN that is refused, and one runs
    with pytest.raises(ApiProblem):
        launch(idempotency_key="key-2")
    assert len(partner.launched) == 1


def test_a_journey_comes_to_its_end(table: Table) -> None:
    """Though every list of them lags behind."""
    # GIVEN a hire
    world = simulations.a_world()
    world.table = table
    simulations.connected(world, policy())
    simulation = simulations.in_world(world)
    simulation.hire()
    simulation.work_off()
    # WHEN the person proves who they are
    simulation.succeed()
    simulation.work_off()
    # THEN everything is done, once
    journey = journeys.get(table, simulation.journey.id)
    assert journey
    assert journey.status is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 1
