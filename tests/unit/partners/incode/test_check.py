"""Asking Incode for a verdict: no verdict depends on a webhook that arrives."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.partners.incode import check as incode_check
from jetbridge.partners.incode import verdicts as incode_verdicts
from jetbridge.store import checks, onboardings
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.fakes.partners.incode import SCORE, says, scored
from tests.support.incode import ORDER
from tests.unit.partners.incode.asking import MINUTE, PATHS, Asked
from tests.unit.partners.incode.deployment import client_of


@pytest.mark.parametrize(
    ("word", "overall", "expected"),
    [
        ("ONBOARDING_FINISHED", "OK", Status.VERIFIED),
        ("ONBOARDING_FINISHED", "FAIL", Status.REJECTED),
        ("ONBOARDING_FINISHED", "WARN", Status.REVIEW),
        ("ONBOARDING_FINISHED", "SOMETHING_NEW", Status.IN_PROGRESS),
        ("MANUAL_REVIEW_APPROVED", "WARN", Status.VERIFIED),
        ("MANUAL_REVIEW_REJECTED", "WARN", Status.REJECTED),
        ("ID_VALIDATION_FINISHED", "OK", Status.IN_PROGRESS),
        ("UNKNOWN", "OK", Status.REQUESTED),
        ("SOMETHING_NEW", "OK", Status.REQUESTED),
    ],
)
def test_with_all_webhooks_dropped_a_verdict_is_known_within_15_minutes(
    word: str, overall: str, expected: Status
) -> None:
    """Finished means processed: what it came to is the score's to say, or a reviewer's."""
    # GIVEN an onboarding that Incode comes to a result about, and does not tell
    there = Asked()
    asked = there.ask()
    there.wait(5 * MINUTE)
    there.incode.status, there.incode.score = says(word), scored(overall)
    # WHEN a quarter of an hour passes
    there.wait(15 * MINUTE)
    # THEN the onboarding stands where Incode says
    assert there.onboarding(asked).status is expected


def test_a_verdict_that_was_asked_for_is_applied_once() -> None:
    """Also where its webhook comes at the same time, or later."""
    # GIVEN a verdict that was found by asking
    there = Asked()
    asked = there.ask()
    there.incode.status, there.incode.score = says("ONBOARDING_FINISHED"), scored("OK")
    there.wait(15 * MINUTE)
    assert there.world.meter.counted[Metric.VERDICT_FOUND_BY_CHECK] == 1
    # WHEN its webhooks come after all, twice
    for _ in range(2):
        there.tell("ONBOARDING_FINISHED", "interview-1", "job-77")
        there.tell("SESSION_SUCCEEDED", "interview-1")
    there.work()
    # THEN it is told once, and nothing is asked any more
    assert there.onboarding(asked).status is Status.VERIFIED
    assert there.world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1
    told = [event.type for event in there.world.bus.published]
    assert told.count("onboarding.verified") == 1
    assert not there.stored(NotificationStatus.UNRESOLVED)
    assert checks.get(there.world.table, asked.onboarding.id) is None


@pytest.mark.parametrize("moment", range(1, 16))
def test_a_webhook_while_incode_is_asked_counts_once(moment: int) -> None:
    """Whichever of the two is written first."""
    # GIVEN a check during which, at some moment, the webhook comes and is handled
    there = Asked()
    asked = there.ask()
    there.incode.status, there.incode.score = says("ONBOARDING_FINISHED"), scored("OK")
    there.world.clock.advance(incode_verdicts.CHECK_EVERY)
    steps = iter(range(1, 1_000))

    def step() -> None:
        if next(steps) == moment:
            there.tell("SESSION_SUCCEEDED", "interview-1")
            there.work()

    # WHEN it is made
    message = {"onboarding_id": asked.onboarding.id}
    incode_check.work(there.world.hooked(step), message)
    # THEN the verdict is one
    assert there.onboarding(asked).status is Status.VERIFIED
    assert there.world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1


def test_the_question_is_asked_as_incode_documents_it() -> None:
    """By the interview, with key, version and token in headers; nothing secret in the URL."""
    # WHEN Incode is asked
    there = Asked()
    there.ask()
    there.wait(11 * MINUTE)
    # THEN it is asked so
    (request,) = there.asked()
    assert parse_qs(urlsplit(request.url).query) == {"id": ["interview-1"]}
    assert request.headers["x-api-key"] == "api-key"
    assert request.headers["api-version"] == "1.0"
    assert request.headers["x-incode-hardware-id"] == "admin-token"
    assert not there.asked(SCORE)


def test_nothing_is_asked_where_the_deployer_does_not_know_the_path() -> None:
    """Nothing is guessed, and nothing waits to be asked."""
    # GIVEN a deployment without the path
    there = Asked({})
    asked = there.ask()
    # WHEN time passes
    there.wait(30 * MINUTE)
    # THEN nothing was asked
    assert not there.asked()
    assert checks.get(there.world.table, asked.onboarding.id) is None


def test_without_a_score_a_processed_session_is_no_verdict() -> None:
    """The status alone says that it is over, and not how."""
    # GIVEN a deployment that asks for the status alone
    there = Asked({"INCODE_STATUS_PATH": PATHS["INCODE_STATUS_PATH"]})
    asked = there.ask()
    there.incode.status = says("ONBOARDING_FINISHED")
    # WHEN time passes
    there.wait(30 * MINUTE)
    # THEN it waits for what says how
    assert there.onboarding(asked).status is Status.IN_PROGRESS
    there.incode.status = says("MANUAL_REVIEW_APPROVED")
    there.wait(15 * MINUTE)
    assert there.onboarding(asked).status is Status.VERIFIED


def test_an_interview_that_an_event_names_is_asked_about() -> None:
    """Where the answer to the request has none, the first event that names both begins it."""
    # GIVEN an onboarding whose interview becomes known by an event, and webhooks that then stop
    there = Asked()
    there.incode.names_interviews = False
    asked = there.ask()
    there.wait(20 * MINUTE)
    assert not there.asked()
    there.tell("ID_VALIDATION_FINISHED", "interview-9", "job-77")
    there.work()
    there.incode.status, there.incode.score = says("ONBOARDING_FINISHED"), scored("OK")
    # WHEN a quarter of an hour passes
    there.wait(15 * MINUTE)
    # THEN the verdict is known
    assert there.onboarding(asked).status is Status.VERIFIED


def test_an_interview_that_only_a_tenants_client_names_is_not_asked_about() -> None:
    """It may be another tenant's: the answer would tell what is none of its own."""
    # GIVEN a tenant whose client claims the interview of another tenant's person
    there = Asked()
    theirs = there.ask("acme", "a-1")
    there.incode.names_interviews = False
    own = there.ask("globex", "g-1")
    there.tell("SESSION_STARTED", "interview-1", "g-1", by=client_of("globex"))
    there.work()
    # WHEN that person passes, and Incode is asked
    there.incode.status = says("MANUAL_REVIEW_APPROVED")
    there.wait(15 * MINUTE)
    # THEN the verdict is theirs alone
    assert there.onboarding(theirs).status is Status.VERIFIED
    assert there.onboarding(own).status is Status.IN_PROGRESS


