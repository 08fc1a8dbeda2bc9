"""The list of changes in CloudWatch Logs: written before a command changes something, and read."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError, Document
from jetbridge.model.changes import ChangesUnavailableError, Kind
from jetbridge.model.changes_since import Moved
from jetbridge_cli import change_list
from jetbridge_cli.change_list import MARGIN, InGroup, Nowhere

GROUP = "stack-Changes-1"
MOVE = {"kept": str(Kind.MOVE), "journey": "jny", "tenant": "demo", "version": 4}


class Logs:
    """A CloudWatch Logs with one group; `instead` may answer in its place."""

    def __init__(self, instead: Callable[[str], Document | None] = lambda _: None) -> None:
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.streams = set[str]()
        self.events: list[dict[str, Any]] = []
        self._instead = instead

    def call(self, operation: str, request: Document) -> Document:
        """Answer as the service does."""
        self.called.append((operation, request))
        found = self._instead(operation)
        if found is not None:
            return found
        match operation:
            case "CreateLogStream":
                if request["logStreamName"] in self.streams:
                    raise _refused("ResourceAlreadyExistsException")
                self.streams.add(request["logStreamName"])
            case "PutLogEvents":
                if request["logStreamName"] not in self.streams:
                    raise _refused("ResourceNotFoundException")
                self.events += request["logEvents"]
        return {}


def _refused(code: str) -> AwsRefusedError:
    return AwsRefusedError(code, 400, {}, repeated=False)


def test_the_first_line_makes_the_stream() -> None:
    """Nothing has to be set up."""
    # WHEN two lines are kept
    logs = Logs()
    InGroup(logs, GROUP).keep(MOVE)
    InGroup(logs, GROUP).keep(MOVE)
    # THEN both are there, as JSON
    assert [json.loads(each["message"]) for each in logs.events] == [MOVE, MOVE]
    assert [each for each, _ in logs.called].count("CreateLogStream") == 1


def test_two_commands_at_once_may_make_the_stream() -> None:
    """The other one was faster."""

    def instead(operation: str) -> Document | None:
        if operation == "CreateLogStream":
            logs.streams.add("operators")
            raise _refused("ResourceAlreadyExistsException")
        return None

    logs = Logs(instead)
    InGroup(logs, GROUP).keep(MOVE)
    assert len(logs.events) == 1


@pytest.mark.parametrize(
    "error",
    [_refused("AccessDeniedException"), AwsNotAnsweredError("ConnectTimeout")],
    ids=["refused", "lost"],
)
def test_a_line_that_may_not_be_there_is_an_error(error: Exception) -> None:
    """What it tells of must not be done."""

    def instead(_: str) -> Document | None:
        raise error

    with pytest.raises(ChangesUnavailableError):
        InGroup(Logs(instead), GROUP).keep(MOVE)


def test_a_line_that_is_not_taken_is_an_error() -> None:
    """CloudWatch answers 200, and says so inside."""
    rejected = {"rejectedLogEventsInfo": {"tooNewLogEventStartIndex": 0}}
    logs = Logs(lambda operation: rejected if operation == "PutLogEvents" else None)
    with pytest.raises(ChangesUnavailableError):
        InGroup(logs, GROUP).keep(MOVE)


def test_a_command_about_a_table_alone_keeps_nothing() -> None:
    """There is no stack that has a list."""
    Nowhere().keep(MOVE)


def test_the_list_is_read_from_every_group_page_by_page() -> None:
    """Commands' lines and the functions', in the order in which they were written."""
    # GIVEN lines in the group of commands and in that of a function, on two pages
    hire = {"kept": "hire", "journey": "j", "tenant": "t", "connection": "c", "record": "r"}
    lines: dict[str, list[dict[str, Any]]] = {
        GROUP: [{"timestamp": 3, "message": json.dumps(MOVE)}],
        "/jetbridge/stack/worker": [
            {"timestamp": 2, "message": json.dumps({**hire, "round": 2})},
            {"timestamp": 1, "message": json.dumps({**hire, "round": 1})},
            {"timestamp": 1, "message": "kept, and no JSON"},
            {"timestamp": 1, "message": '["kept"]'},
            {"timestamp": 1, "message": '{"kept": "move", "journey": "j'},
            {"timestamp": 1, "message": '{"message": "kept"}'},
        ],
    }

    class Paged:
        """Answers one event a page."""

        def call(self, operation: str, request: Document) -> Document:
            """Answer as the service does."""
            if operation == "DescribeLogGroups":
                assert request["logGroupNamePrefix"] == "/jetbridge/stack/"
                return {"logGroups": [{"logGroupName": "/jetbridge/stack/worker"}]}
            assert request["startTime"] == (1_000 - MARGIN) * 1_000
            events, at = lines[request["logGroupName"]], int(request.get("nextToken", 0))
            more = {"nextToken": f"{at + 1}"} if at + 1 < len(events) else {}
            return {"events": events[at : at + 1], **more}

    # WHEN the list is read
    since = change_list.since(Paged(), GROUP, "stack", 1_000)
    # THEN all of it is there
    assert [each.sequence for each in since.hired] == [1, 2]
    assert since.moved == (Moved("jny", "demo", 4),)
    # AND the torn one is counted
    assert since.unread == 1


def test_a_moment_before_all_lists_is_asked_for_from_the_beginning() -> None:
    """CloudWatch refuses a time before 1970."""
    logs = Logs()
    change_list.since(logs, GROUP, "stack", -62_135_596_800)
    asked = [request for operation, request in logs.called if operation == "FilterLogEvents"]
    assert [each["startTime"] for each in asked] == [0]


def test_a_group_that_is_not_there_is_told() -> None:
    """An empty list would mean that nothing has happened."""

    def instead(_: str) -> Document | None:
        raise _refused("ResourceNotFoundException")

    with pytest.raises(ChangesUnavailableError):
        change_list.since(Logs(instead), GROUP, "stack", 1_000)
