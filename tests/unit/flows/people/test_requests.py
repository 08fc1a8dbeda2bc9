"""Copies and erasures by the API: asked for at once, made by the slow worker, once."""

import json
from typing import Final

import pytest

from jetbridge.flows.people import working
from jetbridge.flows.self_service import quota
from jetbridge.model.audit import Action
from jetbridge.model.journey import Status
from jetbridge.model.notification import Notification
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import audit, keys, notifications, person_requests
from jetbridge.store.quotas import Quota
from jetbridge.store.table import Put
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.support.damage import emptied
from tests.support.journeys.env import TENANT, a_simulation
from tests.unit.flows.people.asking import (
    BODY,
    COPIES,
    ERASURES,
    REQUESTS,
    a_client,
    asked,
    messages,
    records,
    stands,
    taken,
    worked,
    worked_off,
)
from tests.unit.flows.people.erasing import (
    CANARIES,
    PERSON,
    erased,
    items,
    kind,
    known_by_everything,
    notified,
    onboarded,
    steps,
    told_of,
)

CALLER: Final = "client:jb_ci_caller"


def trail(world: World) -> list[tuple[str, str, str]]:
    """Return who did what to persons' data, as the audit trail has it, and how it ended."""
    chains = keys.audit_chains(TENANT)
    entries = [each for chain in chains for each in audit.entries(world.table, chain)]
    return sorted(
        (str(each["actor"]), str(each["action"]), str(each["outcome"]))
        for each in entries
        if str(each["action"]).startswith("person.")
    )


@pytest.mark.parametrize("path", [ERASURES, COPIES])
def test_nothing_is_called_whole_while_something_cannot_be_read(path: str) -> None:
    """It may be the person's: a receipt would say more than is known."""
    # GIVEN a person of whom much is held, and a journey of the tenant's that cannot be read
    simulation = onboarded()
    known_by_everything(simulation)
    world = simulation.world
    whole = world.table.get(keys.journey(simulation.journey.id))
    assert whole
    world.table.write(Put(emptied(whole)))
    # WHEN a copy or an erasure is made
    request = asked(world, path)
    worked_off(world)
    # THEN it says so
    assert stands(world, request).json["failure"] == "unreadable"
    # AND once it is mended, the next one comes to its end
    world.table.write(Put(whole))
    again = asked(world, path)
    worked_off(world)
    assert stands(world, again).json["status"] == "completed"


def test_an_erasure_is_made_later_and_leaves_a_receipt() -> None:
    """What the operator's command does, without a person to ask."""
    # GIVEN a person of whom much is held
    simulation = onboarded()
    known_by_everything(simulation)
    world = simulation.world
    # WHEN a client asks for their erasure
    answered = asked(world)
    # THEN it is taken, and nothing is erased yet
    assert (answered.status, answered.json["status"]) == (202, "waiting")
    assert told_of(world, *CANARIES) == [*CANARIES]
    # AND once the worker has made it nothing leads to the person, the request included
    worked_off(world)
    assert told_of(world, *CANARIES) == []
    over = stands(world, answered).json
    assert (over["status"], over["failure"], over["askedBy"]) == ("completed", None, CALLER)
    assert over["erasure"]["outcome"] == "completed"
    assert not over["erasure"]["forced"]
    assert over["erasure"]["counts"]["notifications"] == 7
    assert over["copy"] is None
    kept = person_requests.get(world.table, over["id"])
    assert kept
    assert (kept.sealed_named, kept.made_for) == ("", "")
    assert records(world) == (1, 0)
    # AND the trail says who asked, and for whom it was made
    assert trail(world) == [
        (CALLER, action, outcome)
        for action in (Action.PERSON_ERASE, Action.PERSON_REQUEST)
        for outcome in ("begun", "done")
    ]


@pytest.mark.parametrize(
    "body",
    [{"candidateId": PERSON[0]}, {"applicationId": "app-canary"}, {"onboardingId": ""}],
    ids=["candidate", "application", "onboarding"],
)
def test_a_person_is_named_by_any_of_their_ids(body: dict[str, str]) -> None:
    """By the hiring system's, or by ours."""
    # GIVEN a person
    simulation = onboarded()
    known_by_everything(simulation)
    own = simulation.onboarding.id
    named = {name: value or own for name, value in body.items()}
    # WHEN their erasure is asked for
    answered = asked(simulation.world, body=named)
    worked_off(simulation.world)
    # THEN they are erased
    assert stands(simulation.world, answered).json["status"] == "completed"
    assert told_of(simulation.world, PERSON[0]) == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"candidateId": "a", "onboardingId": "b"}, ""),
        ({"candidateId": ""}, "/candidateId"),
        ({"candidate": "a"}, "/candidate"),
    ],
)
def test_a_request_names_one_person_by_one_id(body: dict[str, str], pointer: str) -> None:
    """A guess might erase another one."""
    world = World()
    answered = asked(world, body=body)
    assert (answered.status, answered.pointers) == (422, [pointer])
    assert messages(world) == []


