"""A policy rehearsed: what is sent to whom, and when, by the flows that do it in earnest."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from jetbridge.dry_run import play
from jetbridge.dry_run.assumed import Assumed
from jetbridge.dry_run.play import Rehearsal
from jetbridge.dry_run.shown import shown as as_json
from jetbridge.model import registry
from jetbridge.model.dry_run import Call, Verdict
from jetbridge.model.journey import Entry, Reason, Status, What
from jetbridge.model.partner import Capability
from jetbridge.partners.smartrecruiters import sample_hire
from jetbridge_cli import published, rehearsing
from tests.fakes.clock import START
from tests.sixth.registered import VOUCHWELL
from tests.support.policy_documents import (
    EXAMPLES,
    a_policy,
    enboarder,
    example,
    incode,
    onboarder,
    report,
)

HOUR: Final = 3_600
VARIABLES: Final = published.variables()
ASSUMED: Final = Assumed(VARIABLES)


def rehearsed(document: dict[str, Any], verdict: Verdict = Verdict.VERIFIED) -> Rehearsal:
    """Return a rehearsal for the sample hire."""
    return play.rehearse(document, ASSUMED, verdict=verdict, at=START)


def calls(played: Rehearsal) -> list[str]:
    """Return what was sent where, in order, tokens aside."""
    return [
        f"{line.method} {line.host}{line.path}"
        for line in played.lines
        if isinstance(line, Call) and line.body != "token"
    ]


def moments(played: Rehearsal) -> list[tuple[float, What]]:
    """Return what the journey told, each with its hour."""
    told = [line for line in played.lines if isinstance(line, Entry)]
    return [((line.at - START) / HOUR, line.what) for line in told]


def bodies(played: Rehearsal, path: str) -> list[Any]:
    """Return what was sent to paths that end so."""
    sent = [line for line in played.lines if isinstance(line, Call)]
    return [line.body for line in sent if line.path.endswith(path)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_example_of_the_docs_comes_to_an_end(path: Path, verdict: Verdict) -> None:
    """Done where the person proves who they are; over, or an operator's, where they do not."""
    # GIVEN an example and what the person does
    document = example(path)
    played = rehearsed(document, verdict)
    # THEN the journey ends, or an operator is asked
    assert played.journey
    verifies = any(step["kind"] == "verify" for step in document["steps"])
    if verdict is Verdict.VERIFIED or not verifies:
        assert played.journey.status is Status.COMPLETED
    else:
        assert played.journey.is_over or played.journey.status is Status.NEEDS_ATTENTION
    # AND the request that each step makes was taken
    assert Reason.REFUSED not in {step.reason for step in played.journey.steps}


def test_the_happy_path_is_shown_call_by_call() -> None:
    """In order, with the moments between them."""
    # GIVEN a policy with every kind of step
    document = a_policy(incode(remindAfterHours=[24, 48]), enboarder(), report())
    # WHEN it is rehearsed
    played = rehearsed(document)
    # THEN the calls are those of a hire, and nothing is sent twice
    sample = sample_hire.APPLICATION
    candidate = f"api.smartrecruiters.com/candidates/{sample['candidateId']}"
    application = f"{candidate}/jobs/{sample['jobId']}"
    assert calls(played) == [
        f"GET {application}",
        f"GET {application}",
        f"GET {candidate}",
        "POST demo-api.incodesmile.com/omni/b2b/onboarding/request-new",
        # Before each reminder.
        f"GET {application}",
        f"GET {application}",
        f"GET {application}",
        f"GET {candidate}",
        "POST api.ore.e1.enboarder.com/restapi/v1/startwf/basic",
        f"PUT {application}/onboardingStatus",
    ]
    # AND the moments come when the policy says
    assert moments(played) == [
        (0, What.STARTED),
        (0, What.LINK_READY),
        (24, What.REMINDED),
        (48, What.REMINDED),
        (60, What.PERSON_BEGAN),
        (60, What.VERIFIED),
        (60, What.LAUNCHED),
        (60, What.REPORTED),
        (60, What.COMPLETED),
    ]


def test_the_bodies_are_those_that_would_be_sent() -> None:
    """As the partner gets them, in its own names."""
    played = rehearsed(a_policy(incode(delivery="sms") | _with_phone(), enboarder(), report()))
    (verified,) = bodies(played, "/request-new")
    assert verified["notification"] == {"type": "SMS", "phone": "+14155550100"}
    assert verified["linkValidityInMinutes"] == 72 * 60
    (launched,) = bodies(played, "/startwf/basic")
    assert (launched["nhnm"], launched["nhstdt"]) == ("Ruiz", "2026-03-02")
    assert bodies(played, "/onboardingStatus") == [{"onboardingStatus": "ONBOARDING_SUCCESSFUL"}]


def test_a_token_is_one_word() -> None:
    """Credentials are no part of a rehearsal."""
    played = rehearsed(a_policy())
    assert bodies(played, "/oauth/token") == ["token"]
    assert bodies(played, "/oauth2/token") == ["token"]


@pytest.mark.parametrize(
    ("reaction", "status", "ends_with"),
    [
        ("stop", Status.FAILED, [What.REJECTED, What.REPORTED, What.FAILED]),
        ("review", Status.NEEDS_ATTENTION, [What.REJECTED, What.HELD]),
        (
            "continue",
            Status.COMPLETED,
            [What.REJECTED, What.SKIPPED, What.REPORTED, What.COMPLETED],
        ),
    ],
)
@pytest.mark.parametrize("verify", [incode, onboarder])
def test_a_rejection_does_what_the_policy_says(
    verify: Any,  # noqa: ANN401 - a maker of steps
    reaction: str,
    status: Status,
    ends_with: list[What],
) -> None:
    """By either verifier."""
    played = rehearsed(a_policy(verify(onRejection=reaction), report()), Verdict.REJECTED)
    assert played.journey
    assert played.journey.status is status
    assert [what for _, what in moments(played)][-len(ends_with) :] == ends_with


