"""A disable that is killed at every step: all of it has happened, or nothing."""

from jetbridge.flows.context import Context
from jetbridge.model.connection import Status
from jetbridge.partners.smartrecruiters import disable
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.store import keys
from tests.fakes.context import World
from tests.support import smartrecruiters
from tests.support.killing import killed_everywhere


def a_company() -> World:
    """Return a world with a connected company whose access token is kept."""
    world = smartrecruiters.a_confirming_world()
    assert smartrecruiters.approve(world.context()).connected
    context, connection = world.context(), smartrecruiters.the_connection(world)
    context.broker.access_token(company_pair(context, connection))
    return world


def run(world: World, context: Context) -> None:
    """Disable the company's connection."""
    disable.disable(context, smartrecruiters.the_connection(world).id, by="their-client")


def test_connection_client_and_tokens_end_together_wherever_the_process_dies() -> None:
    """In one transaction: none of them outlives another."""
    ends = set[bool]()
    for at, world, _ in killed_everywhere(a_company, run):
        # GIVEN a disable that was killed at this step, or was not
        connection = smartrecruiters.the_connection(world)
        over = connection.status is Status.DISABLED
        ends.add(over)
        # THEN credential, client and token stand or fall with the connection
        place = keys.broker_token(f"{connection.id}/{connection.settings['clientId']}")
        assert connection.has_credentials is not over, at
        assert bool([*smartrecruiters.live(world, "demo")]) is not over, at
        assert bool(world.table.get(place)) is not over, at
    # AND the enumeration saw both
    assert ends == {False, True}
