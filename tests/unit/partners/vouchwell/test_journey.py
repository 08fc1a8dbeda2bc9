"""A journey asks the sixth partner, waits for its verdict, goes on, and is told in its words."""

import json

import pytest

from jetbridge.flows.journey import show
from jetbridge.flows.onboarding import links
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Status
from jetbridge.web import journey_resources, policy_check
from tests.sixth import env
from tests.support.journeys.env import TENANT, Simulation, connected, in_world
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy

STEP = {
    "name": "identity",
    "kind": "verify",
    "partner": "vouchwell",
    "fields": {"check": "passport"},
}


def hired(document: Document) -> Simulation:
    """Return a tenant that runs by a policy, whose person was hired just now."""
    policy_check.check(document)
    world = env.a_world()
    connected(world, document)
    simulation = in_world(world)
    simulation.hire()
    simulation.work_off()
    return simulation


def come_back(simulation: Simulation) -> None:
    """Have the person follow the link of the journey's step and come back."""
    link = links.stored(simulation.process(), simulation.onboarding)
    assert link
    env.visit(simulation.world, link.reveal())


def test_a_journey_waits_for_the_partner_and_goes_on() -> None:
    """Verified by the sixth partner, welcomed and reported by others."""
    # GIVEN a hire whose person is asked by the partner
    simulation = hired(policy(STEP, LAUNCH, REPORT))
    assert simulation.status() is Status.WAITING
    assert simulation.told("link_ready")[0].link_of == simulation.onboarding.id
    # WHEN the person comes back, and the partner notifies of the verdict
    come_back(simulation)
    simulation.work_off()
    assert simulation.status() is Status.WAITING
    env.notify(simulation.world, "session.verified")
    simulation.work_off()
    # THEN everything else follows
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.running) == 1
    # AND the story names the partner by its title
    shown = journey_resources.journey(
        *show.find(simulation.process().table, TENANT, simulation.journey.id)
    )
    told = json.dumps(shown)
    assert "Vouchwell's link" in told
    assert "The partner" not in told


def test_a_person_whom_the_partner_rejects_is_left_to_an_operator() -> None:
    """As the policy says."""
    # GIVEN a hire whose person is asked by the partner
    simulation = hired(policy(STEP, LAUNCH))
    # WHEN the partner notifies that it could not verify them
    come_back(simulation)
    env.notify(simulation.world, "session.rejected")
    simulation.work_off()
    # THEN nothing goes on
    assert simulation.status() is Status.NEEDS_ATTENTION
    assert simulation.partners.enboarder.running == []


@pytest.mark.parametrize(
    ("step", "pointer"),
    [
        (STEP | {"fields": {}}, "/steps/0/fields/check"),
        (STEP | {"delivery": "sms"}, "/steps/0/delivery"),
        (STEP | {"deadlineInHours": 24 * 8}, "/steps/0/deadlineInHours"),
    ],
)
def test_a_policy_is_held_to_the_partners_rules(step: Document, pointer: str) -> None:
    """Its fields, how it sends links, and how long those are valid."""
    # WHEN a policy breaks one of them
    with pytest.raises(ApiProblem) as refused:
        policy_check.check(policy(step))
    # THEN it is pointed to
    assert pointer in {each.pointer for each in refused.value.errors}
