"""The list of changes: where an operator's commands keep them, and all of it as it is read.

Commands write to a log group of the stack's, the functions to their own logs. Nothing in a log
group can be changed, or removed without the whole group.
"""

import json
import time
from collections.abc import Iterator
from typing import Any, Final

from jetbridge.model.aws_calls import AwsCalls, AwsNotAnsweredError, AwsRefusedError
from jetbridge.model.changes import KEPT, ChangesUnavailableError, Line
from jetbridge.model.changes_since import Since, read

_STREAM: Final = "operators"
_MISSING: Final = "ResourceNotFoundException"
_THERE: Final = "ResourceAlreadyExistsException"
MARGIN: Final = 60
"""Seconds before the moment from which the list is read: clocks differ, and what the table knows
already is not applied again."""


class Nowhere:
    """A `Changes` of commands about a table without a stack."""

    def keep(self, line: Line) -> None:
        """Keep nothing."""


class InGroup:
    """A `Changes` in a log group."""

    def __init__(self, logs: AwsCalls, group: str) -> None:
        """`group` is the name of the log group."""
        self._logs = logs
        self._group = group

    def keep(self, line: Line) -> None:
        """Keep a line. See `jetbridge.model.changes.Changes`."""
        try:
            self._keep(json.dumps(dict(line)))
        except (AwsRefusedError, AwsNotAnsweredError) as failure:
            raise _unavailable(failure, self._group) from None

    def _keep(self, text: str) -> None:
        try:
            self._put(text)
        except AwsRefusedError as refused:
            if refused.code != _MISSING:
                raise
            self._create_stream()
            self._put(text)

    def _put(self, text: str) -> None:
        event = {"timestamp": int(time.time() * 1_000), "message": text}
        place = {"logGroupName": self._group, "logStreamName": _STREAM}
        answer = self._logs.call("PutLogEvents", place | {"logEvents": [event]})
        if answer.get("rejectedLogEventsInfo"):
            raise AwsNotAnsweredError("RejectedLogEvents")

    def _create_stream(self) -> None:
        """Create the stream, which the first command does, unless another one has."""
        place = {"logGroupName": self._group, "logStreamName": _STREAM}
        try:
            self._logs.call("CreateLogStream", place)
        except AwsRefusedError as refused:
            if refused.code != _THERE:
                raise


def since(logs: AwsCalls, group: str, stack: str, moment: int) -> Since:
    """Return what the list tells of since a moment (Unix seconds).

    Raises:
        ChangesUnavailableError: the logs cannot be read, or there is no such group.
    """
    named = {"logGroupNamePrefix": f"/jetbridge/{stack}/"}
    try:
        groups = [each["logGroupName"] for each in _every(logs, "DescribeLogGroups", named)]
        found = [line for name in (group, *groups) for line in _lines(logs, name, moment)]
    except (AwsRefusedError, AwsNotAnsweredError) as failure:
        raise _unavailable(failure, group) from None
    return read(line for _, line in sorted(found, key=lambda each: each[0]))


def _unavailable(
    failure: AwsRefusedError | AwsNotAnsweredError, group: str
) -> ChangesUnavailableError:
    code = failure.code if isinstance(failure, AwsRefusedError) else ""
    return ChangesUnavailableError(f"the list of changes {group} cannot be used: {failure}", code)


def _lines(logs: AwsCalls, group: str, moment: int) -> Iterator[tuple[int, Line]]:
    """Yield the lines of a group that are of the list, each with its time in milliseconds."""
    wanted = {
        "logGroupName": group,
        "startTime": max(0, moment - MARGIN) * 1_000,
        "filterPattern": KEPT,
    }
    for event in _every(logs, "FilterLogEvents", wanted):
        line = _read(event["message"])
        if KEPT in line:
            yield event["timestamp"], line


def _every(logs: AwsCalls, operation: str, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a listing has, page by page."""
    after: dict[str, Any] = {}
    while True:
        answer = logs.call(operation, request | after)
        yield from answer.get("events") or answer.get("logGroups") or ()
        if "nextToken" not in answer:
            return
        after = {"nextToken": answer["nextToken"]}


def _read(message: str) -> dict[str, Any]:
    """Return a line of a log. A torn one of the list has no more than the member that says so."""
    try:
        line = json.loads(message)
    except ValueError:
        return {KEPT: ""} if f'"{KEPT}":' in message else {}
    return line if isinstance(line, dict) else {}
