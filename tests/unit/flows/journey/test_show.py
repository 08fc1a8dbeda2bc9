"""The story of one hire, as the API tells it."""

import json

import pytest

from jetbridge.flows.journey import show
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Status
from jetbridge.model.journey_events import Decision
from jetbridge.web import journey_resources
from tests.fakes.partners.double import Trouble
from tests.fakes.partners.smartrecruiters import CANDIDATE
from tests.support.journeys.env import HOUR, TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify
from tests.support.journeys.shown import shown


def hired(*steps: dict[str, object], **more: object) -> Simulation:
    """Return a simulation in which the first person was hired just now."""
    simulation = a_simulation(policy(*steps, **more))
    simulation.hire()
    simulation.work_off()
    return simulation


def test_a_journey_that_waits_says_for_whom_and_until_when() -> None:
    """The person's turn, until the deadline."""
    # GIVEN a hire whose person was sent a link
    simulation = hired(verify(deadlineInHours=2), LAUNCH)
    # WHEN the journey is shown
    found = shown(simulation)
    # THEN it says where it stands
    assert found["status"] == "waiting"
    assert found["step"] == {"name": "identity", "partner": "incode", "status": "awaiting"}
    awaits = found["awaits"]
    assert (awaits["who"], awaits["until"]) == ("person", "2026-09-21T16:13:20Z")
    # AND nothing is wrong
    assert (found["reason"], found["problem"], found["erasedAt"]) == (None, None, None)
    # AND the ids lead to the hire
    ids = ("companyId", "candidateId", "jobId", "applicationId", "round", "policyVersion")
    assert [found[name] for name in ids] == ["acme", "can-1", "job-1", "app-1", 1, 1]


def test_the_steps_are_shown_with_what_became_of_them() -> None:
    """Each with its onboarding, and its moments."""
    # GIVEN the same hire
    simulation = hired(verify(deadlineInHours=2, remindAfterHours=[1]), LAUNCH)
    simulation.wait(HOUR)
    # WHEN the journey is shown
    identity, welcome = shown(simulation)["steps"]
    # THEN the step that runs is shown with everything
    onboarding_id = simulation.journey.steps[0].onboarding_id
    assert identity == {
        "name": "identity",
        "kind": "verify",
        "partner": "incode",
        "status": "awaiting",
        "meaning": "Incode was asked; waiting for the person.",
        "attempt": 1,
        "onboardingId": onboarding_id,
        "askedAt": "2026-09-21T14:13:20Z",
        "deadlineAt": "2026-09-21T16:13:20Z",
        "linkEndsAt": "2026-09-21T16:13:20Z",
        "reminders": 1,
        "reason": None,
        "fault": None,
        "calls": 4,
        "lastAnswer": {
            "partner": "incode",
            "operation": "POST request-new",
            "status": 200,
            "outcome": "answered",
        },
    }
    # AND the one whose turn has not come is shown, too
    assert (welcome["status"], welcome["onboardingId"]) == ("todo", None)


def test_the_timeline_is_told_in_order() -> None:
    """From the hire to the end: what, when, at which partner, in a sentence."""
    # GIVEN a hire that went well
    simulation = hired()
    simulation.wait(HOUR)
    simulation.begin()
    simulation.succeed()
    simulation.work_off()
    # WHEN the journey is shown
    found = shown(simulation)
    timeline = found["timeline"]
    # THEN it tells the story
    assert [line["what"] for line in timeline][:2] == ["started", "link_ready"]
    assert [line["what"] for line in timeline][-3:] == ["launched", "reported", "completed"]
    assert [line["at"] for line in timeline] == sorted(line["at"] for line in timeline)
    launched = timeline[-3]
    assert (launched["step"], launched["partner"]) == ("welcome", "enboarder")
    assert launched["sentence"] == "Enboarder runs the workflow."
    # AND nothing more is awaited
    assert found["awaits"] == {"who": "nobody", "what": "Nothing more.", "until": None}
    assert (found["step"], found["problem"]) == (None, None)


