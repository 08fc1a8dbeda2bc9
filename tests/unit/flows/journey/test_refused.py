"""What a journey does about partners that find fault, and connections that are gone."""

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.model.journey import Reason, Status, StepStatus
from jetbridge.model.journey_events import Decision
from jetbridge.web import bodies
from tests.fakes.partners.double import Trouble
from tests.fakes.partners.smartrecruiters import APPLICATION
from tests.support.journeys.env import CALLER, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify
from tests.support.killing import Killed
from tests.unit.flows.journey.history import dies


def hired(simulation: Simulation) -> Simulation:
    """Hire a person, and do what follows at once."""
    simulation.hire()
    simulation.work_off()
    return simulation


@pytest.mark.parametrize(
    ("name", "document", "fault"),
    [
        ("incode", policy(verify("sms"), REPORT), "/name partner_refused"),
        ("enboarder", policy(LAUNCH, REPORT), "/employee/name partner_refused"),
        ("smartrecruiters", policy(REPORT), "/onboardingStatus refused_with_403"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_not_in_the_partners_words(
    name: str, document: Document, fault: str
) -> None:
    """An operator reads the field and the rule; the partner's prose may quote the person."""
    # GIVEN a partner that finds fault
    simulation = a_simulation(document)
    simulation.partners.of_journeys[name].trouble = Trouble.FUSSY
    # WHEN a person is hired
    hired(simulation)
    # THEN the journey waits for an operator, with the fault
    assert simulation.status() is Status.NEEDS_ATTENTION
    assert simulation.step(0).fault == fault
    assert simulation.timeline[-1].facts == {"reason": "refused", "fault": fault}
    # AND it is tried again when the fault is fixed
    simulation.partners.of_journeys[name].trouble = Trouble.NONE
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    assert simulation.status() in (Status.WAITING, Status.COMPLETED)


def test_what_the_policy_makes_of_a_candidate_is_checked_by_our_own_rules() -> None:
    """A candidate without a phone number cannot get an SMS; nothing is asked."""
    # GIVEN a candidate without a phone number
    simulation = a_simulation(policy(verify("sms"), REPORT))
    del simulation.partners.smartrecruiters.candidate["phoneNumber"]
    # WHEN they are hired
    hired(simulation)
    # THEN the journey says which field is missing
    assert simulation.step(0).fault.startswith("/notification/phone ")
    assert not simulation.partners.incode.sessions
    # AND it goes on once the recruiter has filled it in
    simulation.partners.smartrecruiters.candidate["phoneNumber"] = "+14155550100"
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    assert len(simulation.partners.incode.messages) == 1


@pytest.mark.parametrize("step", [verify("sms"), verify(), LAUNCH])
def test_a_candidate_who_changes_between_two_tries_is_asked_as_they_are_now(
    step: Document,
) -> None:
    """What came to nothing under the old words is another request under the new ones."""
    # GIVEN a request that came to nothing
    simulation = a_simulation(policy(step, REPORT))
    for partner in (simulation.partners.incode, simulation.partners.enboarder):
        partner.trouble = Trouble.BUSY
    hired(simulation)
    # WHEN the candidate is corrected, and the partners are well again
    simulation.partners.smartrecruiters.candidate["lastName"] = "Ruiz Soto"
    for partner in (simulation.partners.incode, simulation.partners.enboarder):
        partner.trouble = Trouble.NONE
    simulation.wait(hours=1)
    # THEN it was asked once, as another attempt
    assert simulation.step(0).attempt == 2
    assert (
        len(simulation.partners.incode.sessions) + len(simulation.partners.enboarder.workflows) == 1
    )


def test_a_candidate_who_changes_is_not_messaged_or_launched_again() -> None:
    """What may have been done under the old words is not done again under the new ones."""
    for step in (verify("sms"), LAUNCH):
        # GIVEN a request that is not known here, that an operator has looked at
        simulation = a_simulation(policy(step, REPORT))
        simulation.partners.incode.trouble = simulation.partners.enboarder.trouble = Trouble.LOSSY
        simulation.partners.enboarder.reports_lag = True
        hired(simulation)
        # WHEN the candidate changes, and the partners are well again
        simulation.partners.smartrecruiters.candidate["lastName"] = "Ruiz Soto"
        simulation.partners.incode.trouble = simulation.partners.enboarder.trouble = Trouble.NONE
        for _ in range(30):
            simulation.wait(hours=1)
        # THEN nothing was asked for twice
        assert (
            len(simulation.partners.incode.sessions) + len(simulation.partners.enboarder.workflows)
            == 1
        )
        assert simulation.status() is Status.NEEDS_ATTENTION


@pytest.mark.parametrize("step", [verify("sms"), LAUNCH])
def test_a_candidate_who_changes_after_a_crash_is_not_asked_again(step: Document) -> None:
    """What a dead process may have asked is not asked for in new words."""
    # GIVEN a worker that died before its partner could answer
    simulation = a_simulation(policy(step, REPORT))
    simulation.hire()
    for partner in (simulation.partners.incode, simulation.partners.enboarder):
        partner.on_effect = dies
    with pytest.raises(Killed):
        simulation.work_off()
    # WHEN the candidate changes, and the lease is over
    simulation.partners.smartrecruiters.candidate["lastName"] = "Ruiz Soto"
    simulation.wait(minutes=5)
    # THEN nothing was asked twice: the message needs an operator, the workflow was found
    assert (
        len(simulation.partners.incode.sessions) + len(simulation.partners.enboarder.workflows) == 1
    )
    held, done = Status.NEEDS_ATTENTION, Status.COMPLETED
    assert simulation.status() is (done if simulation.partners.enboarder.workflows else held)
    assert simulation.step(0).attempt == 1


def test_a_company_that_is_disabled_in_the_middle_shows_and_is_waited_for() -> None:
    """Without its connection nothing is read or told; connected again, it goes on by itself."""
    # GIVEN a journey that waits for a person
    simulation = hired(a_simulation(policy(verify(), LAUNCH, REPORT)))
    # WHEN the company disables the integration, and the person proves who they are
    simulation.disable_company()
    simulation.succeed()
    simulation.work_off()
    # THEN it shows
    assert simulation.status() is Status.NEEDS_ATTENTION
    assert simulation.reason() is Reason.NOT_CONNECTED
    assert simulation.step(1).status is StepStatus.DELAYED
    # WHEN it is connected again a day later
    simulation.wait(days=1)
    simulation.connect_company()
    simulation.wait(hours=1)
    # THEN the journey has come to its end
    assert simulation.status() is Status.COMPLETED


def test_an_enboarder_account_that_is_disconnected_in_the_middle_is_waited_for() -> None:
    """The same of the partner that launches."""
    # GIVEN a journey that waits for a person, and an account that is disconnected meanwhile
    simulation = hired(a_simulation(policy(verify(), LAUNCH)))
    simulation.disconnect_account()
    simulation.succeed()
    simulation.work_off()
    assert simulation.reason() is Reason.NOT_CONNECTED
    # WHEN it is connected again
    simulation.connect_account()
    simulation.wait(hours=1)
    # THEN the workflow runs
    assert simulation.status() is Status.COMPLETED


def test_another_request_for_the_same_hire_is_not_doubled() -> None:
    """Who was launched through the API beside the journey is not launched by it."""
    # GIVEN a workflow that an API client has launched for the hire
    simulation = a_simulation(policy(LAUNCH, REPORT))
    order = bodies.order(
        {
            "partner": "enboarder",
            "employee": {"name": "Ana Ruiz", "email": "ana@example.com"},
            "managers": [{"name": "John Doe", "email": "john@example.com"}],
            "startDate": "2027-01-01",
            "candidateId": APPLICATION[0],
            "jobId": APPLICATION[1],
        }
    )
    onboard.request(simulation.process(), CALLER, order, idempotency_key=None)
    # WHEN the hire reaches us
    hired(simulation)
    # THEN an operator is asked, and may let it pass
    assert simulation.reason() is Reason.ALREADY_REQUESTED
    simulation.decide(Decision.APPROVE)
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 1
    # AND what is not ours is not named in our steps
    assert not simulation.step(0).onboarding_id
