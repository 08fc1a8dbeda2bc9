"""Two candidates were merged into one: both ids are the person's, and nobody else's."""

import pytest

from tests.support.journeys.env import House
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


def merged() -> House:
    """Return a house in which a hired candidate was merged into another one."""
    house = a_town()
    hired(house, OLD)
    notified(house, "evt-old", {"candidate_id": OLD, "new_hire_id": "new-hire-1"})
    house.partners.smartrecruiters.merge(OLD, NEW)
    tell(house, {"id": OLD}, event="candidate.deleted")
    (journey,) = house.every
    assert (journey.candidate_id, journey.former_candidate_ids) == (NEW, (OLD,))
    return house


@pytest.mark.parametrize("named", [OLD, NEW])
def test_either_id_leads_to_everything_of_the_person(named: str) -> None:
    """What was stored before the merger, and after it."""
    # GIVEN a candidate who was merged, and requests that name either id
    house = merged()
    asked_to_verify(house, candidateId=OLD)
    asked_to_verify(house, candidateId=NEW)
    # WHEN the person is erased by one of the ids
    report = erased(house.world, candidate(named))
    # THEN nothing is left of either, nor leads from either to the journey
    assert told_of(house.world, OLD, NEW, "new-hire-1") == []
    assert not [key for key in items(house.world) if key.pk.startswith("CANDIDATE#")]
    assert not [key for key in items(house.world) if key.sk == "APPLICATION" and _names(house, key)]
    assert report.erasure.counts["onboardings"] == 3


def _names(house: House, key: object) -> bool:
    item = next(each for known, each in items(house.world).items() if known == key)
    return bool(item["candidate_id"])


def test_nothing_begins_by_either_id() -> None:
    """Both are marked."""
    # GIVEN an erased person with two ids
    house = merged()
    erased(house.world, candidate(NEW))
    before = of_people(house.world)
    # WHEN SmartRecruiters tells of either
    for each in (OLD, NEW):
        tell(house, {"candidate_id": each, "job_id": "job-1"})
        tell(house, {"id": each}, event="candidate.updated")
    # THEN nothing is stored
    assert of_people(house.world) == before


def test_a_candidate_who_is_merged_into_an_erased_person_is_not_handed_on() -> None:
    """The journey ends instead: nothing is stored under the erased person's id."""
    # GIVEN an erased person, and another candidate with a journey
    house = a_town()
    hired(house, NEW)
    erased(house.world, candidate(NEW))
    journey = hired(house, OLD)
    # WHEN the other is merged into the erased one
    house.partners.smartrecruiters.merge(OLD, NEW)
    tell(house, {"id": OLD}, event="candidate.deleted")
    # THEN nothing is stored of the erased person
    assert told_of(house.world, NEW) == []
    assert journey.id in {each.key for each in found(house.world, candidate(OLD)).traces}