def test_what_goes_on_is_ended_first_and_not_waited_for_in_the_worker() -> None:
    """The message comes again, while the workers undo what was begun."""
    # GIVEN a journey that waits for the person
    simulation = a_simulation(steps())
    simulation.hire(PERSON)
    simulation.work_off()
    assert simulation.status() is Status.WAITING
    world = simulation.world
    # WHEN their erasure is asked for, and the worker looks at it
    answered = asked(world)
    worked(world)
    # THEN the journey is being cancelled, and the message comes again in a while
    assert stands(world, answered).json["status"] == "waiting"
    assert {delay for _, delay in messages(world)} == {working.AGAIN}
    # AND once the workers have cancelled it, the person is erased without force
    simulation.work_off()
    assert simulation.status() is Status.CANCELLED
    worked_off(world)
    over = stands(world, answered).json
    assert (over["status"], over["erasure"]["forced"]) == ("completed", False)
    assert told_of(world, PERSON[0]) == []


def test_what_does_not_end_is_erased_after_a_while() -> None:
    """The record says that it was."""
    # GIVEN a journey that no worker cancels
    simulation = a_simulation(steps())
    simulation.hire(PERSON)
    simulation.work_off()
    # WHEN their erasure is asked for
    answered, began = asked(simulation.world), simulation.world.clock.now()
    simulation.world.slow.sent = messages(simulation.world)[1:]
    delays = list[int]()
    while waiting := messages(simulation.world):
        delays += [delay for _, delay in waiting]
        simulation.world.clock.advance(delays[-1])
        worked(simulation.world)
    # THEN it was looked at a few times, and made by force
    assert delays == [0, 30, 30, 60, 120, 240, 420]
    assert simulation.world.clock.now() - began == working.PATIENCE
    over = stands(simulation.world, answered).json
    assert (over["status"], over["erasure"]["forced"]) == ("completed", True)
    assert [each["why"] for each in over["erasure"]["remains"] if each["why"]] != []


def test_a_copy_is_for_who_has_asked_and_for_an_hour() -> None:
    """It is everything that is held, sealed meanwhile."""
    # GIVEN a person
    simulation = onboarded()
    known_by_everything(simulation)
    world = simulation.world
    # WHEN a client asks for a copy of their data
    answered = asked(world, COPIES)
    assert taken(world, answered).status == 409
    worked_off(world)
    # THEN it can be taken by that client, and by no one in between
    got = taken(world, answered)
    assert (got.status, got.headers["cache-control"]) == (200, "no-store")
    assert got.json["schema"] == "jetbridge.person/1"
    assert {each["value"] for each in got.json["askPartners"]} >= {PERSON[0]}
    assert len(got.json["notifications"]) == got.json["receipt"]["counts"]["notifications"] == 7
    # AND by no other client of the tenant, nor by another tenant's
    assert taken(world, answered, by="another").status == 404
    other = a_client(world, "other").call("GET", f"{REQUESTS}/{answered.json['id']}/copy")
    assert other.status == 404
    # AND the receipt is in the request, without the copy
    over = stands(world, answered).json
    assert over["copy"] == got.json["receipt"]
    assert over["erasure"] is None
    assert records(world) == (0, 1)
    # AND after an hour it is gone
    world.clock.advance(working.COPY_KEPT)
    assert taken(world, answered).status == 404
    assert stands(world, answered).json["status"] == "completed"


@pytest.mark.parametrize(
    ("notifications", "parts"), [(1, 1), (2, 2), (26, 0)], ids=["one part", "several", "too many"]
)
def test_a_copy_is_kept_in_parts_up_to_what_an_answer_may_hold(
    notifications: int, parts: int
) -> None:
    """An item holds up to 400 KB, and an answer of Lambda up to 6 MB."""
    # GIVEN a person of whom partners have told much
    simulation = onboarded()
    for number in range(notifications):
        facts = {"candidate_id": PERSON[0], "note": "ä" * 35_000}
        notified(simulation, f"told-{number}", facts)
    # WHEN a copy is asked for
    world = simulation.world
    answered = asked(world, COPIES)
    worked_off(world)
    # THEN it is in as many items, and is whole again when it is taken
    kept = [key for key in items(world) if kind(key) == "PERSON_COPY PART"]
    assert len(kept) == parts
    if parts:
        notes = [each["facts"].get("note") for each in taken(world, answered).json["notifications"]]
        assert notes.count("ä" * 35_000) == notifications
    else:
        # AND one that is too large has failed, without a receipt
        assert stands(world, answered).json["failure"] == "too_large"
        assert records(world) == (0, 0)