def test_the_person_does_not_come() -> None:
    """The reminders pass, then the deadline."""
    step = onboarder(deadlineInHours=48, remindAfterHours=[1, 47], onDeadline="stop")
    played = rehearsed(a_policy(step, reportFailure=False), Verdict.SILENT)
    assert moments(played)[-5:] == [
        (1, What.REMINDED),
        (47, What.REMINDED),
        (48, What.DEADLINE_PASSED),
        (48, What.WITHDRAWN),
        (48, What.FAILED),
    ]
    assert bodies(played, "/onboardingStatus") == []


def test_a_link_that_the_candidate_shortens_is_shown_to_end() -> None:
    """As in earnest: an operator is asked when it ends, and no reminder follows."""
    # GIVEN a policy whose link lives as long as the candidate says, and a candidate who says little
    fields = {"linkValidityInMinutes": {"path": "/candidate/minutes", "default": 4_320}}
    document = a_policy(onboarder(fields, remindAfterHours=[24]))
    candidate = {**sample_hire.CANDIDATE, "minutes": 5}
    # WHEN it is rehearsed with a person who does not come at once
    played = play.rehearse(document, ASSUMED, candidate=candidate, verdict=Verdict.SILENT, at=START)
    # THEN the end of the link is told, and nothing after it but that it waits still
    ends = [what for hour, what in moments(played) if hour >= 5 / 60]
    assert ends[0] is What.HELD
    assert What.REMINDED not in ends
    assert played.journey
    assert played.journey.reason is Reason.LINK_ENDED


def test_onboarder_is_asked_what_the_person_proved() -> None:
    """When they come back; the link itself leads to us."""
    played = rehearsed(a_policy(onboarder(), report()))
    assert "GET api.onboarder.com/api/v1/oauth/userinfo" in calls(played)


def test_a_hire_of_ones_own_can_be_tried() -> None:
    """Whatever the application's status is, and whatever is missing."""
    # GIVEN a candidate without an e-mail address, whose offer is still open
    played = play.rehearse(
        a_policy(incode(onRefusal="stop"), reportFailure=False),
        ASSUMED,
        candidate={"id": "can-1", "firstName": "Bo"},
        application={"candidateId": "can-1", "jobId": "job-1", "status": "OFFERED"},
        at=START,
    )
    # THEN one sees that Incode would not be asked, and why
    assert played.journey
    assert played.journey.status is Status.FAILED
    assert played.journey.steps[0].fault == "/loginHint missing"
    assert bodies(played, "/request-new") == []


def test_a_policy_that_waits_for_readiness_asks_for_it() -> None:
    """The sample is ready."""
    played = rehearsed(a_policy(report(), start="ready"))
    assert calls(played)[1].startswith("GET ")
    assert calls(played)[1].endswith("/onboardingStatus")


def test_a_rehearsal_says_the_same_each_time() -> None:
    """Its ids are counted, not drawn."""
    assert rehearsed(a_policy()).lines == rehearsed(a_policy()).lines


def test_people_read_days_and_sentences() -> None:
    """A call has its body beneath it, a moment its step."""
    # GIVEN a rehearsal
    lines = [*rehearsing.told(rehearsed(a_policy(incode(), report())))]
    # THEN it says what it assumes, reads like a story, and says how it ends
    assert lines[0] == "Assumed:"
    assert "  INCODE_API_URL=https://demo-api.incodesmile.com" in lines
    assert lines[lines.index("") + 1] == (
        "day 0 00:00    → POST api.smartrecruiters.com/identity/oauth/token  token"
    )
    assert '                   "integrationReference": "int-1",' in lines
    assert "day 1 12:00    identity: The person proved who they are." in lines
    assert lines[-1] == "The journey is completed. Every step is done."


def test_programs_read_json() -> None:
    """Each line with its moment; a call with its body."""
    shown: Any = as_json(rehearsed(a_policy(report())))
    assert shown["status"] == "completed"
    assert isinstance(shown["lines"], list)
    assert shown["lines"][-3]["body"] == {"onboardingStatus": "ONBOARDING_SUCCESSFUL"}
    assert shown["lines"][-2]["facts"] == {"onboardingStatus": "ONBOARDING_SUCCESSFUL"}


def test_the_settings_are_the_templates() -> None:
    """Partners' hosts as a deployment has them whose deployer names none."""
    assert VARIABLES["INCODE_API_URL"] == "https://demo-api.incodesmile.com"
    assert VARIABLES["SMARTRECRUITERS_API_URL"] == "https://api.smartrecruiters.com"


def _with_phone() -> dict[str, Any]:
    fields = incode()["fields"] | {"notification": {"phone": {"path": "/candidate/phoneNumber"}}}
    return {"fields": fields}


def test_a_partner_whose_persons_cannot_be_rehearsed_is_an_error() -> None:
    """They are not taken for another partner's."""
    # GIVEN a partner that verifies in a way of its own
    own = replace(VOUCHWELL, capabilities=VOUCHWELL.capabilities - {Capability.CODE_FLOW})
    step = {
        "name": "identity",
        "kind": "verify",
        "partner": "vouchwell",
        "fields": {"check": "passport"},
    }
    # WHEN a policy with it is rehearsed, THEN it is refused by the partner's name
    with registry.registered(own), pytest.raises(LookupError, match="partner vouchwell"):
        rehearsed(a_policy(step))
