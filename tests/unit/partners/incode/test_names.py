"""What Incode is sent names one onboarding; what the caller chose stays the caller's."""

import json
from dataclasses import replace
from itertools import count
from typing import Final

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding, Status
from jetbridge.model.onboarding_request import Answer
from jetbridge.model.ports import NoAnswerError
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.partners.incode import bodies as incode_bodies
from jetbridge.store import keys, lookups, onboardings
from jetbridge.store.table import Put
from jetbridge.web import resources
from jetbridge.web.request import Request
from tests.fakes import answer
from tests.fakes.context import World
from tests.support.incode import LINK, ORDER, a_world, calls
from tests.unit.partners.incode.deployment import Deployment

CALLER: Final = Identity("jb_ci_acme", ClientKind.API, "acme", frozenset(Scope))
ORDER_77: Final = replace(ORDER, external_customer_id="job-77")


def test_the_callers_id_is_sent_where_it_is_free() -> None:
    """A tenant finds its people in Incode's Dashboard under its own ids."""
    # WHEN an id is used for the first time
    there = Deployment()
    asked = there.ask("acme", "job-77")
    # THEN Incode is sent it
    assert there.sent == ["job-77"]
    assert there.onboarding(asked).correlation_id == "job-77"


@pytest.mark.parametrize("second", ["acme", "globex"])
def test_an_id_that_is_taken_is_not_sent_again(second: str) -> None:
    """By another tenant, or by the same one for another person."""
    # GIVEN an onboarding under an id
    there = Deployment()
    first = there.ask("acme", "job-77")
    # WHEN another is requested under the same id
    other = there.ask(second, "job-77")
    # THEN Incode is sent an id of ours
    assert there.sent == ["job-77", other.onboarding.id]
    # AND the caller has its own one in the answer, in the list and in the event
    assert resources.onboarding(other.onboarding)["externalCustomerId"] == "job-77"
    listed, _ = onboardings.of_tenant(there.world.table, second, limit=10, after=None)
    assert {each.external_customer_id for each in listed} == {"job-77"}
    told = [event.detail for event in there.world.bus.published]
    assert [each["externalCustomerId"] for each in told] == ["job-77", "job-77"]
    assert first.onboarding.id != other.onboarding.id


def test_each_verdict_reaches_its_own_onboarding_under_one_external_id() -> None:
    """Thirty tenants use one id; no list is cut before the right one is found."""
    # GIVEN many onboardings under one external id
    there = Deployment()
    every = [there.ask(f"tenant-{number}", "job-77") for number in range(30)]
    # WHEN Incode tells of each, by the id that it was sent
    for number, sent in enumerate(there.sent):
        verdict = "SESSION_SUCCEEDED" if number % 2 else "SESSION_FAILED"
        there.tell(verdict, f"interview-{number}", sent)
    there.work()
    # THEN each has its own verdict
    outcomes = [there.onboarding(each).status for each in every]
    assert outcomes == [Status.REJECTED, Status.VERIFIED] * 15


def test_an_id_that_looks_like_one_of_ours_collides_with_none() -> None:
    """A caller may have seen the id of another tenant's onboarding, and use it as its own."""
    # GIVEN an onboarding without an id of the caller's, so that ours is sent
    there = Deployment()
    first = there.ask("acme", None)
    assert there.sent == [first.onboarding.id]
    # WHEN another tenant uses that very id
    second = there.ask("globex", first.onboarding.id)
    # THEN it is sent its own
    assert there.sent[-1] == second.onboarding.id != first.onboarding.id
    # AND the verdict of the first is the first's
    there.tell("SESSION_SUCCEEDED", "interview-1", first.onboarding.id)
    there.work()
    assert there.onboarding(first).status is Status.VERIFIED
    assert there.onboarding(second).status is Status.REQUESTED


@pytest.mark.parametrize("moment", range(1, 19))
def test_two_requests_at_one_moment_do_not_share_an_id(moment: int) -> None:
    """The reservation is a conditional write, in the transaction of the intent."""
    # GIVEN a request during which, at some moment, another tenant's is made under the same id
    there = Deployment()
    there.ask("seed", "seed")
    steps, others = count(1), list[Answer]()

    def step() -> None:
        if next(steps) == moment:
            others.append(there.ask("globex", "job-77"))

    # WHEN both are made
    mine = onboard.request(there.world.hooked(step), CALLER, ORDER_77, idempotency_key="key-1")
    # THEN one has the id, the other one of ours, and each is sent its own
    known = [there.onboarding(each) for each in (mine, *others)]
    names = [each.correlation_id for each in known]
    assert len({*names}) == len(known) == 2
    assert "job-77" in names
    assert {*there.sent[1:]} == {*names}


def test_two_requests_under_one_key_at_one_moment_are_one() -> None:
    """The reservation does not hide that the key is in use."""
    # GIVEN a request during which the same is made by another process
    there = Deployment()
    steps = count(1)

    def step() -> None:
        if next(steps) == 3:
            there.ask("acme", "job-77", key="key-1")

    # WHEN both are made
    with pytest.raises(ApiProblem) as raised:
        onboard.request(there.world.hooked(step), CALLER, ORDER_77, idempotency_key="key-1")
    # THEN one of them is told to wait
    assert raised.value.slug == "request-in-progress"
    assert there.sent == ["job-77"]


