"""Every line of a function's log names the trace that its invocation belongs to."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from functions.authorizer import app as authorizer
from functions.scheduled import app as scheduled
from functions.worker import app as worker
from jetbridge.model import trace, work
from jetbridge.runtime import compose
from jetbridge.runtime.edge import Edge
from jetbridge.runtime.queue import attributes
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response
from tests.fakes.context import World
from tests.support.log_lines import Lines, written
from tests.support.traces import GIVEN, PARENT, TRACE
from tests.unit.runtime.events import a_context, an_event, sample

OTHER: Final = "a" * 32


@pytest.fixture(autouse=True)
def world() -> Iterator[World]:
    """Have the functions run over ports in memory."""
    world = World()
    with compose.using(world.context()):
        yield world


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Return what the log writes."""
    with written() as lines:
        yield lines


def called(**headers: str) -> str:
    """Call a route with these headers, and return the trace that it belongs to."""
    edge, seen = Edge(), list[str]()

    @edge.get("/v1/things")
    def show(_: Request) -> Response:
        seen.append(trace.header())
        return json_response(200, {})

    edge.handler(an_event("GET", "/v1/things", headers=headers), a_context())
    return seen[0][3:35]


@pytest.mark.parametrize("name", ["traceparent", "Traceparent", "TRACEPARENT"])
def test_a_request_continues_the_trace_of_its_caller(name: str, lines: Lines) -> None:
    """Whatever the case of the header's name: the cloud and the local stack differ in it."""
    # WHEN a route is called with a trace
    assert called(**{name: GIVEN}) == TRACE
    # THEN its line names it, the caller's part of it, and its own
    (line,) = lines.said("request")
    assert (line["trace_id"], line["parent_id"]) == (TRACE, PARENT)
    assert len(line["span_id"]) == 16
    assert line["span_id"] != PARENT
    # AND the request keeps the id of its own
    assert line["correlation_id"] == "request-1"
    # AND nothing of it outlasts the invocation
    assert trace.current() is None


@pytest.mark.parametrize("header", ["", "canary", f"{GIVEN},{GIVEN}", f"ff{GIVEN[2:]}"])
def test_a_request_without_a_trace_begins_one(header: str, lines: Lines) -> None:
    """What a stranger wrote in place of it is in no line."""
    # WHEN a route is called with no trace, or with what is none
    found = called(traceparent=header) if header else called()
    # THEN it begins one
    (line,) = lines.said("request")
    assert line["trace_id"] == found != TRACE
    assert "parent_id" not in line
    assert "canary" not in str(line)


def test_the_authorizer_and_its_function_name_the_same_trace(lines: Lines) -> None:
    """They have the request's id in common, and nothing else."""
    # GIVEN the two events of one request, which has no trace
    event = sample("authorizer")
    event["headers"] = {}
    event["requestContext"]["requestId"] = "request-1"
    # WHEN both are invoked
    authorizer.handler(event, a_context())
    found = called()
    # THEN they have told of one trace, each of a part of its own
    told = [*lines.said("authorizer"), *lines.said("request")]
    assert {line["trace_id"] for line in told} == {found}
    assert len({line["span_id"] for line in told}) == len(told) == 2


def test_a_schedule_begins_a_trace(lines: Lines) -> None:
    """The same one when Lambda repeats the invocation, whose id stays."""
    # WHEN a schedule runs, and the invocation is repeated
    for _ in range(2):
        scheduled.handler({"job": "tasks"}, a_context())
    # THEN both have told of one trace
    first, repeated = lines.said("work dispatched")
    assert first["trace_id"] == repeated["trace_id"] == trace.begun("invocation-1").trace_id


def message(name: str, **held: object) -> dict[str, Any]:
    """Return a message as Lambda hands it over, of a kind that there is not."""
    texts = {each: {"stringValue": text, "dataType": "String"} for each, text in held.items()}
    return {"messageId": name, "body": f'{{"kind": "{name}"}}', "messageAttributes": texts}


def failed(lines: Lines, *records: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the line of each of these messages, by its id, once all were worked on."""
    worker.handler({"Records": [*records]}, a_context())
    return {line["message_id"]: line for line in lines.said("work failed")}


def test_each_message_of_a_batch_belongs_to_its_own_trace(lines: Lines) -> None:
    """To that of its sender; a message that says none, as of an earlier release, begins one."""
    # GIVEN messages of two traces, and some without
    other = f"00-{OTHER}-{'b' * 16}-00"
    spoilt = {"messageId": "spoilt", "body": "{", "messageAttributes": None}
    batch = [
        message("one", traceparent=GIVEN),
        message("two", traceparent=other),
        message("old"),
        message("odd", traceparent=["canary"], linked_trace_id="canary"),
        spoilt,
    ]
    # WHEN they are worked on
    told = failed(lines, *batch)
    # THEN each line names its own
    assert (told["one"]["trace_id"], told["one"]["parent_id"]) == (TRACE, PARENT)
    assert (told["two"]["trace_id"], told["two"]["parent_id"]) == (OTHER, "b" * 16)
    assert len({line["trace_id"] for line in told.values()}) == len(batch)
    assert "parent_id" not in told["old"]


@pytest.mark.parametrize("held", [{"traceparent": GIVEN}, {}], ids=["of a trace", "of none"])
def test_a_message_that_comes_again_keeps_its_trace(held: dict[str, str], lines: Lines) -> None:
    """By what it carries, or by its id."""
    # WHEN a message comes twice
    first = failed(lines, message("one", **held))["one"]
    again = failed(lines, message("one", **held))["one"]
    # THEN it is one trace, of which each receipt is a part
    assert first["trace_id"] == again["trace_id"]
    assert first["span_id"] != again["span_id"]


def test_what_was_due_is_linked_with_what_made_it_due(lines: Lines) -> None:
    """Its own trace and the other stand in every line."""
    # WHEN work is done that the schedule has handed over
    told = failed(lines, message("one", traceparent=GIVEN, linked_trace_id=OTHER))["one"]
    # THEN its line names both
    assert (told["trace_id"], told["linked_trace_id"]) == (TRACE, OTHER)


def test_a_message_carries_the_trace_beside_its_body() -> None:
    """So the same work is the same text, and one message is one message however it comes."""
    # GIVEN work
    order = work.journey("jny_1")
    # WHEN it is sent in a trace
    with trace.using(trace.continued(GIVEN)):
        here = trace.header()
        held = attributes(order)["MessageAttributes"]
    # THEN the message carries it
    assert held == {"traceparent": {"DataType": "String", "StringValue": here}}
    # AND what is sent by work that is linked is linked with the same
    with trace.using(trace.begun(linked=OTHER)):
        told = attributes(work.journey("jny_1"))["MessageAttributes"]
    assert isinstance(told, dict)
    assert told["linked_trace_id"]["StringValue"] == OTHER
    # AND without a trace each message begins one
    assert attributes(order) != attributes(order)


@pytest.mark.parametrize("caused_by", [OTHER, ""])
def test_work_that_was_due_begins_a_trace_of_its_own(caused_by: str) -> None:
    """Whatever trace the schedule has that hands it over."""
    # GIVEN work that another trace has caused, or one that is not known
    order = work.linked(work.journey("jny_1"), caused_by)
    # WHEN it is sent in a trace
    with trace.using(trace.continued(GIVEN)):
        held = attributes(order)["MessageAttributes"]
    # THEN the message carries another one, and the one that has caused it
    assert isinstance(held, dict)
    assert TRACE not in held["traceparent"]["StringValue"]
    linked = held.get("linked_trace_id", {"StringValue": ""})
    assert linked["StringValue"] == caused_by
