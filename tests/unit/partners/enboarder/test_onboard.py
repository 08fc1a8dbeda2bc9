"""Launching a workflow at Enboarder: each answer, each kind of repeat, and never twice."""

import json
from dataclasses import replace

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding, Status
from jetbridge.model.onboarding_request import Answer as Onboarded
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.partners.enboarder import launch, queued_launch
from jetbridge.partners.enboarder.workflows import Order
from jetbridge.store import hires
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.http import Answer
from tests.fakes.partners.enboarder import Enboarder
from tests.fakes.unsealable import spoil
from tests.support.enboarder import (
    BY_OAUTH,
    CALLER,
    EXTERNAL_ID,
    LAUNCH,
    LAUNCH_BY_OAUTH,
    OK,
    ORDER,
    TOKEN,
    a_world,
    connect,
    fake,
    launches,
    shows,
)


def request(context: Context, order: Order = ORDER, key: str | None = "key-1") -> Onboarded:
    """Request as the demo tenant's client."""
    return onboard.request(context, CALLER, order, idempotency_key=key)


def refused(world: World, order: Order = ORDER, key: str | None = "key-1") -> ApiProblem:
    """Request, expecting a problem, and return it."""
    with pytest.raises(ApiProblem) as raised:
        request(world.context(), order, key)
    return raised.value


def standing(world: World) -> Onboarding:
    """Return the onboarding that stands for the hire."""
    found = hires.holder(world.table, "demo", EXTERNAL_ID)
    assert found
    return found


def test_a_workflow_is_launched_and_nothing_of_the_person_stays() -> None:
    """The reference goes to the caller; at rest there is no personal data at all."""
    # GIVEN a connected tenant
    world = a_world(OK)
    # WHEN a hire is onboarded
    done = request(world.context())
    # THEN the partner was asked in its names, with the channel that there is
    (sent,) = launches(world)
    assert (sent["nhnm"], sent["chnl"], sent["externalid"]) == ("Jane Doe", "eml", EXTERNAL_ID)
    assert (done.onboarding.status, done.link, done.warning) == (Status.LAUNCHED, None, "")
    assert done.onboarding.settings["reference"] == EXTERNAL_ID
    # AND the item holds neither person
    item = json.dumps(world.table.query(f"ONBOARDING#{done.onboarding.id}", limit=1).items)
    assert not any(word in item for word in ("Jane", "John", "example.com", "Sydney"))


def test_a_credential_that_does_not_open_is_told_before_anything_is_stored() -> None:
    """As one that Enboarder refuses: the tenant can connect anew."""
    # GIVEN a connection whose credential does not open
    world = a_world(OK)
    spoil(world, "enboarder")
    # WHEN a hire is onboarded
    problem = refused(world)
    # THEN the caller reads whose turn it is, and nothing stands for the hire
    assert (problem.status, problem.slug) == (502, "partner-credentials")
    assert problem.extensions == {"repairBy": "tenant", "partnerError": "unsealable"}
    assert hires.holder(world.table, "demo", EXTERNAL_ID) is None
    assert launches(world) == []


def test_a_warning_is_surfaced_and_told_again() -> None:
    """The partner launches what lies in the past, and says so."""
    # GIVEN an Enboarder that warns
    said = "start date is in the past"
    world = a_world(answer({"message": said, "referenceid": "ref-1"}))
    # WHEN the request is made and repeated
    first, second = request(world.context()), request(world.context())
    # THEN both answers carry its words, and one launch was made
    assert (first.warning, second.warning) == (said, said)
    assert first.onboarding.settings["reference"] == "ref-1"
    assert len(launches(world)) == 1


@pytest.mark.parametrize("key", ["key-1", "key-2", None])
def test_the_intent_is_stored_before_the_launch(key: str | None) -> None:
    """At the moment of the call the hire is spoken for."""
    # GIVEN an Enboarder that looks at our table while it answers
    seen: list[Status] = []

    def look(_: object) -> HttpResponse:
        seen.append(standing(world).status)
        return OK

    world = a_world(look)
    # WHEN a hire is onboarded
    request(world.context(), key=key)
    # THEN the intent stood there
    assert seen == [Status.REQUESTING]


