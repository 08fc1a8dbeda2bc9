"""What the documents show runs: the receiver, the subscription, the sample."""

import json
import re
import time
from dataclasses import replace
from typing import Any, Final, cast

import boto3
import pytest
from jsonschema import Draft202012Validator
from moto.events.models import EventPattern
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from jetbridge.model import events
from jetbridge.model.aws_calls import Document
from jetbridge.model.journey import What
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import WAITS, DeliveryStatus
from jetbridge.runtime.queue import EventBridgeBus
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World
from tests.fakes.meter import CountingMeter
from tests.support.documents import column_of
from tests.unit.flows.event.samples import EVERY, the_schema
from tests.unit.flows.event.webhooks.tenant import Receiver, a_receiver, a_tenant, happens, work_off
from tests.unit.infra.templates import ROOT

DOCS: Final = ROOT / "docs"
_WHOLE: Final = re.MULTILINE | re.DOTALL


def block(document: str, language: str, number: int = 0) -> str:
    """Return the n-th block of code of a language in a document."""
    found = re.findall(rf"^```{language}\n(.*?)^```", (DOCS / document).read_text(), _WHOLE)
    return str(found[number])


class Recorder:
    """An EventBridge that keeps what it is given."""

    def __init__(self) -> None:
        """Have been given nothing."""
        self.entries: list[dict[str, Any]] = []

    def call(self, operation: str, request: Document) -> Document:
        """Take everything."""
        assert operation == "PutEvents"
        self.entries.extend(request["Entries"])
        return {"FailedEntryCount": 0}


def on_the_bus(event: DomainEvent) -> dict[str, Any]:
    """Return an event as a rule sees it."""
    client = Recorder()
    EventBridgeBus(client, "jetbridge-test", CountingMeter()).publish([event])
    (entry,) = client.entries
    detail = json.loads(entry["Detail"])
    return {"source": entry["Source"], "detail-type": entry["DetailType"], "detail": detail}


def matches(pattern: EventPattern, event: dict[str, Any]) -> bool:
    """Return whether a rule's pattern lets an event through."""
    return pattern.matches_event(cast("Any", event))


def test_the_receiver_takes_what_is_ours_once_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A copy of it is a receiver."""
    # GIVEN the receiver of the document, and a webhook of this very moment
    names: dict[str, Any] = {}
    exec(block("tenant-webhooks.md", "python"), names)  # noqa: S102 - that is the test
    world, secret = a_tenant(world=World(http=Receiver(), clock=FrozenClock(int(time.time()))))
    happens(world)
    work_off(world)
    (request,) = a_receiver(world).requests
    # WHEN it arrives twice, and once with another body
    known: set[str] = set()
    body = request.body or b""
    first, second, forged = (
        names["receive"](secret.reveal(), request.headers, each, known)
        for each in (body, body, body.replace(b"can-1", b"can-2"))
    )
    # THEN it is handled once
    assert (first, second, forged) == (204, 204, 401)
    assert capsys.readouterr().out == "can-1 is on board\n"


def test_the_subscription_gets_what_it_asks_for() -> None:
    """A copy of it is a rule that EventBridge takes."""
    # GIVEN the rule that SAM makes of the document's template
    document = yaml_parse(block("events.md", "yaml"))
    document["Resources"]["Welcome"]["Properties"]["CodeUri"] = "s3://bucket/key"
    translator = Translator(None, Parser(), boto_session=boto3.Session(region_name="us-east-1"))
    made = translator.translate(document, parameter_values={"JetbridgeBus": "jetbridge-test"})
    (rule,) = [
        each["Properties"] for each in made["Resources"].values() if each["Type"].endswith("::Rule")
    ]
    pattern = EventPattern.load(json.dumps(rule["EventPattern"]))
    # WHEN journeys of two tenants end, well and badly
    world = World()
    ended = [happens(world), happens(world, What.FAILED, 1)]
    matching = [
        (event.type, tenant)
        for event in ended
        for tenant in ("customer", "another")
        if matches(pattern, on_the_bus(replace(event, tenant=tenant)))
    ]
    # THEN it matches the one that was asked for
    assert matching == [("journey.completed", "customer")]


def test_the_operators_rule_gets_what_needs_somebody() -> None:
    """And not the rest."""
    # GIVEN the rule, and every event that there is
    pattern = EventPattern.load(block("events.md", "json", 1))
    # WHEN each is published, THEN it matches those two types
    matched = {
        kind
        for kind in EVERY
        if matches(pattern, {"source": "jetbridge", "detail-type": kind, "detail": {}})
    }
    assert matched == {"connection.needs_reconnect", "journey.needs_attention"}


def test_the_sample_is_one() -> None:
    """What the document shows is what comes."""
    # GIVEN the document's sample
    sample = json.loads(block("events.md", "json"))
    # THEN it follows its schema, and has what every event has
    Draft202012Validator(the_schema(sample["detail-type"])).validate(sample["detail"])
    assert sample["source"] == on_the_bus(happens(World()))["source"]


def test_every_event_of_a_journey_is_documented() -> None:
    """A subscriber finds it in the table."""
    # THEN the tables name the types that there are
    assert set(_types("Journeys")) == events.JOURNEY_TYPES
    assert set(_types("Connections")) == {each for each in EVERY if each.startswith("connection.")}


def _types(heading: str) -> list[str]:
    return [word for word in column_of("events.md", heading) if "." in word]


def test_every_status_of_a_delivery_is_documented() -> None:
    """A reader of the table finds what it means."""
    # THEN the document lists them
    listed = column_of("tenant-webhooks.md", "What becomes of a webhook")
    assert {*DeliveryStatus} <= {*listed}


def test_the_waits_are_documented() -> None:
    """A receiver plans for them."""
    # GIVEN the waits as people write them
    units = (("h", 3_600), ("min", 60), ("s", 1))
    written = []
    for wait in WAITS:
        unit, seconds = next(each for each in units if wait % each[1] == 0)
        written.append(f"{wait // seconds} {unit}")
    # THEN the document has them in order
    text = " ".join((DOCS / "tenant-webhooks.md").read_text().split())
    assert f"{', '.join(written[:-1])} and {written[-1]}" in text
