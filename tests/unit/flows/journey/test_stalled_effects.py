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
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, Document, by_onboarder, policy, verify
from tests.unit.flows.journey.fencing import hired, second

STEPS = {"verify": verify(), "message": verify("sms"), "launch": LAUNCH, "page": by_onboarder()}


def cancelled(simulation: Simulation) -> None:
    """Have an operator cancel the journey, and the worker find nothing to undo."""
    simulation.world.clock.advance(LEASE)
    simulation.decide(Decision.CANCEL)
    engine.advance(simulation.process(), {"journey_id": simulation.journey.id})
    assert simulation.status() is Status.CANCELLED


def stalled(simulation: Simulation, meanwhile: Callable[[Simulation], None]) -> None:
    """Be a worker that has claimed an effect, and stalls before it begins with it."""
    left = [meanwhile]

    def stalls(context: Context, by: Policy, mine: Journey, wanted: Intent) -> Outcome:
        if left:
            left.pop()(simulation)
        return perform(context, by, mine, wanted)

    engine.advance(simulation.process(), {"journey_id": simulation.journey.id}, stalls)


def did_nothing(simulation: Simulation) -> bool:
    """Return whether no partner was asked for anything, and nothing of it is stored."""
    partners = simulation.partners
    found, _ = onboardings.of_tenant(simulation.world.table, "demo", limit=10, after=None)
    return not (partners.incode.sessions or partners.enboarder.workflows or found)


@pytest.mark.parametrize("meanwhile", [second, cancelled])
@pytest.mark.parametrize("step", [*STEPS.values()], ids=[*STEPS])
def test_what_it_has_not_begun_is_the_other_ones(
    step: Document, meanwhile: Callable[[Simulation], None]
) -> None:
    """Which is in the middle of it, or has ended the journey: nothing is asked any more."""
    # GIVEN a worker that stalls until another one has come
    simulation = a_simulation(policy(step))
    hired(simulation)
    # WHEN it comes back
    stalled(simulation, meanwhile)
    # THEN it does nothing
    assert did_nothing(simulation)


@pytest.mark.parametrize("step", [verify("sms"), LAUNCH], ids=["message", "launch"])
def test_nor_is_it_made_again_where_a_partner_took_nothing_before(step: Document) -> None:
    """A repetition of what was not performed is begun anew."""
    # GIVEN a step that its partner has not performed yet
    simulation = a_simulation(policy(step))
    partner = simulation.partners.enboarder if step is LAUNCH else simulation.partners.incode
    partner.trouble = Trouble.BUSY
    simulation.hire()
    simulation.work_off()
    assert simulation.onboarding.status is OnboardingStatus.NOT_PERFORMED
    partner.trouble = Trouble.NONE
    simulation.world.clock.advance((simulation.step(0).next_at or 0) - simulation.world.clock.now())
    # WHEN a worker stalls before it repeats it, until the journey is cancelled
    stalled(simulation, cancelled)
    # THEN nothing was done
    assert not simulation.partners.incode.sessions
    assert not simulation.partners.enboarder.workflows
    assert simulation.status() is Status.CANCELLED