def test_a_repeat_that_asks_again_keeps_its_reservation() -> None:
    """Both sessions of one request are its own."""
    # GIVEN a request whose answer was lost, and another request under the same external id
    world = a_world(NoAnswerError("x"), answer({"url": LINK}), answer({"url": LINK}))
    with pytest.raises(ApiProblem):
        _ask(world, "key-1")
    _ask(world, "key-2")
    # WHEN the first is made again under its key
    again = _ask(world, "key-1")
    # THEN it is sent what it was sent before
    names = [each["externalCustomerId"] for each in calls(world)]
    assert names[0] == names[2] == "corr-1"
    assert names[1] not in (names[0], None)
    assert onboardings.get(world.table, again)


def test_a_lost_request_is_not_told_the_place_of_another() -> None:
    """One whose process died holds its id as long as it is there."""
    # GIVEN a request that was never answered and is past its lease
    world = a_world(NoAnswerError("x"), answer({"url": LINK}))
    with pytest.raises(ApiProblem):
        _ask(world, "key-1")
    world.clock.advance(REQUEST_LEASE)
    # WHEN another one uses the id
    _ask(world, "key-2")
    # THEN it is not sent it
    assert calls(world)[1]["externalCustomerId"] != "corr-1"


def test_a_workforce_body_is_named_by_the_same_rule() -> None:
    """`correlationId` is the caller's, too."""
    # GIVEN a body of the old API
    body = {"integrationId": "int_1", "loginHint": "a@example.com", "correlationId": "job-77"}
    request = Request(
        "POST", "/", {"content-type": "application/json"}, body=json.dumps(body).encode()
    )
    order = incode_bodies.workforce_order(request)
    there = Deployment()
    there.ask("acme", "job-77")
    # WHEN it is requested
    caller = Identity("jb_ci_globex", ClientKind.API, "globex", frozenset(Scope))
    asked = onboard.request(there.world.context(), caller, order, idempotency_key=None)
    # THEN Incode is sent an id of ours, and the caller keeps its own
    assert there.sent == ["job-77", asked.onboarding.id]
    assert asked.onboarding.external_customer_id == "job-77"


def test_an_id_of_an_old_release_is_not_free() -> None:
    """What was sent before there were reservations is known at Incode all the same."""
    # GIVEN an onboarding of an old release
    there = Deployment()
    old = there.of_an_old_release("acme", "job-77")
    # WHEN the id is used again
    new = there.ask("globex", "job-77")
    # THEN it is not sent
    assert there.sent[-1] == new.onboarding.id
    # AND the old one is found by it as before
    there.tell("SESSION_SUCCEEDED", "interview-1", "job-77")
    there.work()
    assert there.onboarding(old).status is Status.VERIFIED
    assert there.onboarding(new).status is Status.REQUESTED


def asked(world: World, tenant: str) -> Onboarding:
    """Ask for an onboarding of a candidate."""
    caller = Identity(f"jb_ci_{tenant}", ClientKind.API, tenant, frozenset(Scope))
    order = replace(ORDER, candidate_id="cand-1", external_customer_id=None)
    return onboard.request(world.context(), caller, order, idempotency_key=None).onboarding


def test_a_candidate_is_recognised_within_its_tenant() -> None:
    """Erasure needs it; what is stored is a digest that holds for one tenant."""
    # GIVEN two tenants' onboardings of a candidate of one id
    world = a_world(answer({"url": LINK}), answer({"url": LINK}))
    # THEN each has a digest of its own tenant
    digests = {tenant: asked(world, tenant).candidate_digest for tenant in ("acme", "globex")}
    assert digests == {tenant: keys.within(tenant, "cand-1") for tenant in digests}
    assert digests["acme"] != digests["globex"]


def test_what_an_earlier_release_kept_of_a_candidate_is_removed() -> None:
    """It wrote an item that leads from the candidate to the onboarding, which nothing reads."""
    # GIVEN an onboarding of a candidate, as an earlier release has stored it
    world = a_world(answer({"url": LINK}))
    known = asked(world, "acme")
    key = keys.lookup("acme", "incode", "candidate", known.candidate_digest, known.id)
    assert world.table.get(key) is None
    world.table.write(Put({"pk": key.pk, "sk": key.sk, "onboarding_id": known.id}))
    # WHEN what leads to the onboarding is removed
    for write in lookups.forget(world.table, known):
        world.table.write(write)
    # THEN that is gone, too
    assert world.table.get(key) is None
    assert lookups.is_free(world.table, "incode", known.correlation_id)


def _ask(world: World, key: str) -> str:
    caller = Identity("jb_ci_caller", ClientKind.API, "demo", frozenset(Scope))
    return onboard.request(world.context(), caller, ORDER, idempotency_key=key).onboarding.id
