"""Two companies of one tenant may know candidates and jobs by the same ids: two persons, two hires.

An earlier release called both by one name. What it has launched is recognised by that name.
"""

from dataclasses import replace
from typing import Any, Final

import pytest

from jetbridge.flows.notification import inbox
from jetbridge.flows.onboarding import idempotency, onboard
from jetbridge.model import hire_name
from jetbridge.model.company import company_key
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Journey, Status
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.onboarding_error import Hindrance, OnboardingError
from jetbridge.partners.enboarder.workflows import external_id
from jetbridge.store import companies, hires, keys, onboardings
from jetbridge.store.table import Delete, Put
from jetbridge.web import bodies
from tests.fakes.approvals import exchanged
from tests.fakes.partners.double import Trouble
from tests.fakes.partners.smartrecruiters import APPLICATION
from tests.support.journeys.env import CALLER, COMPANY, TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, policy

OTHER: Final = "Globex"
CANDIDATE, JOB = APPLICATION
FORMER: Final = external_id(TENANT, f"{CANDIDATE}/{JOB}")
"""What an earlier release called the hire at Enboarder, whatever the company."""
BODY: Final[dict[str, Any]] = {
    "partner": "enboarder",
    "kind": "basic",
    "employee": {"name": "Ana Ruiz", "email": "ana@example.com"},
    "managers": [{"name": "John Doe", "email": "john@example.com"}],
    "startDate": "2026-12-01",
    "candidateId": CANDIDATE,
    "jobId": JOB,
}


def two_companies() -> Simulation:
    """Return a tenant with two companies, and a policy that launches."""
    simulation = a_simulation(policy(LAUNCH))
    outcome = exchanged(simulation.process(), company_id=OTHER, tenant=TENANT, subject="admin")
    assert outcome.connected
    simulation.world.queue.sent.clear()
    return simulation


def hired_at_the_other(simulation: Simulation) -> None:
    """Have the other company hire the person that it knows by the same ids."""
    context = simulation.process()
    connection = companies.connection(context.table, OTHER, TENANT)
    assert connection
    simulation.partners.smartrecruiters.move("HIRED")
    told = Notification(
        partner="smartrecruiters",
        event_id="evt-of-the-other",
        event_type="application.status.updated",
        tenant=TENANT,
        connection_id=connection.id,
        received_at=context.clock.now(),
        facts={"candidate_id": CANDIDATE, "job_id": JOB},
    )
    inbox.take(context, told)
    simulation.work_off()


def of(simulation: Simulation, company_id: str) -> Journey:
    """Return the journey of a company."""
    key = company_key(company_id)
    return next(each for each in simulation.every if company_key(each.company_id) == key)


def launched(simulation: Simulation, company_id: str) -> Onboarding:
    """Return what the journey of a company has launched."""
    found = onboardings.get(
        simulation.world.table, of(simulation, company_id).steps[0].onboarding_id
    )
    assert found
    return found


def as_formerly(simulation: Simulation, launch: Onboarding) -> Onboarding:
    """Store a launch as an earlier release did: under the name without company, at both ends."""
    table = simulation.world.table
    former = replace(
        launch,
        external_customer_id=f"{CANDIDATE}/{JOB}",
        settings={"kind": "basic", "externalId": FORMER},
    )
    for name in hires.names(launch):
        table.write(Delete(keys.hire(TENANT, name)))
    key = keys.hire(TENANT, FORMER)
    table.write(Put({"pk": key.pk, "sk": key.sk, "onboarding_id": launch.id}))
    put, *_ = onboardings.save(former)
    table.write(put)
    simulation.partners.enboarder.workflows[-1].external_id = FORMER
    return onboardings.stored(former)


def client_launches(simulation: Simulation, key: str | None = None) -> ApiProblem | None:
    """Have the tenant's API client launch for the same candidate and job."""
    try:
        onboard.request(simulation.process(), CALLER, bodies.order(BODY), idempotency_key=key)
    except ApiProblem as problem:
        return problem
    return None


def test_two_companies_with_equal_ids_launch_twice() -> None:
    """Each journey its own workflow, known by its own name here and at Enboarder."""
    # GIVEN two companies of one tenant that know two persons by the same ids
    simulation = two_companies()
    # WHEN both hire
    simulation.hire()
    simulation.work_off()
    hired_at_the_other(simulation)
    # THEN both journeys are done, with a workflow each
    assert [each.status for each in simulation.every] == [Status.COMPLETED] * 2
    ids = [each.external_id for each in simulation.partners.enboarder.workflows]
    assert len(set(ids)) == 2
    # AND the names carry the company
    names = [launched(simulation, each).external_customer_id for each in (COMPANY, OTHER)]
    assert names == [f"{each}/{CANDIDATE}/{JOB}/1" for each in ("acme", "globex")]
    assert ids == [launched(simulation, each).settings["externalId"] for each in (COMPANY, OTHER)]