def test_a_refusal_says_what_is_wrong_and_what_to_do() -> None:
    """The field and the rule, and a command to run."""
    # GIVEN a partner that finds fault with the request
    simulation = a_simulation(policy(LAUNCH, REPORT))
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.hire()
    simulation.work_off()
    # WHEN the journey is shown
    found = shown(simulation)
    problem, awaits = found["problem"], found["awaits"]
    # THEN it needs an operator
    assert (found["status"], found["reason"], awaits["who"]) == (
        "needs_attention",
        "refused",
        "operator",
    )
    # AND says why, and how to go on
    assert problem["what"].startswith("Enboarder, or a rule of ours, found fault")
    assert f"jetbridge journeys retry {simulation.journey.id}" in problem["advice"]


def test_an_outage_says_when_it_is_tried_again() -> None:
    """The clock's turn."""
    # GIVEN a partner that is down
    simulation = a_simulation(policy(LAUNCH, REPORT))
    simulation.partners.enboarder.trouble = Trouble.DOWN
    simulation.hire()
    simulation.work_off()
    # WHEN the journey is shown
    awaits = shown(simulation)["awaits"]
    # THEN the clock has the next word
    assert awaits["who"] == "clock"
    assert awaits["until"] > "2026-09-21T14:13:20Z"


def test_what_could_not_be_cancelled_is_a_problem_of_a_journey_that_is_over() -> None:
    """It may still go on at the partner, and no other source would tell."""
    # GIVEN a journey whose workflow Enboarder does not cancel
    simulation = hired(LAUNCH, REPORT)
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.decide(Decision.CANCEL)
    simulation.work_off()
    assert simulation.journey.status is Status.CANCELLED
    # WHEN it is shown
    problem = shown(simulation)["problem"]
    # THEN an operator has to look
    assert problem["what"].startswith("Enboarder did not cancel what was begun")
    assert problem["advice"] == "Look for it in Enboarder, and end it there by hand."


def test_no_personal_data_is_shown() -> None:
    """Ids and words, whatever happens."""
    # GIVEN a hire that was verified, launched and reported, and one that was refused
    for trouble in (Trouble.NONE, Trouble.FUSSY):
        simulation = hired()
        simulation.partners.enboarder.trouble = trouble
        simulation.succeed()
        simulation.work_off()
        # WHEN it is shown
        text = json.dumps(shown(simulation))
        # THEN nothing of the candidate but the id is in it, and no link
        personal = {value for name, value in CANDIDATE.items() if name != "id"}
        assert not [value for value in (*personal, "https://") if value in text]


def test_journeys_are_listed_newest_first_page_by_page() -> None:
    """With the cursor of every other list."""
    # GIVEN three hires, a minute apart
    simulation = a_simulation(policy(verify()))
    for number in range(3):
        simulation.hire((f"can-{number}", "job-1"))
        simulation.work_off()
        simulation.wait(minutes=1)
    context = simulation.world.context()
    # WHEN they are listed, two a page
    first, cursor = show.page(context.table, TENANT, limit=2, after=None)
    second, end = show.page(context.table, TENANT, limit=2, after=cursor)
    # THEN the newest is first, and none is missing
    items = [journey_resources.item(*each) for each in (*first, *second)]
    assert [item["candidateId"] for item in items] == ["can-2", "can-1", "can-0"]
    assert end is None
    assert "timeline" not in items[0]


def test_a_journey_is_its_tenants() -> None:
    """Another's looks like one that does not exist."""
    # GIVEN a journey
    simulation = hired()
    # WHEN another tenant asks for it, or for one that is not there
    for tenant, journey_id in (("other", simulation.journey.id), (TENANT, "jrn_nowhere")):
        with pytest.raises(ApiProblem) as raised:
            show.find(simulation.world.context().table, tenant, journey_id)
        # THEN there is none
        assert (raised.value.status, raised.value.slug) == (404, "not-found")
    # AND a list is the tenant's, too
    assert show.page(simulation.world.context().table, "other", limit=10, after=None) == ([], None)


def test_a_cursor_of_another_list_is_refused() -> None:
    """It leads nowhere."""
    # GIVEN a cursor of another tenant's list
    simulation = a_simulation(policy(verify()))
    for number in range(2):
        simulation.hire((f"can-{number}", "job-1"))
        simulation.work_off()
    _, cursor = show.page(simulation.world.context().table, TENANT, limit=1, after=None)
    assert cursor
    # WHEN it is used
    with pytest.raises(ApiProblem) as raised:
        show.page(simulation.world.context().table, "other", limit=1, after=cursor)
    # THEN it is refused
    assert (raised.value.status, raised.value.slug) == (400, "invalid-cursor")
