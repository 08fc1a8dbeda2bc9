"""What events say is published, and is what they say."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jetbridge.model import events, journey
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import What
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import EndpointStatus
from tests.fakes.clock import START
from tests.support.journeys.exploring import every_line
from tests.unit.flows.event.samples import A_CONNECTION, DOCUMENTS, EVERY, PUBLISHED, the_schema


@pytest.mark.parametrize("document", DOCUMENTS, ids=[each.stem for each in PUBLISHED])
def test_a_schema_is_one(document: dict[str, Any]) -> None:
    """Code can be generated from it, as a whole and by type."""
    # THEN it is a schema of the dialect that it names
    assert document["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(document)
    # AND as a whole it is that of any of its types
    types = [name for name in document["$defs"] if "." in name]
    assert [each["$ref"] for each in document["anyOf"]] == [f"#/$defs/{name}" for name in types]


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_an_event_says_what_its_schema_says(kind: str) -> None:
    """Every member is named there, and every one that is promised is there."""
    # WHEN everything that events of a type can say is checked
    validator = Draft202012Validator(the_schema(kind))
    # THEN nothing is wrong
    for detail in EVERY[kind]:
        validator.validate(detail)
        assert detail["schemaVersion"] == events.SCHEMA_VERSION


def test_there_is_no_schema_without_an_event() -> None:
    """What is published happens."""
    # WHEN the types are listed that have a schema
    published = {name for each in DOCUMENTS for name in each["$defs"] if "." in name}
    # THEN they are those of the events, and the one that tries an endpoint out
    assert published == EVERY.keys() | {"webhook.test"}


def test_the_events_of_journeys_are_those_that_a_tenant_may_choose() -> None:
    """The command line refuses other names."""
    # THEN they are those that happen
    assert {kind for kind in EVERY if kind.startswith("journey.")} == events.JOURNEY_TYPES


@pytest.mark.parametrize(
    ("family", "member", "words"),
    [
        ("connection", "status", [each for each in ConnectionStatus if each.value != "pending"]),
        ("journey", "status", [*journey.Status]),
        ("journey", "reason", [*journey.Reason]),
        ("endpoint", "status", [*EndpointStatus]),
    ],
)
def test_the_words_that_a_schema_gives_are_those_that_there_are(
    family: str, member: str, words: list[str]
) -> None:
    """They are examples, because one more of them is no new version."""
    # WHEN the words of a member are read in the schema
    (common,) = [each["$defs"][family] for each in DOCUMENTS if family in each["$defs"]]
    # THEN they are the code's
    assert common["properties"][member]["examples"] == words


def test_a_delay_that_somebody_must_mend_is_told() -> None:
    """An outage passes by itself; a connection that is gone does not."""
    # GIVEN the lines of delays
    delays = [(moved, entry) for moved, entry in every_line() if entry.what is What.DELAYED]
    # WHEN they are told, THEN others hear of those that need an operator, and of no others
    told = {
        (event.type, entry.facts["reason"])
        for moved, entry in delays
        if (event := events.of_journey(moved, 3, 0, entry))
    }
    assert told == {("journey.needs_attention", str(reason)) for reason in journey.NEEDS_REPAIR}
    assert len({entry.facts["reason"] for _, entry in delays}) > 1


def test_what_an_event_is_about_does_not_stand_in_for_the_event() -> None:
    """Its id and tenant are its own, whatever its detail holds."""
    # GIVEN an event whose detail names others
    event = DomainEvent("evt-1", "x.y", "demo", START, {"id": "obj-1", "tenant": "another"})
    # THEN it says its own
    assert events.told(event) == {"id": "evt-1", "tenant": "demo"}


def test_an_event_keeps_its_own_id() -> None:
    """A partner's body may have an `id`, too: it is that of the object."""
    # WHEN a delivery names an object's id
    for detail in EVERY["hiring.candidate.created"]:
        # THEN the event's id is the delivery's, by which a repeat is told
        assert detail["id"] == f"{A_CONNECTION.id}.evt-1"
    assert {detail.get("object_id") for detail in EVERY["hiring.candidate.created"]} == {
        None,
        "x-1",
    }
