"""Shapes of policies and hires in which a rehearsal differed from the real run: none does now."""

from typing import Any, Final

import pytest

from jetbridge.dry_run import play
from jetbridge.dry_run.assumed import Assumed
from jetbridge.model.dry_run import Verdict
from tests.fakes.clock import START
from tests.fakes.context import ENVIRONMENT
from tests.support.policy_documents import a_policy, enboarder, incode, onboarder, report
from tests.unit.dry_run.comparison import rehearsed_and_run

type Json = dict[str, Any]

CANDIDATE: Final[Json] = {"id": "can-1", "email": "ana@example.com", "lastName": "Ruiz"}
APPLICATION: Final[Json] = {
    "candidateId": "can-1",
    "jobId": "job-1",
    "startsOn": "2027-02-28T13:00:00Z",
}
LONG: Final[Json] = {**APPLICATION, "candidateId": "c" * 128, "jobId": "j" * 128}
BY_PATH: Final = {"linkValidityInMinutes": {"path": "/candidate/minutes"}}
BACK: Final = {"returnUrl": "https://other.example/done"}


def story(came_to: Json) -> list[tuple[int, str]]:
    """Return a timeline in minutes since its beginning."""
    began = came_to["timeline"][0][0]
    return [((at - began) // 60, str(what)) for at, what, *_ in came_to["timeline"]]


def test_a_return_url_off_the_allow_list_is_refused_in_both() -> None:
    """The rehearsal has the deployment's allow-list."""
    document = a_policy(onboarder(BACK, onRefusal="review"))
    listed = {"RETURN_URL_ALLOW_LIST": "ok.example"}
    rehearsal, real = rehearsed_and_run(document, CANDIDATE, APPLICATION, variables=listed)
    assert rehearsal == real
    assert (real["status"], real["reason"]) == ("needs_attention", "refused")
    # AND without a list it is taken
    rehearsal, real = rehearsed_and_run(document, CANDIDATE, APPLICATION)
    assert rehearsal == real
    assert real["status"] == "completed"


@pytest.mark.parametrize("verify", [incode, onboarder])
@pytest.mark.parametrize("verdict", [Verdict.VERIFIED, Verdict.SILENT])
def test_a_link_of_five_minutes_by_path_ends_after_five_minutes(
    verify: Any,  # noqa: ANN401 - a maker of steps
    verdict: Verdict,
) -> None:
    """The reconciler ends it, before the reminder and before the person would have come."""
    document = a_policy(verify(BY_PATH, remindAfterHours=[24], onDeadline="stop"))
    candidate = {**CANDIDATE, "minutes": 5}
    rehearsal, real = rehearsed_and_run(document, candidate, APPLICATION, verdict=verdict)
    assert rehearsal == real
    assert story(real)[-1] == (5, "held")
    assert "reminded" not in [what for _, what in story(real)]
    assert (real["status"], real["reason"]) == ("needs_attention", "link_ended")


def test_the_second_hire_of_long_ids_is_launched() -> None:
    """Its name is too long for a field of the API, and goes as a digest."""
    document = a_policy(enboarder(), report())
    rehearsal, real = rehearsed_and_run(document, CANDIDATE, LONG, sequence=2)
    assert rehearsal == real
    assert real["status"] == "completed"


@pytest.mark.parametrize("sequence", [1, 2])
def test_a_second_hire_is_another_workflow(sequence: int) -> None:
    """Enboarder knows each round of a hire by an id of its own."""
    document = a_policy(enboarder(), report())
    rehearsal, real = rehearsed_and_run(document, CANDIDATE, APPLICATION, sequence=sequence)
    assert rehearsal == real


@pytest.mark.parametrize("odd", ["a/b", "..", "a b", "é", "x" * 129])
def test_an_id_that_is_none_begins_no_journey(odd: str) -> None:
    """Notifications and the poll pass it by, so nothing is asked of any partner."""
    application = {**APPLICATION, "candidateId": odd}
    rehearsal, real = rehearsed_and_run(a_policy(), CANDIDATE, application)
    assert rehearsal == real
    assert (real["status"], real["requests"]) == (None, [])


def test_an_odd_id_that_is_one_is_escaped_in_the_path() -> None:
    """As it is sent."""
    application = {**APPLICATION, "candidateId": "a%2Fb?c"}
    rehearsal, real = rehearsed_and_run(a_policy(report()), CANDIDATE, application)
    assert rehearsal == real
    assert real["requests"][0][1] == "/candidates/a%252Fb%3Fc/jobs/job-1"


def test_a_hire_that_is_not_ready_begins_no_journey() -> None:
    """With `start: ready`: it is asked, and waited for."""
    document = a_policy(report(), start="ready")
    rehearsal, real = rehearsed_and_run(document, CANDIDATE, APPLICATION, status="")
    assert rehearsal == real
    assert real["status"] is None
    assert real["requests"][-1][1].endswith("/onboardingStatus")


def test_a_large_candidate_is_read_up_to_what_the_http_port_reads() -> None:
    """More than 64 KB is no limit of answers; more than 1,000,000 bytes cannot be read."""
    # GIVEN 70 KB, THEN both go through
    document = a_policy(incode())
    rehearsal, real = rehearsed_and_run(document, {**CANDIDATE, "about": "w" * 70_000}, APPLICATION)
    assert rehearsal == real
    assert real["status"] == "completed"
    # GIVEN more than the port reads, THEN the step is tried for two weeks, and then held
    played = play.rehearse(
        document,
        Assumed(ENVIRONMENT),
        candidate={**CANDIDATE, "about": "w" * 1_000_001},
        application=APPLICATION,
        at=START,
    )
    assert played.journey
    assert (str(played.journey.status), str(played.journey.reason)) == (
        "needs_attention",
        "unreachable",
    )


def test_many_calls_in_one_moment_wait_for_their_turn() -> None:
    """SmartRecruiters' limit lets time pass, and delays no step."""
    steps = [report(name=f"told-{n}", status="READY_TO_ONBOARD") for n in range(8)]
    verifies = onboarder({}, onDeadline="continue")
    rehearsal, real = rehearsed_and_run(a_policy(*steps, verifies), CANDIDATE, APPLICATION)
    assert rehearsal == real
    assert "delayed" not in [what for _, what in story(real)]


def test_the_names_of_tenant_and_company_are_those_of_the_real_run() -> None:
    """They are part of the workflow's id, and a path may lead to them."""
    document = a_policy(enboarder({"customFields": {"Company": {"path": "/company/id"}}}))
    rehearsal, real = rehearsed_and_run(document, CANDIDATE, APPLICATION)
    assert rehearsal == real
    (launched,) = [body for _, path, body in real["requests"] if "startwf" in path]
    assert launched["customfields"] == [{"name": "Company", "value": "acme"}]


def test_without_an_account_at_enboarder_the_launch_waits() -> None:
    """The rehearsal says that it is not connected."""
    played = play.rehearse(
        a_policy(enboarder()),
        Assumed(ENVIRONMENT, account=None),
        candidate=CANDIDATE,
        application=APPLICATION,
        at=START,
    )
    assert played.journey
    assert str(played.journey.reason) == "not_connected"


def test_required_verifications_are_what_onboarder_shows() -> None:
    """A person who proves who they are proves what the deployment requires."""
    required = {"ONBOARDER_REQUIRED_VERIFICATIONS": "passport selfie"}
    played = play.rehearse(
        a_policy(onboarder()),
        Assumed({**ENVIRONMENT, **required}),
        candidate=CANDIDATE,
        application=APPLICATION,
        at=START,
    )
    assert played.journey
    assert str(played.journey.status) == "completed"
    assert played.settings["ONBOARDER_REQUIRED_VERIFICATIONS"] == "passport selfie"