def test_every_session_of_an_onboarding_is_asked_about() -> None:
    """The verdict may be on the one before the newest."""
    # GIVEN an onboarding with two sessions of which the older one passes
    there = Asked()
    asked = there.ask()
    there.tell("SESSION_STARTED", "interview-2", "job-77")
    there.work()
    there.incode.status = lambda request: says(
        "MANUAL_REVIEW_APPROVED" if request.url.endswith("id=interview-1") else "UNKNOWN"
    )
    # WHEN a quarter of an hour passes
    there.wait(15 * MINUTE)
    # THEN it counts
    assert there.onboarding(asked).status is Status.VERIFIED


@pytest.mark.parametrize("failing", ["interview-1", "interview-2"])
def test_a_session_that_incode_fails_to_read_hides_no_verdict_of_another(failing: str) -> None:
    """It answers with a fault for as long as it is asked about one of them."""
    # GIVEN an onboarding with two sessions, of which Incode cannot read one
    there = Asked()
    asked = there.ask()
    there.tell("SESSION_STARTED", "interview-2", "job-77")
    there.work()
    there.incode.status = lambda request: (
        answer({}, status=500)
        if request.url.endswith(f"id={failing}")
        else says("MANUAL_REVIEW_APPROVED")
    )
    # WHEN a quarter of an hour passes
    there.wait(15 * MINUTE)
    # THEN the verdict on the other one counts
    assert there.onboarding(asked).status is Status.VERIFIED


