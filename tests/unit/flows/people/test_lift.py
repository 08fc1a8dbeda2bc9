"""A person may be hired again once an operator says so; and every erasure leaves a record."""

import pytest

from jetbridge.flows.people import lift
from jetbridge.flows.people.identifying import AmbiguousPersonError, PersonNotFoundError
from jetbridge.model.erasure import Erasure, Identifier, Outcome
from jetbridge.store import erasures
from tests.support.journeys.env import TENANT, Simulation
from tests.unit.flows.people.erasing import (
    application,
    candidate,
    erased,
    external,
    found,
    items,
    onboarding,
    told_of,
)
from tests.unit.flows.people.population import OTHER, a_town, asked_to_verify, hired, tell


def lifted(simulation: Simulation, named: Identifier, *, by: str = "ops-2") -> Erasure:
    """Lift the erasure of a person, as the command does."""
    context = simulation.world.context()
    return lift.lift(context, lift.find(context, TENANT, named), by=by)


def records(simulation: Simulation) -> tuple[Erasure, ...]:
    """Return the tenant's records, the newest first."""
    known, _ = erasures.of_tenant(simulation.world.table, TENANT, limit=10, after=None)
    return known


def test_after_a_lift_the_next_hire_begins_a_journey() -> None:
    """What was erased stays so."""
    # GIVEN an erased person, for whom nothing begins
    simulation = a_town()
    old = hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1"))
    tell(simulation, {"candidate_id": "can-1", "job_id": "job-1"})
    assert [each.id for each in simulation.every] == [old.id]
    # WHEN an operator lifts the erasure, and SmartRecruiters tells of the hire once more
    lifted(simulation, candidate("can-1"))
    new = hired(simulation, "can-1")
    # THEN a journey begins, and the old one is as it was
    assert new.candidate_id == "can-1"
    assert {each.id: each.candidate_id for each in simulation.every}[old.id] == ""


def test_a_lift_is_recorded_with_who_and_when() -> None:
    """Beside who had the person erased."""
    # GIVEN an erased person
    simulation = a_town()
    hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1"))
    simulation.world.clock.advance(60)
    # WHEN the erasure is lifted
    lifted(simulation, candidate("can-1"), by="ops-2")
    # THEN the record says so, and no marker is left
    (known,) = records(simulation)
    now = simulation.world.clock.now()
    assert (known.by, known.lifted_by, known.lifted_at) == ("operator-1", "ops-2", now)
    assert not [key for key in items(simulation.world) if key.sk == "ERASED"]
    # AND it is not lifted twice
    with pytest.raises(PersonNotFoundError, match="no erasure of candidate 'can-1'"):
        lifted(simulation, candidate("can-1"))


def test_every_identifier_by_which_a_person_is_found_lifts_their_erasure() -> None:
    """The operator has the id that was used, or another one."""
    # GIVEN a person who is known by several ids
    simulation = a_town()
    journey = hired(simulation, "can-1")
    request = asked_to_verify(simulation, externalCustomerId="can-1")
    ways = (
        candidate("can-1"),
        application(journey.application_id),
        onboarding(journey.steps[0].onboarding_id),
        onboarding(request.id),
    )
    erased(simulation.world, candidate("can-1"))
    (record,) = records(simulation)
    # THEN each leads to the record
    for named in ways:
        assert lift.find(simulation.world.context(), TENANT, named).id == record.id


def test_an_external_id_lifts_what_it_has_erased() -> None:
    """Where there is no candidate."""
    # GIVEN a person who was erased by a client's id
    simulation = a_town()
    asked_to_verify(simulation, externalCustomerId="emp-7")
    erased(simulation.world, external("emp-7"))
    # WHEN the erasure is lifted by it
    lifted(simulation, external("emp-7"))
    # THEN it is
    assert records(simulation)[0].lifted_at


def test_a_lift_of_one_person_leaves_others_erased() -> None:
    """Whatever their ids share."""
    # GIVEN three erased people, two of whom have one id at two companies
    simulation = a_town(companies_too=True)
    hired(simulation, "can-1")
    hired(simulation, "can-1", company=OTHER)
    hired(simulation, "can-10")
    for named in (candidate("can-1", "acme"), candidate("can-1", OTHER), candidate("can-10")):
        erased(simulation.world, named)
    # WHEN one is lifted: the id alone does not say whom
    with pytest.raises(AmbiguousPersonError, match=OTHER):
        lifted(simulation, candidate("can-1"))
    lifted(simulation, candidate("can-1", OTHER))
    # THEN that one may be hired again, and the others may not
    before = len(simulation.every)
    tell(simulation, {"candidate_id": "can-1", "job_id": "job-1"})
    tell(simulation, {"candidate_id": "can-10", "job_id": "job-1"})
    assert len(simulation.every) == before
    hired(simulation, "can-1", company=OTHER)


def test_nobody_is_lifted_by_mistake() -> None:
    """A tenant or an id that is mistyped is told as such."""
    # GIVEN an erased person
    simulation = a_town()
    hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1"))
    before = items(simulation.world)
    # WHEN something else is named
    context = simulation.world.context()
    for tenant, named in (
        (TENANT, candidate("can-2")),
        (TENANT, candidate("CAN-1")),
        (TENANT, external("can-1")),
        ("other", candidate("can-1")),
    ):
        with pytest.raises(PersonNotFoundError):
            lift.find(context, tenant, named)
    # THEN nothing has changed
    assert items(simulation.world) == before


def test_a_person_can_be_erased_again() -> None:
    """After a lift, or because a client has asked for them since."""
    # GIVEN a person who was erased, lifted and hired again
    simulation = a_town()
    hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1"))
    lifted(simulation, candidate("can-1"))
    hired(simulation, "can-1", "job-2")
    # WHEN they are erased again
    erased(simulation.world, candidate("can-1"))
    # THEN nothing is left, and each erasure has a record of its own
    assert told_of(simulation.world, "'can-1'", "can-1/job-2") == []
    assert [each.outcome for each in records(simulation)] == [Outcome.COMPLETED] * 2
    # AND so they can be once more, without a lift
    asked_to_verify(simulation, candidateId="can-1")
    erased(simulation.world, candidate("can-1"))
    assert len(records(simulation)) == 3
    # AND one lift is enough
    lifted(simulation, candidate("can-1"))
    hired(simulation, "can-1", "job-3")


def test_the_record_says_who_when_what_and_how_it_ended() -> None:
    """And nothing of the person."""
    # GIVEN a person
    simulation = a_town()
    journey = hired(simulation, "can-canary")
    # WHEN they are erased
    erased(simulation.world, candidate("can-canary"))
    # THEN the record is there
    (known,) = records(simulation)
    assert (known.tenant, known.by, known.forced) == (TENANT, "operator-1", False)
    assert (known.began_at, known.ended_at) == (known.ended_at, simulation.world.clock.now())
    assert {kind: count for kind, count in known.counts.items() if count} == {
        "journeys": 1,
        "onboardings": 1,
        "notifications": 1,
        "applications": 1,
    }
    assert {each.id for each in known.remains} == {
        journey.id,
        journey.steps[0].onboarding_id,
    }
    assert "canary" not in repr(known)


def test_a_client_that_asks_anew_is_served() -> None:
    """It names the person and says that they are to be onboarded: that is another request."""
    # GIVEN an erased person
    simulation = a_town()
    hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1"))
    # WHEN a client requests a verification for them
    made = asked_to_verify(simulation, candidateId="can-1")
    # THEN it is made, and is found by the candidate's id
    assert [each.key for each in found(simulation.world, candidate("can-1")).traces] == [made.id]