def test_one_who_was_erased_before_is_erased() -> None:
    """The record of then is the receipt."""
    # GIVEN a person whom the operator has erased
    simulation = onboarded()
    report = erased(simulation.world)
    # WHEN a client asks for it once more
    answered = asked(simulation.world)
    worked_off(simulation.world)
    # THEN there is nothing to do
    assert stands(simulation.world, answered).json["erasure"]["id"] == report.erasure.id
    assert records(simulation.world) == (1, 0)
    # AND a copy has nothing to hold
    copied = asked(simulation.world, COPIES)
    worked_off(simulation.world)
    assert stands(simulation.world, copied).json["failure"] == "nothing_held"


@pytest.mark.parametrize("path", [ERASURES, COPIES])
def test_one_of_whom_nothing_is_held_is_said_so(path: str) -> None:
    """Another tenant's person is one of them."""
    # GIVEN a person of a tenant
    simulation = onboarded()
    world = simulation.world
    # WHEN another tenant asks for them
    client = a_client(world, "other")
    answered = client.call("POST", path, BODY)
    worked_off(world)
    # THEN nothing is held for it, and everything is as it was
    found = client.call("GET", f"{REQUESTS}/{answered.json['id']}").json
    assert (found["status"], found["failure"]) == ("failed", "nothing_held")
    assert told_of(world, PERSON[0]) == [PERSON[0]]
    # AND the request is that tenant's alone
    assert stands(world, answered).status == 404
    assert a_client(world).call("GET", REQUESTS).json["items"] == []


def test_a_tenant_reaches_what_is_surely_its_own() -> None:
    """What comes with the deployment's own credentials is no tenant's, and may be another's."""
    # GIVEN a person, and what Incode told of two onboardings, of which one is theirs
    simulation = onboarded()
    world = simulation.world
    for event_id, sent in (("told-own", simulation.onboarding.id), ("told-other", "onb_other")):
        facts = {"external_id": sent, "interview_id": f"session-{event_id}"}
        told = Notification(
            "incode", event_id, "SESSION_SUCCEEDED", EVERY_TENANT, "", START, facts=facts
        )
        world.table.write(notifications.create(told))
    # AND one of whom the tenant's own connection has told, and nothing else is held
    notified(simulation, "told-alone", {"candidate_id": "can-alone"})
    # WHEN the tenant has both erased
    answers = [asked(world), asked(world, body={"candidateId": "can-alone"})]
    worked_off(world)
    # THEN what names its own onboarding is gone, and the other one is as it was
    assert [stands(world, each).json["status"] for each in answers] == ["completed"] * 2
    assert notifications.get(world.table, "incode", "told-own") is None
    assert notifications.get(world.table, "incode", "told-other")
    assert stands(world, answers[1]).json["erasure"]["counts"]["notifications"] == 1
    assert told_of(world, "can-alone") == []


def test_a_tenant_asks_for_so_many_a_minute() -> None:
    """Each reads all that the tenant has."""
    world = World()
    most = quota.A_MINUTE[Quota.PEOPLE]
    answers = [asked(world, body={"candidateId": f"can-{n}"}) for n in range(most + 1)]
    assert [each.status for each in answers] == [202] * most + [429]


def test_requests_are_listed_newest_first() -> None:
    """None of them says whom it is about."""
    # GIVEN requests
    simulation = onboarded()
    world = simulation.world
    first = asked(world)
    world.clock.advance(5)
    second = asked(world, COPIES)
    # WHEN they are listed
    listed = a_client(world).call("GET", REQUESTS, query="limit=1").json
    # THEN the newest is first, and the cursor leads to the next
    assert [each["id"] for each in listed["items"]] == [second.json["id"]]
    more = a_client(world).call("GET", REQUESTS, query=f"cursor={listed['nextCursor']}").json
    assert [each["id"] for each in more["items"]] == [first.json["id"]]
    assert PERSON[0] not in json.dumps([listed, more])
