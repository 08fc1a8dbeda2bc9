"""Random people who share pieces of ids: erasing one changes no other, and leaves nothing."""

import re
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.store.table import Item, Key
from tests.support.journeys.env import COMPANY, Simulation
from tests.unit.flows.people.erasing import candidate, erased, found, items, notified, of_people
from tests.unit.flows.people.population import OTHER, a_town, asked_to_verify, hired, launched, tell

PIECES: Final = ("can", "job", "1", "10", "2026", "-", ".", "%", "#", "A", "a", "~")
_WORDS: Final = (".", "..", "-", "1", "10")
"""No ids, or whole words of an item: those cannot be looked for in a dump of items."""
IDS: Final = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)
    .map("".join)
    .filter(lambda text: text not in _WORDS)
)
NAMES: Final = st.lists(
    st.sampled_from((*PIECES, "/", "é")), min_size=1, max_size=4
).map("".join)  # fmt: skip

type Entry = tuple[str, str]


def _of(text: str, dump: str) -> bool:
    """Return whether an id stands in a dump, whole: not as a piece of a longer one."""
    return re.search(rf"'{re.escape(text)}'", dump) is not None


def _everything(simulation: Simulation) -> dict[Key, Item]:
    """Return what is stored of people, but for what belongs to the erasure itself."""
    erasures = ("ERASED", "ERASURE", "PSEUDONYMS")
    return {
        key: item
        for key, item in of_people(simulation.world).items()
        if not key.pk.startswith(erasures)
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    people=st.lists(
        st.tuples(IDS, st.sampled_from((COMPANY, OTHER))), min_size=2, max_size=3, unique=True
    ),
    jobs=st.lists(IDS, min_size=4, max_size=4),
    requests=st.lists(NAMES, max_size=2, unique=True),
    data=st.data(),
)
def test_erasing_one_person_never_changes_another(
    people: list[Entry], jobs: list[str], requests: list[str], data: st.DataObject
) -> None:
    """Whatever their ids have in common: with one another, with jobs, with clients' ids."""
    # GIVEN people of two companies, and clients' requests under ids of their own
    simulation = a_town(companies_too=True)
    mine, *others = data.draw(st.permutations(people))
    for number, (person, job) in enumerate(zip(others, jobs, strict=False)):
        hired(simulation, person[0], job, company=person[1])
        tell(
            simulation,
            {"candidate_id": person[0], "new_hire_id": f"new-hire-{number}"},
            company=person[1],
            event="candidate.updated",
        )
    ids = {each for each, _ in people}
    for name in requests:
        if name not in ids and not any(name == f"{mine[0]}/{job}" for job in jobs):
            launched(simulation, externalCustomerId=name)
    asked_to_verify(simulation, externalCustomerId="another-person")
    before = _everything(simulation)
    # AND the one who is erased, with everything
    hired(simulation, mine[0], jobs[3], company=mine[1])
    tell(
        simulation,
        {"candidate_id": mine[0], "application_id": "my-application"},
        company=mine[1],
        event="application.created",
    )
    # WHEN they are erased
    erased(simulation.world, candidate(mine[0], mine[1]))
    after = _everything(simulation)
    # THEN all other persons' items are as they were
    assert {key: after.get(key) for key in before} == before
    # AND of what was added nothing names the person
    added = {key: item for key, item in after.items() if key not in before}
    dump = repr({key: _told(item, jobs[3]) for key, item in added.items()})
    assert not _of(mine[0], dump)
    assert "my-application" not in dump
    # AND they are not found any more, while the others are
    try:
        found(simulation.world, candidate(mine[0], mine[1]))
    except PersonNotFoundError:
        pass
    else:
        raise AssertionError
    for person in others:
        assert found(simulation.world, candidate(person[0], person[1])).counts()["journeys"] == 1


def _told(item: Item, job: str) -> dict[str, object]:
    """Return an item without the job, which stays and may be spelled as the candidate is."""
    return {name: value for name, value in item.items() if (name, value) != ("job_id", job)}


def test_the_property_would_notice() -> None:
    """A person who was not erased is found in what was added."""
    # GIVEN a person who is there
    simulation = a_town()
    notified(simulation, "evt-1", {"candidate_id": "can-1"})
    # THEN they are in the dump
    assert _of("can-1", repr(items(simulation.world)))