def test_an_incode_that_throttles_is_not_asked_about_the_other_sessions() -> None:
    """It asks for patience, whatever the session."""
    # GIVEN an onboarding with two sessions
    there = Asked()
    there.ask()
    there.tell("SESSION_STARTED", "interview-2", "job-77")
    there.work()
    # WHEN Incode throttles
    there.incode.status = answer({}, status=429, headers={"retry-after": "3600"})
    there.wait(15 * MINUTE)
    # THEN one question was asked
    assert len(there.asked()) == 1


@pytest.mark.parametrize(
    ("failure", "failed"),
    [
        (answer({}, status=500), True),
        (answer({}, status=429, headers={"retry-after": "90"}), True),
        (answer({}, status=401), True),
        (answer({}, status=403), True),
        (answer({}, status=404), True),
        (answer({}), True),
        (HttpResponse(200, body=b"<html>"), True),
        (NoAnswerError("x"), True),
        (NotSentError("x"), True),
        (says("UNKNOWN"), False),
    ],
    ids=["500", "429", "401", "403", "404", "empty", "html", "no-answer", "not-sent", "unknown"],
)
def test_what_incode_does_not_say_is_counted_and_asked_again(
    failure: Answer, *, failed: bool
) -> None:
    """No failure ends it, none is a verdict, and an operator sees each of them."""
    # GIVEN an Incode that does not say
    there = Asked()
    asked = there.ask()
    there.incode.status = failure
    there.wait(12 * MINUTE)
    assert bool(there.world.meter.counted[Metric.CHECK_FAILED]) is failed
    assert there.onboarding(asked).status is Status.REQUESTED
    # WHEN it says again
    there.incode.status, there.incode.score = says("ONBOARDING_FINISHED"), scored("OK")
    there.wait(15 * MINUTE)
    # THEN the verdict is known
    assert there.onboarding(asked).status is Status.VERIFIED


def test_a_failing_question_keeps_no_request_from_incode() -> None:
    """Asking has a circuit and a token of its own."""
    # GIVEN an Incode that fails at every question
    there = Asked()
    for number in range(12):
        there.ask("acme", f"person-{number}")
    there.incode.status = answer({}, status=500)
    context = there.world.context()
    there.world.clock.advance(11 * MINUTE)
    known, _ = onboardings.of_tenant(there.world.table, "acme", limit=50, after=None)
    for each in known:
        incode_check.work(context, {"onboarding_id": each.id})
    assert len(there.asked()) < len(known)
    # THEN the same process still requests onboardings
    caller = Identity("jb_ci_acme", ClientKind.API, "acme", frozenset(Scope))
    assert onboard.request(context, caller, ORDER, idempotency_key=None).link


def test_an_erased_person_is_not_asked_about() -> None:
    """Nothing leads to them any more."""
    # GIVEN an onboarding of a person who was erased
    there = Asked()
    asked = there.ask()
    gone = replace(there.onboarding(asked), erased_at=there.world.clock.now())
    there.world.table.write(*onboardings.save(gone))
    # WHEN its moment comes
    there.wait(11 * MINUTE)
    # THEN nothing is asked
    assert not there.asked()
    assert checks.get(there.world.table, asked.onboarding.id) is None


def test_a_message_that_comes_twice_asks_once() -> None:
    """The queue delivers at least once."""
    # GIVEN a check that is due
    there = Asked()
    asked = there.ask()
    there.world.clock.advance(incode_verdicts.CHECK_EVERY)
    # WHEN its message comes twice
    for _ in range(2):
        incode_check.work(there.world.context(), {"onboarding_id": asked.onboarding.id})
    # THEN Incode is asked once
    assert len(there.asked()) == 1
