"""An approval and its exchange, killed at every step: the admin is told the truth in the end."""

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.flows.schedule import reconcile, tasks, work
from jetbridge.model.connection import EXCHANGE_LEASE, Status
from jetbridge.model.transaction import Consent
from jetbridge.partners.smartrecruiters import approvals, outcomes
from jetbridge.store import companies, consents
from tests.fakes.approvals import given
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.killing import killed_everywhere


def works(world: World) -> None:
    """Let the worker do what the queue of slow work holds; each message comes twice."""
    messages = [message for message, _ in world.slow.sent for _ in range(2)]
    world.slow.sent.clear()
    for message in messages:
        work.do(world.context(), message)


def goes_on(world: World) -> None:
    """Let the clock, the queue and the worker go on for some minutes, then the reconciler."""
    for _ in range(3):
        works(world)
        world.clock.advance(60)
        tasks.run(world.context())
    works(world)
    world.clock.advance(EXCHANGE_LEASE)
    reconcile.run(world.context())


def test_an_approval_that_is_killed_anywhere_ends_with_the_truth() -> None:
    """Exchanged once at the most, and told as it is, whatever that is."""
    ends: set[tuple[Outcome | None, int]] = set()
    partners: list[SmartRecruiters] = []
    approved: list[Consent] = []

    def a_world() -> World:
        partners.append(SmartRecruiters())
        world = World(http=partners[-1])
        approved.append(given(world.context(), "acme", "demo", "admin-1"))
        return world

    def run(world: World, context: Context) -> None:
        approvals.dispatch(context, approved[-1])
        for message, _ in [*world.slow.sent]:
            work.do(context, message)

    for at, world, _ in killed_everywhere(a_world, run):
        # GIVEN an approval whose hand-over or exchange was killed at this step, or was not
        # WHEN everything else goes on
        goes_on(world)
        # THEN there is an end, and it is what the connection says
        consent = consents.get(world.table, approved[-1].name)
        assert consent, at
        told = approvals.outcome(world.context(), consent)
        held = companies.connection(world.table, "acme", "demo")
        assert (told, held.status if held else None) in (
            (outcomes.CONNECTED, Status.ACTIVE),
            (outcomes.UNKNOWN, Status.NEEDS_RECONNECT),
            # The dead worker's lease of the master token kept the next one waiting for too long.
            (outcomes.UNREACHABLE, None),
        ), at
        assert bool(held and held.has_credentials) is (told is outcomes.CONNECTED), at
        # AND nothing of it is due any more
        assert tasks.run(world.context()).complete
        assert world.slow.sent == [] or all(m.get("task") for m, _ in world.slow.sent), at
        ends.add((told, len(partners[-1].integrations)))
    # AND the enumeration saw every kind of end
    assert ends == {
        (outcomes.CONNECTED, 1),
        (outcomes.UNKNOWN, 0),
        (outcomes.UNKNOWN, 1),
        (outcomes.UNREACHABLE, 0),
    }
