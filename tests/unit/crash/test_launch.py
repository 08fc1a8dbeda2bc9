"""Kill the process at every step of a launch: the new hire is welcomed once at the most."""

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding, Status
from jetbridge.model.onboarding_request import Answer
from jetbridge.partners.enboarder import onboarding as enboarder_onboarding
from jetbridge.store import hires
from jetbridge.store.onboardings import QUEUE_PATIENCE
from tests.fakes.context import World
from tests.fakes.partners.enboarder import Enboarder
from tests.support.enboarder import BY_OAUTH, CALLER, EXTERNAL_ID, ORDER, connect
from tests.support.killing import killed_at_every_step


def connected(world: World) -> None:
    """Connect the demo tenant, before anything is killed."""
    connect(world.context(), BY_OAUTH)


def queued(world: World) -> None:
    """Have a launch wait in the queue."""
    connected(world)
    enqueue(world.context())


def enqueue(context: Context) -> None:
    """Request the hire's onboarding through the queue."""
    enboarder_onboarding.enqueue(context, CALLER, [ORDER], idempotency_key="key-1")


def standing(world: World) -> Onboarding | None:
    """Return the onboarding that stands for the hire, if any does."""
    return hires.holder(world.table, "demo", EXTERNAL_ID)


def request(context: Context) -> Answer:
    """Request the hire's onboarding."""
    return onboard.request(context, CALLER, ORDER, idempotency_key="key-1")


def repeated(world: World) -> str:
    """Return the status that a repeat ends in, or the problem that it is told."""
    try:
        return request(world.context()).onboarding.status
    except ApiProblem as problem:
        return problem.slug


def deliver(world: World) -> None:
    """Let the worker do everything that the queue holds, each message twice."""
    waiting = [message for message, _ in world.queue.sent]
    for message in [*waiting, *waiting]:
        work.do(world.context(), message)


def test_no_launch_is_made_twice_and_none_is_lost_unseen() -> None:
    """After a crash anywhere a repeat knows the launch, or is told that it is not known."""
    ends: set[tuple[Status | None, int, str]] = set()
    for at, world, partner, was_killed in killed_at_every_step(request, Enboarder, connected):
        # GIVEN a launch that was killed at this step, or was not
        # WHEN the reconciler runs after the lease
        world.clock.advance(REQUEST_LEASE)
        reconcile.run(world.context())
        found = standing(world)
        # THEN what was launched is launched, or visibly unknown
        if partner.launched:
            assert found, at
            assert found.status in (Status.LAUNCHED, Status.UNKNOWN_OUTCOME), at
        # AND a repeat, and whatever waits in the queue, settle it without launching again
        end = repeated(world)
        deliver(world)
        assert len(partner.launched) <= 1, at
        ends.add((found.status if found else None, len(partner.launched), end))
        assert was_killed or end == "launched"
    # AND the enumeration saw every kind of end: one that never left stays unknown, and is said
    assert ends == {
        (None, 1, "launched"),
        (Status.UNKNOWN_OUTCOME, 0, "not-launched-twice"),
        (Status.UNKNOWN_OUTCOME, 1, "launched"),
        (Status.LAUNCHED, 1, "launched"),
    }


def test_a_queued_launch_is_made_once_whatever_dies() -> None:
    """The queue brings its message back after every crash."""

    def launch(context: Context) -> None:
        found = hires.holder(context.table, "demo", EXTERNAL_ID)
        assert found
        work.do(context, {"kind": "launch", "onboarding_id": found.id})

    ends: set[tuple[Status, int]] = set()
    for at, world, partner, _ in killed_at_every_step(launch, Enboarder, queued):
        # GIVEN a worker that was killed at this step, or was not
        # WHEN the reconciler runs, and the queue delivers all that it holds
        world.clock.advance(max(REQUEST_LEASE, QUEUE_PATIENCE))
        reconcile.run(world.context())
        deliver(world)
        found = standing(world)
        assert found
        # THEN the hire was launched once, or the launch is visibly unknown
        assert len(partner.launched) <= 1, at
        ends.add((found.status, len(partner.launched)))
        # AND nothing personal is kept
        assert not found.sealed_order, at
    assert ends == {(Status.LAUNCHED, 1), (Status.UNKNOWN_OUTCOME, 0)}


def test_a_batch_that_dies_on_the_way_into_the_queue_is_launched_once() -> None:
    """What was stored is launched; what was not, the caller sends again."""
    for at, world, partner, _ in killed_at_every_step(enqueue, Enboarder, connected):
        # GIVEN a batch that was killed at this step, or was not
        # WHEN it is sent again, and everything runs
        enqueue(world.context())
        world.clock.advance(QUEUE_PATIENCE)
        reconcile.run(world.context())
        deliver(world)
        # THEN the hire was launched once
        assert partner.launched == [EXTERNAL_ID], at
