"""A copy of one person's data: everything that erasure would find, without secrets."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from jetbridge.flows.onboarding import idempotency
from jetbridge.flows.people import export, places
from jetbridge.model.erasure import Erasure
from jetbridge.model.export import Export
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.ports import DomainEvent
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import begun
from jetbridge.store import deliveries, exports, onboardings, outbox
from jetbridge.store.table import ConditionFailedError
from jetbridge_cli import exporting
from jetbridge_cli.failure import CommandError
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.ids import SequenceIds
from tests.support.journeys.env import TENANT, Simulation
from tests.unit.flows.people.erasing import (
    CANARIES,
    OTHER,
    erased,
    found,
    items,
    kind,
    known_by_everything,
    onboarded,
    told_of,
)

LEADS: Final = {
    "CANDIDATE JOURNEY": "a digest and the id of a journey",
    "CHECK": "when to ask about an onboarding",
    "HIRE": "a digest and the id of an onboarding",
    "IDEMPOTENCY": "a digest and the id of an onboarding",
    "LOOKUP EVENT": "a digest and the id of a notification",
    "LOOKUP ONBOARDING": "a digest and the id of an onboarding",
    "RESERVATION": "a digest and the id of an onboarding",
}
"""What is erased and not copied: it leads to what is, and says nothing of its own."""

PLACING: Final = frozenset(
    {"pk", "sk", "tenant_pk", "tenant_sk", "due_at", "due_shard", "ttl", "version"}
)
"""Attributes by which items are found, written and removed."""


def with_everything() -> Simulation:
    """Return a simulation in which something of a person is in every place."""
    simulation = onboarded()
    known_by_everything(simulation)
    detail = {"journeyId": simulation.journey.id, "onboardingId": simulation.onboarding.id}
    event = DomainEvent("event-1", "journey.completed", TENANT, START, detail)
    simulation.world.table.write(outbox.record(event), deliveries.create(begun(event)))
    return simulation


def sealed(simulation: Simulation, **words: str) -> Onboarding:
    """Have the person's onboarding hold sealed values, each for the field of its name."""
    vault, known = simulation.world.context().vault, simulation.onboarding
    envelopes = {
        f"sealed_{name}": idempotency.seal(vault, known.id, name, Secret(value))
        for name, value in words.items()
    }
    after = replace(known, **envelopes)
    simulation.world.table.write(*onboardings.save(after))
    return after


def copied(world: World) -> dict[str, Any]:
    """Return the copy of the person, as it is read from JSON."""
    text = json.dumps(export.copied(world.context(), found(world)))
    copy: dict[str, Any] = json.loads(text)
    return copy


def objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON value
    """Yield every JSON object of a value, however deep."""
    if isinstance(value, dict):
        yield value
        value = [*value.values()]
    for part in value if isinstance(value, list) else ():
        yield from objects(part)


def holds(part: object, said: object) -> bool:
    """Return whether a part of a copy says what an item says, as far as that says anything."""
    if isinstance(part, dict) and isinstance(said, dict):
        return all(holds(part.get(name), value) for name, value in said.items() if value)
    return part == said


def receipts(world: World) -> tuple[Export, ...]:
    """Return the tenant's receipts."""
    known, _ = exports.of_tenant(world.table, TENANT, limit=10, after=None)
    return known


def test_everything_that_is_erased_is_copied_or_leads_to_what_is() -> None:
    """Who adds a kind of item to a place copies it too, or says here why not."""
    # GIVEN a person of whom there is something in every place
    simulation = with_everything()
    parts = [*objects(copied(simulation.world))]
    # WHEN the items of their places are compared with their copy
    wanted = {each for place in places.PLACES for each in place.items} - LEADS.keys()
    stored = [(kind(key), item) for key, item in items(simulation.world).items()]
    assert {each for each, _ in stored} >= wanted
    for name, item in [each for each in stored if each[0] in wanted]:
        said = {
            attribute: value
            for attribute, value in item.items()
            if attribute not in PLACING and not attribute.startswith("sealed_")
        }
        # THEN each stands in it with every attribute
        assert any(holds(part, said) for part in parts), name