@pytest.mark.parametrize(
    ("given", "status", "slug", "stands"),
    [
        (
            answer({"message": 'Required field is missing ["nhnm"]'}),
            422,
            "partner-refused",
            Status.REFUSED,
        ),
        (answer(status=403), 502, "partner-did-nothing", Status.NOT_PERFORMED),
        (answer(status=429), 503, "partner-did-nothing", Status.NOT_PERFORMED),
        (answer(status=500), 502, "unknown-outcome", Status.UNKNOWN_OUTCOME),
        (answer({}), 502, "unknown-outcome", Status.UNKNOWN_OUTCOME),
        (NoAnswerError(), 502, "unknown-outcome", Status.UNKNOWN_OUTCOME),
    ],
)
def test_each_answer_has_its_end(given: Answer, status: int, slug: str, stands: Status) -> None:
    """What is known, and what is not, is told and stored."""
    # GIVEN an Enboarder that answers so
    world = a_world(given)
    # WHEN a hire is onboarded
    problem = refused(world)
    # THEN the caller is told, and so is every reader of the onboarding
    assert (problem.status, problem.slug) == (status, slug)
    assert standing(world).status is stands
    assert problem.extensions["onboardingStatus"] == str(stands)
    # AND an unknown outcome is looked up later
    asked = [message["task"] for message, _ in world.queue.sent]
    assert asked == ([launch.SETTLE] if stands is Status.UNKNOWN_OUTCOME else [])


def test_a_refusal_is_told_again_and_a_new_key_may_try_anew() -> None:
    """The same request would be refused again; a repaired one is another."""
    # GIVEN a refusal
    world = a_world(answer({"message": "Start date must be in format YYYY-MM-DD"}), OK)
    first = refused(world)
    # WHEN the request is repeated
    assert refused(world).errors[0].pointer == first.errors[0].pointer == "/startDate"
    # THEN nothing more was sent, and a new request goes through
    assert len(launches(world)) == 1
    assert request(world.context(), key="key-2").onboarding.status is Status.LAUNCHED


@pytest.mark.parametrize("given", [NotSentError(), answer(status=429)])
def test_what_was_not_done_is_done_by_a_repeat(given: Answer) -> None:
    """Nothing happened, so the same request may be made again."""
    # GIVEN an Enboarder that does nothing at first
    world = a_world(given, given, OK) if isinstance(given, NotSentError) else a_world(given, OK)
    refused(world)
    # WHEN the request is repeated
    done = request(world.context())
    # THEN the workflow runs
    assert (done.onboarding.status, done.onboarding.attempts) == (Status.LAUNCHED, 2)


def test_an_unknown_outcome_is_looked_up_and_never_launched_again() -> None:
    """The reports prove a launch; that they lack it proves nothing."""
    # GIVEN a launch whose answer was lost
    world = a_world(NoAnswerError())
    refused(world)
    # WHEN the request is repeated before the reports show it, and after
    early = refused(world)
    shows(world, {"externalid": "another"}, {"externalid": EXTERNAL_ID, "status": "PENDING"})
    late = request(world.context())
    # THEN it was launched once, and is known to be
    assert (early.status, early.slug) == (409, "not-launched-twice")
    assert late.onboarding.status is Status.LAUNCHED
    assert len(launches(world)) == 1


def test_a_workflow_that_was_cancelled_is_not_the_one_that_was_lost() -> None:
    """The reports keep what was ended; it says nothing of the launch after it."""
    # GIVEN a lost launch, and an earlier workflow of the same hire that was cancelled
    world = a_world(NoAnswerError())
    refused(world)
    shows(world, {"externalid": EXTERNAL_ID, "status": "CANCELLED"})
    # THEN the outcome stays unknown
    assert refused(world).slug == "not-launched-twice"


def test_reports_that_cannot_be_read_are_tried_again() -> None:
    """Neither launched nor not: the caller comes back."""
    # GIVEN a lost launch, and reports that fail
    world = a_world(NoAnswerError())
    refused(world)
    fake(world).always(
        "GET", "https://api.syd.e1.enboarder.com/reports/workflows", answer(status=503)
    )
    # THEN it is a 503, and still unknown
    assert refused(world).status == 503
    assert standing(world).status is Status.UNKNOWN_OUTCOME


def test_the_worker_settles_what_is_unknown() -> None:
    """No request is needed: what is unknown is looked up."""
    # GIVEN a launch whose answer was lost
    world = a_world(NoAnswerError())
    refused(world)
    lost = standing(world)
    shows(world, {"externalid": EXTERNAL_ID})
    # WHEN the worker does the task
    work.do(world.context(), {"kind": "task", "task": launch.SETTLE, "onboarding_id": lost.id})
    # THEN the launch is known
    assert standing(world).status is Status.LAUNCHED
    # AND a message that comes again, or is of nothing, changes nothing
    for onboarding_id in (lost.id, "onb_nothing"):
        queued_launch.settle(world.context(), {"onboarding_id": onboarding_id})


def test_a_hire_is_launched_once_under_whatever_key() -> None:
    """Two requests for one hire are one workflow."""
    # GIVEN a hire that was launched
    world = a_world(OK)
    first = request(world.context(), key="key-1")
    # WHEN it is requested again: under its key, under another, and under none
    again = request(world.context(), key="key-1")
    others = [refused(world, key=key) for key in ("key-2", None)]
    # THEN its key gets the first answer, and the others are told of it
    assert again.onboarding.id == first.onboarding.id
    for other in others:
        assert (other.status, other.slug) == (409, "already-requested")
        assert other.extensions["onboardingId"] == first.onboarding.id
    assert len(launches(world)) == 1


