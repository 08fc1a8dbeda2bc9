"""Updating and cancelling a workflow at Enboarder."""

import json
from dataclasses import replace

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.ports import NoAnswerError
from jetbridge.partners.enboarder import change as enboarder_change
from jetbridge.partners.enboarder.bodies import Cancellation
from jetbridge.partners.enboarder.workflows import Changes, Participant
from jetbridge.store import hires, onboardings
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.http import Answer
from tests.support.enboarder import (
    CALLER,
    CANCEL,
    EXTERNAL_ID,
    OK,
    ORDER,
    UPDATE,
    a_world,
    fake,
    launches,
)

DONE = answer({"message": f"Workflow updated successfully for externalid [{EXTERNAL_ID}]"})
MISSING = answer({"message": f"Error: externalid [{EXTERNAL_ID}] not found"})
LATER = Changes(start_date="2027-01-04")


def onboarded(*answers: Answer) -> tuple[World, Onboarding]:
    """Return a world in which the hire was requested, and the onboarding that stands for it."""
    world = a_world(*(answers or (OK,)))
    try:
        onboard.request(world.context(), CALLER, ORDER, idempotency_key="key-1")
    except ApiProblem:
        assert answers
    found = hires.holder(world.table, "demo", EXTERNAL_ID)
    assert found
    return world, found


def update(world: World, found: Onboarding, changes: Changes = LATER) -> Onboarding:
    """Update as the demo tenant's client."""
    return enboarder_change.update(world.context(), CALLER, found.id, changes)


def cancel(world: World, found: Onboarding, how: Cancellation | None = None) -> Onboarding:
    """Cancel as the demo tenant's client."""
    return enboarder_change.cancel(world.context(), CALLER, found.id, how or Cancellation())


def stored(world: World, found: Onboarding) -> Onboarding:
    """Return the onboarding as it is now."""
    again = onboardings.get(world.table, found.id)
    assert again
    return again


def test_an_update_sends_what_changes() -> None:
    """The rest stays as it is, and the workflow runs on."""
    # GIVEN a workflow that runs
    world, found = onboarded()
    fake(world).on("PUT", UPDATE, DONE, DONE)
    # WHEN the start moves, twice
    for _ in range(2):
        assert update(world, found).status is Status.LAUNCHED
    # THEN the partner was told of that and nothing else
    for sent in fake(world).sent("PUT", UPDATE):
        assert json.loads(sent.body or b"") == {"externalid": EXTERNAL_ID, "nhstdt": "2027-01-04"}


@pytest.mark.parametrize(
    ("given", "slug"),
    [
        (MISSING, "partner-refused"),
        (answer(status=403), "partner-did-nothing"),
        (answer(status=500), "unknown-outcome"),
        (NoAnswerError(), "unknown-outcome"),
    ],
)
def test_a_change_that_fails_leaves_the_onboarding_as_it_was(given: Answer, slug: str) -> None:
    """Either change may be repeated, and the caller is told so."""
    # GIVEN a workflow that runs, and an Enboarder that answers so
    world, found = onboarded()
    fake(world).on("PUT", UPDATE, given)
    # WHEN it is updated
    with pytest.raises(ApiProblem) as raised:
        update(world, found)
    # THEN the problem tells which, and nothing has changed
    assert raised.value.slug == slug
    assert stored(world, found).status is Status.LAUNCHED


def test_an_update_keeps_to_the_rules_of_its_kind() -> None:
    """A basic workflow has one manager, with an address."""
    # GIVEN a basic workflow
    world, found = onboarded()
    # WHEN it is given a manager without an address
    with pytest.raises(ApiProblem) as raised:
        update(world, found, Changes(managers=(Participant("John"), Participant("Jim"))))
    # THEN every broken rule is told, and nothing was sent
    assert [broken.pointer for broken in raised.value.errors] == [
        "/managers",
        "/managers/0",
        "/managers/1",
    ]
    assert not fake(world).sent("PUT", UPDATE)


@pytest.mark.parametrize("given", [DONE, MISSING])
def test_a_workflow_is_cancelled_once_and_for_all(given: Answer) -> None:
    """One that is not found is cancelled; a repeat asks for nothing."""
    # GIVEN a workflow that runs
    world, found = onboarded()
    fake(world).on("POST", CANCEL, given)
    # WHEN it is cancelled, twice
    ends = [cancel(world, found, Cancellation(comments="moved")).status for _ in range(2)]
    # THEN it is, and the partner was asked once, for whatever runs
    assert ends == [Status.CANCELLED, Status.CANCELLED]
    (sent,) = fake(world).sent("POST", CANCEL)
    assert json.loads(sent.body or b"") == {
        "externalid": EXTERNAL_ID,
        "mode": "CANCEL_ALL",
        "comments": "moved",
    }


def test_cancelling_ends_an_unknown_outcome() -> None:
    """Afterwards nothing runs, whatever had happened, and the hire may be requested anew."""
    # GIVEN a launch whose answer was lost
    world, found = onboarded(NoAnswerError(), OK)
    assert found.status is Status.UNKNOWN_OUTCOME
    # WHEN it is cancelled, and requested again
    fake(world).on("POST", CANCEL, MISSING)
    cancel(world, found)
    again = onboard.request(world.context(), CALLER, ORDER, idempotency_key="key-2")
    # THEN a second onboarding stands for the hire
    assert again.onboarding.id != found.id
    assert again.onboarding.status is Status.LAUNCHED
    assert len(launches(world)) == 2


def test_a_cancellation_that_fails_leaves_the_workflow_running() -> None:
    """What did not end is not told to have ended."""
    # GIVEN an Enboarder that refuses to cancel
    world, found = onboarded()
    fake(world).on("POST", CANCEL, answer({"message": "Error: has a completed workflow"}))
    # WHEN it is asked to
    with pytest.raises(ApiProblem) as raised:
        cancel(world, found, Cancellation(mode="ALL"))
    # THEN its words are told, and the workflow runs
    assert raised.value.errors[0].detail == "Error: has a completed workflow"
    assert stored(world, found).status is Status.LAUNCHED


def test_what_never_ran_is_not_changed() -> None:
    """There is nothing to update or to cancel."""
    # GIVEN a launch that was refused
    world, found = onboarded(answer({"message": "Error: no"}))
    # THEN neither is possible
    for change in (update, cancel):
        with pytest.raises(ApiProblem) as raised:
            change(world, found)
        assert raised.value.slug == "not-launched"


def test_nobody_changes_what_is_somebody_elses() -> None:
    """Another tenant's onboarding looks like none."""
    # GIVEN a workflow that runs
    world, found = onboarded()
    # WHEN another tenant changes it
    other = replace(CALLER, tenant="other")
    with pytest.raises(ApiProblem) as updated:
        enboarder_change.update(world.context(), other, found.id, LATER)
    with pytest.raises(ApiProblem) as cancelled:
        enboarder_change.cancel(world.context(), other, found.id, Cancellation())
    # THEN there is no such onboarding
    assert (updated.value.status, cancelled.value.status) == (404, 404)
