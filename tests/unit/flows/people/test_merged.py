"""Two candidates were merged into one: both ids are the person's, and no other's."""

import pytest

from tests.support.journeys.env import Simulation
from tests.unit.flows.people.erasing import (
    candidate,
    erased,
    found,
    items,
    notified,
    of_people,
    told_of,
)
from tests.unit.flows.people.population import a_town, asked_to_verify, hired, tell

OLD, NEW = "can-old", "can-new"


def merged() -> Simulation:
    """Return a simulation in which a hired candidate was merged into another one."""
    simulation = a_town()
    hired(simulation, OLD)
    notified(simulation, "evt-old", {"candidate_id": OLD, "new_hire_id": "new-hire-1"})
    simulation.partners.smartrecruiters.merge(OLD, NEW)
    tell(simulation, {"id": OLD}, event="candidate.deleted")
    (journey,) = simulation.every
    assert (journey.candidate_id, journey.former_candidate_ids) == (NEW, (OLD,))
    return simulation


@pytest.mark.parametrize("named", [OLD, NEW])
def test_either_id_leads_to_everything_of_the_person(named: str) -> None:
    """What was stored before the merger, and after it."""
    # GIVEN a candidate who was merged, and requests that name either id
    simulation = merged()
    asked_to_verify(simulation, candidateId=OLD)
    asked_to_verify(simulation, candidateId=NEW)
    # WHEN the person is erased by one of the ids
    report = erased(simulation.world, candidate(named))
    # THEN nothing is left of either, nor leads from either to the journey
    assert told_of(simulation.world, OLD, NEW, "new-hire-1") == []
    assert not [key for key in items(simulation.world) if key.pk.startswith("CANDIDATE#")]
    assert not [
        key
        for key in items(simulation.world)
        if key.sk == "APPLICATION" and _names(simulation, key)
    ]
    assert report.erasure.counts["onboardings"] == 3


def _names(simulation: Simulation, key: object) -> bool:
    item = next(each for known, each in items(simulation.world).items() if known == key)
    return bool(item["candidate_id"])


def test_nothing_begins_by_either_id() -> None:
    """Both are marked."""
    # GIVEN an erased person with two ids
    simulation = merged()
    erased(simulation.world, candidate(NEW))
    before = of_people(simulation.world)
    # WHEN SmartRecruiters tells of either
    for each in (OLD, NEW):
        tell(simulation, {"candidate_id": each, "job_id": "job-1"})
        tell(simulation, {"id": each}, event="candidate.updated")
    # THEN nothing is stored
    assert of_people(simulation.world) == before


def test_a_candidate_who_is_merged_into_an_erased_person_is_not_handed_on() -> None:
    """The journey ends instead: nothing is stored under the erased person's id."""
    # GIVEN an erased person, and another candidate with a journey
    simulation = a_town()
    hired(simulation, NEW)
    erased(simulation.world, candidate(NEW))
    journey = hired(simulation, OLD)
    # WHEN the other is merged into the erased one
    simulation.partners.smartrecruiters.merge(OLD, NEW)
    tell(simulation, {"id": OLD}, event="candidate.deleted")
    # THEN nothing is stored of the erased person
    assert told_of(simulation.world, NEW) == []
    assert journey.id in {each.key for each in found(simulation.world, candidate(OLD)).traces}
