"""A worker that stalls before its effect does not make it once another one has come."""

from collections.abc import Callable

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.journey import engine
from jetbridge.flows.journey.perform import perform
from jetbridge.model.journey import Journey, Status
from jetbridge.model.journey_events import Decision, Intent, Outcome
from jetbridge.model.journey_transition import LEASE
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy
from jetbridge.store import onboardings
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import House, a_house
from tests.support.journeys.policies import LAUNCH, Document, by_onboarder, policy, verify
from tests.unit.flows.journey.fencing import hired, second

STEPS = {"verify": verify(), "message": verify("sms"), "launch": LAUNCH, "page": by_onboarder()}


def cancelled(house: House) -> None:
    """Have an operator cancel the journey, and the worker find nothing to undo."""
    house.world.clock.advance(LEASE)
    house.decide(Decision.CANCEL)
    engine.advance(house.process(), {"journey_id": house.journey.id})
    assert house.status() is Status.CANCELLED


def stalled(house: House, meanwhile: Callable[[House], None]) -> None:
    """Be a worker that has claimed an effect, and stalls before it begins with it."""
    left = [meanwhile]

    def stalls(context: Context, by: Policy, mine: Journey, wanted: Intent) -> Outcome:
        if left:
            left.pop()(house)
        return perform(context, by, mine, wanted)

    engine.advance(house.process(), {"journey_id": house.journey.id}, stalls)


def did_nothing(house: House) -> bool:
    """Return whether no partner was asked for anything, and nothing of it is stored."""
    partners = house.partners
    found, _ = onboardings.of_tenant(house.world.table, "demo", limit=10, after=None)
    return not (partners.incode.sessions or partners.enboarder.workflows or found)


@pytest.mark.parametrize("meanwhile", [second, cancelled])
@pytest.mark.parametrize("step", [*STEPS.values()], ids=[*STEPS])
def test_what_it_has_not_begun_is_the_other_ones(
    step: Document, meanwhile: Callable[[House], None]
) -> None:
    """Which is in the middle of it, or has ended the journey: nobody is asked any more."""
    # GIVEN a worker that stalls until another one has come
    house = a_house(policy(step))
    hired(house)
    # WHEN it comes back
    stalled(house, meanwhile)
    # THEN it does nothing
    assert did_nothing(house)


@pytest.mark.parametrize("step", [verify("sms"), LAUNCH], ids=["message", "launch"])
def test_nor_is_it_made_again_where_a_partner_took_nothing_before(step: Document) -> None:
    """A repetition of what was not performed is begun anew."""
    # GIVEN a step that its partner has not performed yet
    house = a_house(policy(step))
    partner = house.partners.enboarder if step is LAUNCH else house.partners.incode
    partner.trouble = Trouble.BUSY
    house.hire()
    house.work_off()
    assert house.onboarding.status is OnboardingStatus.NOT_PERFORMED
    partner.trouble = Trouble.NONE
    house.world.clock.advance((house.step(0).next_at or 0) - house.world.clock.now())
    # WHEN a worker stalls before it repeats it, until the journey is cancelled
    stalled(house, cancelled)
    # THEN nothing was done
    assert not house.partners.incode.sessions
    assert not house.partners.enboarder.workflows
    assert house.status() is Status.CANCELLED
