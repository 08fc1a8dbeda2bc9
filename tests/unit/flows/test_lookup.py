"""What a tenant may find: its own, and nothing that merely looks like an id."""

import pytest

from jetbridge.flows.connection import connections, disconnect
from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.partners.enboarder import change as enboarder_change
from jetbridge.partners.enboarder.bodies import Cancellation
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.fakes.partners.smartrecruiters import ISSUED
from tests.support.smartrecruiters import a_world, approve, the_connection


def test_what_is_somebody_elses_looks_like_what_does_not_exist() -> None:
    """The same 404, so that ids cannot be tried out."""
    # GIVEN a connection of one tenant
    world = a_world(answer(ISSUED))
    approve(world.context())
    known = the_connection(world).id
    # WHEN another tenant asks for it, and for one that does not exist
    problems = []
    for connection_id in (known, "con_AAAAAAAAAAAAAAAA"):
        with pytest.raises(ApiProblem) as raised:
            connections.find(world.context().table, "other", connection_id)
        problems.append((raised.value.status, raised.value.slug, raised.value.title))
    # THEN both are told the same
    assert problems[0] == problems[1]
    assert problems[0][0] == 404


@pytest.mark.parametrize("text", ["", "a" * 65, "con_/../x", "é", "a b"])
def test_what_cannot_be_an_id_is_not_looked_for(text: str) -> None:
    """DynamoDB refuses long keys, which would end as an error of ours."""

    # GIVEN a table that must not be asked
    def never() -> None:
        pytest.fail("the table was asked")

    world = World()
    context = world.context(table=HookedTable(world.table, never))
    # WHEN it is looked for
    # THEN it is a 404 without a read
    identity = Identity("jb_ci_caller", ClientKind.API, "demo", frozenset(Scope))
    for find in (
        lambda: connections.find(context.table, "demo", text),
        lambda: onboard.find(context, "demo", text),
        lambda: disconnect.disconnect(context, identity, text),
        lambda: enboarder_change.cancel(context, identity, text, Cancellation()),
    ):
        with pytest.raises(ApiProblem) as raised:
            find()
        assert raised.value.status == 404