def test_a_client_that_names_candidate_and_job_does_not_launch_a_journeys_hire_again() -> None:
    """It names no company: whichever has launched, it is told."""
    # GIVEN two companies, of which the second one has hired
    simulation = two_companies()
    hired_at_the_other(simulation)
    # WHEN a client asks for the same candidate and job
    problem = client_launches(simulation)
    # THEN it is told that it was launched, and the other company's hire still launches its own
    assert problem
    assert problem.slug == "already-requested"
    simulation.hire()
    simulation.work_off()
    assert of(simulation, COMPANY).status is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 2


def test_what_a_client_has_launched_is_not_launched_by_a_journey() -> None:
    """It may be any company's: an operator decides, for each."""
    # GIVEN a client that has launched by candidate and job
    simulation = two_companies()
    assert client_launches(simulation, "key-1") is None
    # WHEN the companies hire
    simulation.hire()
    simulation.work_off()
    hired_at_the_other(simulation)
    # THEN nothing is launched beside it
    assert len(simulation.partners.enboarder.workflows) == 1
    assert {each.status for each in simulation.every} == {Status.NEEDS_ATTENTION}


def test_a_launch_of_an_earlier_release_is_not_repeated() -> None:
    """Under another key, as after an operator's retry: it is known by its former name."""
    # GIVEN a launch that an earlier release has made
    simulation = two_companies()
    simulation.hire()
    simulation.work_off()
    former = as_formerly(simulation, launched(simulation, COMPANY))
    # WHEN its journey asks anew
    journey = of(simulation, COMPANY)
    order = bodies.order(BODY)
    asked = idempotency.asked(CALLER, "another attempt", order, journey=journey)
    with pytest.raises(OnboardingError) as raised:
        onboard.attempt(simulation.process(), asked, order)
    # THEN the launch is found
    assert raised.value.why is Hindrance.ALREADY_REQUESTED
    assert raised.value.onboarding
    assert raised.value.onboarding.id == former.id
    assert len(simulation.partners.enboarder.workflows) == 1
    # AND the other company, whose hire it is not, launches its own
    hired_at_the_other(simulation)
    assert of(simulation, OTHER).status is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 2


def test_an_earlier_releases_unknown_launch_is_looked_up_by_its_former_name() -> None:
    """The reports show it under the name that was sent."""
    # GIVEN a launch of an earlier release whose answer was lost
    simulation = two_companies()
    simulation.partners.enboarder.trouble = Trouble.LOSSY
    simulation.hire()
    simulation.work_off()
    simulation.partners.enboarder.trouble = Trouble.NONE
    found = next(iter(simulation.every)).steps[0].onboarding_id
    lost = onboardings.get(simulation.world.table, found)
    assert lost
    assert lost.status is OnboardingStatus.UNKNOWN_OUTCOME
    as_formerly(simulation, lost)
    # WHEN it is looked up
    simulation.wait(hours=1)
    # THEN it was launched, once
    assert launched(simulation, COMPANY).status is OnboardingStatus.LAUNCHED
    assert len(simulation.partners.enboarder.workflows) == 1


@pytest.mark.parametrize("sequence", [1, 2])
def test_a_request_of_an_earlier_release_is_recognised_under_its_key(sequence: int) -> None:
    """What it did not perform is performed now, by the same onboarding and the same name."""
    # GIVEN a journey whose launch an earlier release has stored and not performed
    simulation = two_companies()
    simulation.partners.enboarder.trouble = Trouble.BUSY
    simulation.hire()
    simulation.work_off()
    journey = of(simulation, COMPANY)
    name = hire_name.of_journey(COMPANY, CANDIDATE, JOB, sequence).without_company
    body = {**BODY, **({"externalCustomerId": name} if sequence > 1 else {})}
    with pytest.raises(ApiProblem):
        onboard.request(simulation.process(), CALLER, bodies.order(body), idempotency_key="jny 1")
    # WHEN the journey asks again after the upgrade
    simulation.partners.enboarder.trouble = Trouble.NONE
    order = bodies.order(body)
    asked = idempotency.asked(CALLER, "jny 1", order, journey=replace(journey, sequence=sequence))
    answered = onboard.attempt(simulation.process(), asked, order)
    # THEN it is launched under the name that it had
    assert answered.onboarding.settings["externalId"] == external_id(TENANT, name)
    assert simulation.partners.enboarder.running == [external_id(TENANT, name)]