def test_a_hire_is_known_by_candidate_and_job_too() -> None:
    """A journey has no other name for it."""
    # GIVEN an order that names candidate and job
    order = replace(ORDER, external_customer_id=None, candidate_id="cand1", job_id="job9")
    world = a_world(OK)
    # WHEN it is requested twice, without a key
    first = request(world.context(), order, None)
    with pytest.raises(ApiProblem) as raised:
        request(world.context(), order, None)
    # THEN it is one onboarding, and the second request is told of it
    assert raised.value.extensions["onboardingId"] == first.onboarding.id
    assert first.onboarding.external_customer_id == "cand1/job9"


def test_a_first_request_that_is_repeated_late_does_not_overtake_a_second() -> None:
    """What did nothing at first must not launch once another request has."""
    # GIVEN a request that did nothing, and a later one that launched
    world = a_world(answer(status=429), OK)
    refused(world)
    request(world.context(), key="key-2")
    # WHEN the first is repeated
    # THEN it is told of the second
    before = len(launches(world))
    assert refused(world).slug == "already-requested"
    assert len(launches(world)) == before


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_is_renewed_once(status: int) -> None:
    """By OAuth the gateway's refusal means that nothing was done: one fresh token, one retry."""
    # GIVEN an account by OAuth whose token is no longer taken
    world = World(http=Enboarder())
    connect(world.context(), BY_OAUTH)
    fake(world).on("POST", LAUNCH_BY_OAUTH, answer(status=status), OK)
    # WHEN a hire is onboarded
    request(world.context())
    # THEN it went through with a second token
    assert len(fake(world).sent("POST", LAUNCH_BY_OAUTH)) == 2
    # AND where that is refused, too, it stops there
    fake(world).on("POST", LAUNCH_BY_OAUTH, answer(status=status), answer(status=status))
    other = replace(ORDER, external_customer_id="hire-2")
    assert refused(world, other, "key-2").slug == "partner-did-nothing"
    assert not fake(world).unused()
    assert len(fake(world).sent("POST", TOKEN)) >= 3


def test_an_enboarder_that_names_a_time_is_passed_on() -> None:
    """The caller need not come back earlier: it would not be asked."""
    # GIVEN an account by OAuth whose API asks for two hours, and then its token endpoint
    world = World(http=Enboarder())
    connect(world.context(), BY_OAUTH)
    busy = answer(status=429, headers={"Retry-After": "7200"})
    fake(world).on("POST", LAUNCH_BY_OAUTH, busy)
    context, waits = world.context(), []
    # WHEN a hire is onboarded, again a second later, and once more when the token has ended
    for wait in (0, 1, 3_600):
        world.clock.advance(wait)
        if wait > 1:
            fake(world).always("POST", TOKEN, busy)
        with pytest.raises(ApiProblem) as raised:
            request(context)
        waits.append(raised.value.retry_after)
    # THEN each refusal says when the time is over
    assert waits == [7_200, 7_199, 7_200]


def test_without_a_connection_nothing_is_stored() -> None:
    """The caller is told to connect first."""
    # GIVEN a tenant that is not connected
    world = World(http=Enboarder())
    # THEN nothing is sent or stored
    assert refused(world).slug == "not-connected"
    assert hires.holder(world.table, "demo", EXTERNAL_ID) is None


def test_two_requests_under_way_are_not_two_launches() -> None:
    """While the first is asked, a repeat waits."""
    # GIVEN an Enboarder during whose answer the request is repeated
    slugs: list[str] = []

    def repeat(_: object) -> HttpResponse:
        slugs.extend(refused(world, key=key).slug for key in ("key-1", "key-2"))
        return OK

    world = a_world(repeat)
    # WHEN a hire is onboarded
    request(world.context())
    # THEN the repeat was sent away, and so was the other
    assert slugs == ["request-in-progress", "already-requested"]
    assert len(launches(world)) == 1


def test_a_request_that_died_is_found_by_the_reconciler() -> None:
    """It becomes unknown, and an operator is asked to look it up."""

    # GIVEN a process that dies while Enboarder answers
    class Killed(BaseException):
        pass

    def die(_: object) -> HttpResponse:
        raise Killed

    world = a_world(die)
    with pytest.raises(Killed):
        request(world.context())
    # WHEN the reconciler runs after the lease
    world.clock.advance(REQUEST_LEASE)
    assert reconcile.run(world.context()).lost_requests == 1
    # THEN it is unknown, and looked up
    assert standing(world).status is Status.UNKNOWN_OUTCOME
    assert [message["task"] for message, _ in world.queue.sent] == [launch.SETTLE]
    assert len(fake(world).sent("POST", LAUNCH)) == 1