def test_what_is_sealed_of_the_person_is_opened_and_the_link_is_not() -> None:
    """Who has the link is taken for the person."""
    # GIVEN an onboarding that holds everything that one may hold
    simulation = with_everything()
    person = {"facts": {"name": "Ana Canary"}, "verifications": []}
    known = sealed(
        simulation,
        link="https://incode.test/secret-link",
        person=json.dumps(person),
        order=json.dumps({"email": "ana@example.com"}),
        refusal=json.dumps({"field": "phone"}),
        warning="starts on a holiday",
    )
    # WHEN it is copied
    copy = copied(simulation.world)
    (mine,) = [each for each in copy["onboardings"] if each["id"] == known.id]
    # THEN it is read in the clear
    assert mine["person"] == person
    assert mine["order"] == {"email": "ana@example.com"}
    assert mine["refusal"] == {"field": "phone"}
    assert mine["warning"] == "starts on a holiday"
    # AND the link is named, and not there: neither in the clear nor sealed
    assert mine["withheld"].keys() == {"link"}
    text = json.dumps(copy)
    assert "secret-link" not in text
    assert "sealed_" not in text
    assert known.sealed_link not in text


def test_what_does_not_open_is_named() -> None:
    """The rest is a copy all the same."""
    # GIVEN an onboarding whose person was sealed for another one
    simulation = with_everything()
    known = simulation.onboarding
    vault = simulation.world.context().vault
    foreign = idempotency.seal(vault, "onb_another", onboardings.PERSON_FIELD, Secret("{}"))
    simulation.world.table.write(*onboardings.save(replace(known, sealed_person=foreign)))
    # WHEN it is copied
    (mine,) = [e for e in copied(simulation.world)["onboardings"] if e["id"] == known.id]
    # THEN it says that something is missing
    assert "does not open" in mine["withheld"]["person"]
    assert "person" not in mine


def test_nothing_of_another_person_is_copied() -> None:
    """Who is of the same tenant, company and job."""
    simulation = with_everything()
    onboarded(simulation, OTHER)
    text = json.dumps(copied(simulation.world))
    assert CANARIES[0] in text
    assert OTHER[0] not in text


def test_a_copy_is_a_file_of_the_users_own_with_a_receipt(tmp_path: Path) -> None:
    """The receipt stays, also once the person is erased, and holds no id of theirs."""
    # GIVEN a person
    simulation, file = with_everything(), tmp_path / "person.json"
    there = found(simulation.world)
    # WHEN their copy is put into a file
    receipt = exporting.put(simulation.world.context(), there, file, by="olga")
    # THEN its user alone can read it
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    document = json.loads(file.read_text())
    assert document["schema"] == "jetbridge.person/1"
    assert document["receipt"]["id"] == receipt.id
    assert len(document["journeys"]) == receipt.counts["journeys"] == 1
    assert {each["value"] for each in document["askPartners"]} >= {CANARIES[0]}
    # AND who had it made is stored, and of what, by ids of ours
    assert receipts(simulation.world) == (receipt,)
    assert receipt.by == "olga"
    assert simulation.journey.id in receipt.about
    erased(simulation.world)
    assert receipts(simulation.world) == (receipt,)
    assert told_of(simulation.world, *CANARIES) == []


def test_no_file_is_overwritten_and_no_receipt_written_for_none(tmp_path: Path) -> None:
    """It may be another person's copy."""
    simulation, file = onboarded(), tmp_path / "person.json"
    file.write_text("another's")
    there = found(simulation.world)
    for path in (file, tmp_path / "missing" / "person.json"):
        with pytest.raises(CommandError, match=f"nothing was exported: {path}: "):
            exporting.put(simulation.world.context(), there, path, by="olga")
    assert file.read_text() == "another's"
    assert receipts(simulation.world) == ()


def test_without_a_receipt_there_is_no_file(tmp_path: Path) -> None:
    """The table has refused it."""
    # GIVEN a receipt that is there already
    simulation, file = onboarded(), tmp_path / "person.json"
    there, context = found(simulation.world), simulation.world.context()
    first = tmp_path / "first.json"
    exporting.put(replace(context, ids=SequenceIds("taken")), there, first, by="olga")
    # WHEN a copy is made under the id of the first one
    with pytest.raises(ConditionFailedError):
        exporting.put(replace(context, ids=SequenceIds("taken")), there, file, by="olga")
    # THEN it is taken back
    assert not file.exists()


def test_who_is_being_erased_has_no_copy(tmp_path: Path) -> None:
    """What is left is to be wiped, and is not everything."""
    simulation, file = onboarded(), tmp_path / "person.json"
    begun_erasure = Erasure("era_1", TENANT, "ops", 1)
    there = replace(found(simulation.world), unfinished=begun_erasure)
    with pytest.raises(CommandError, match="era_1 has begun to erase"):
        exporting.put(simulation.world.context(), there, file, by="olga")
    assert not file.exists()
    assert receipts(simulation.world) == ()
