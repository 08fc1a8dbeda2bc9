"""What a journey does about partners that find fault, and connections that are gone."""

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.model.journey import Reason, Status, StepStatus
from jetbridge.model.journey_events import Decision
from jetbridge.web import bodies
from tests.fakes.partners.hiring import APPLICATION, Trouble
from tests.support.journeys.env import CALLER, House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify
from tests.support.killing import Killed
from tests.unit.flows.journey.history import dies


def hired(house: House) -> House:
    """Hire somebody, and do what follows at once."""
    house.hire()
    house.work_off()
    return house


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
    house = a_house(document)
    house.partners.every[name].trouble = Trouble.FUSSY
    # WHEN a person is hired
    hired(house)
    # THEN the journey waits for an operator, with the fault
    assert house.status() is Status.NEEDS_ATTENTION
    assert house.step(0).fault == fault
    assert house.timeline[-1].facts == {"reason": "refused", "fault": fault}
    # AND it is tried again when the fault is fixed
    house.partners.every[name].trouble = Trouble.NONE
    house.decide(Decision.RETRY)
    house.work_off()
    assert house.status() in (Status.WAITING, Status.COMPLETED)


def test_what_the_policy_makes_of_a_candidate_is_checked_by_our_own_rules() -> None:
    """A candidate without a phone number cannot get an SMS; nobody is asked."""
    # GIVEN a candidate without a phone number
    house = a_house(policy(verify("sms"), REPORT))
    del house.partners.smartrecruiters.candidate["phoneNumber"]
    # WHEN they are hired
    hired(house)
    # THEN the journey says which field is missing
    assert house.step(0).fault.startswith("/notification/phone ")
    assert not house.partners.incode.sessions
    # AND it goes on once the recruiter has filled it in
    house.partners.smartrecruiters.candidate["phoneNumber"] = "+14155550100"
    house.decide(Decision.RETRY)
    house.work_off()
    assert len(house.partners.incode.messages) == 1


@pytest.mark.parametrize("step", [verify("sms"), verify(), LAUNCH])
def test_a_candidate_who_changes_between_two_tries_is_asked_as_they_are_now(
    step: Document,
) -> None:
    """What came to nothing under the old words is another request under the new ones."""
    # GIVEN a request that came to nothing
    house = a_house(policy(step, REPORT))
    for partner in (house.partners.incode, house.partners.enboarder):
        partner.trouble = Trouble.BUSY
    hired(house)
    # WHEN the candidate is corrected, and the partners are well again
    house.partners.smartrecruiters.candidate["lastName"] = "Ruiz Soto"
    for partner in (house.partners.incode, house.partners.enboarder):
        partner.trouble = Trouble.NONE
    house.wait(hours=1)
    # THEN it was asked once, as another attempt
    assert house.step(0).attempt == 2
    assert len(house.partners.incode.sessions) + len(house.partners.enboarder.workflows) == 1


def test_a_candidate_who_changes_is_not_messaged_or_launched_again() -> None:
    """What may have been done under the old words is not done again under the new ones."""
    for step in (verify("sms"), LAUNCH):
        # GIVEN a request of which nobody knows, that an operator has looked at
        house = a_house(policy(step, REPORT))
        house.partners.incode.trouble = house.partners.enboarder.trouble = Trouble.LOSSY
        house.partners.enboarder.reports_lag = True
        hired(house)
        # WHEN the candidate changes, and the partners are well again
        house.partners.smartrecruiters.candidate["lastName"] = "Ruiz Soto"
        house.partners.incode.trouble = house.partners.enboarder.trouble = Trouble.NONE
        for _ in range(30):
            house.wait(hours=1)
        # THEN nothing was asked for twice
        assert len(house.partners.incode.sessions) + len(house.partners.enboarder.workflows) == 1
        assert house.status() is Status.NEEDS_ATTENTION


@pytest.mark.parametrize("step", [verify("sms"), LAUNCH])
def test_a_candidate_who_changes_after_a_crash_is_not_asked_again(step: Document) -> None:
    """What a dead process may have asked is not asked for in new words."""
    # GIVEN a worker that died before its partner could answer
    house = a_house(policy(step, REPORT))
    house.hire()
    for partner in (house.partners.incode, house.partners.enboarder):
        partner.on_effect = dies
    with pytest.raises(Killed):
        house.work_off()
    # WHEN the candidate changes, and the lease is over
    house.partners.smartrecruiters.candidate["lastName"] = "Ruiz Soto"
    house.wait(minutes=5)
    # THEN nobody was asked twice: the message needs an operator, the workflow was found
    assert len(house.partners.incode.sessions) + len(house.partners.enboarder.workflows) == 1
    held, done = Status.NEEDS_ATTENTION, Status.COMPLETED
    assert house.status() is (done if house.partners.enboarder.workflows else held)
    assert house.step(0).attempt == 1


def test_a_company_that_is_disabled_in_the_middle_shows_and_is_waited_for() -> None:
    """Without its connection nothing is read or told; connected again, it goes on by itself."""
    # GIVEN a journey that waits for a person
    house = hired(a_house(policy(verify(), LAUNCH, REPORT)))
    # WHEN the company disables the integration, and the person proves who they are
    house.disable_company()
    house.succeed()
    house.work_off()
    # THEN it shows
    assert house.status() is Status.NEEDS_ATTENTION
    assert house.reason() is Reason.NOT_CONNECTED
    assert house.step(1).status is StepStatus.DELAYED
    # WHEN it is connected again a day later
    house.wait(days=1)
    house.connect_company()
    house.wait(hours=1)
    # THEN the journey has come to its end
    assert house.status() is Status.COMPLETED


def test_an_enboarder_account_that_is_disconnected_in_the_middle_is_waited_for() -> None:
    """The same of the partner that launches."""
    # GIVEN a journey that waits for a person, and an account that is disconnected meanwhile
    house = hired(a_house(policy(verify(), LAUNCH)))
    house.disconnect_account()
    house.succeed()
    house.work_off()
    assert house.reason() is Reason.NOT_CONNECTED
    # WHEN it is connected again
    house.connect_account()
    house.wait(hours=1)
    # THEN the workflow runs
    assert house.status() is Status.COMPLETED


def test_another_request_for_the_same_hire_is_not_doubled() -> None:
    """Who was launched through the API beside the journey is not launched by it."""
    # GIVEN a workflow that an API client has launched for the hire
    house = a_house(policy(LAUNCH, REPORT))
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
    onboard.request(house.process(), CALLER, order, idempotency_key=None)
    # WHEN the hire reaches us
    hired(house)
    # THEN an operator is asked, and may let it pass
    assert house.reason() is Reason.ALREADY_REQUESTED
    house.decide(Decision.APPROVE)
    house.work_off()
    assert house.status() is Status.COMPLETED
    assert len(house.partners.enboarder.workflows) == 1
    # AND what is not ours is not named in our steps
    assert not house.step(0).onboarding_id
