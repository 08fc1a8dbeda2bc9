"""What a run on the local stack asks of AWS and of the partners."""

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

import requests

from jetbridge_local.stack import LocalStack

_PARTNERS: Final = ("smartrecruiters", "incode-auth", "incode-api", "enboarder-api")
_ID: Final = re.compile(r"/[^/]*[0-9][^/]*(?=/|$)")
"""A part of a path with a digit in it: an id, or a version."""
_SPACE: Final = re.compile(r"\s*")
_PEOPLE: Final = "/workflow/"
"""Pages at Incode: people visit them, not we."""
_RECORDING: Final = "moto_recording"
"""The file in which moto records requests, in the directory of the run."""


class Recorded:
    """Calls by operation. AWS's are read from moto's recording, partners' from their logs."""

    def __init__(self, stack: LocalStack) -> None:
        """Count nothing yet."""
        self._stack = stack
        self.aws: Counter[str] = Counter()
        self.partners: Counter[str] = Counter()

    @contextmanager
    def counted(self) -> Iterator[Self]:
        """Count what is asked while the body runs."""
        began = {name: len(self._calls(name)) for name in _PARTNERS}
        self._tell_recorder("reset")
        self._tell_recorder("start")
        yield self
        self._tell_recorder("stop")
        for request in _requests((self._stack.logs.parent / _RECORDING).read_text()):
            self._count(request)
        for name in _PARTNERS:
            for call in self._calls(name)[began[name] :]:
                path = _ID.sub("/…", str(call["path"]))
                if path.startswith(_PEOPLE):
                    continue
                refused = f" ({call['status']})" if str(call["status"]) >= "300" else ""
                self.partners[f"{name} {call['method']} {path}{refused}"] += 1

    def _calls(self, name: str) -> list[dict[str, object]]:
        return self._stack.sandboxes.hosts[name].calls.view()

    def _count(self, request: dict[str, Any]) -> None:
        service, _, operation = request["headers"].get("X-Amz-Target", "").partition(".")
        self.aws[f"{service.partition('_')[0]} {operation}"] += 1
        if operation == "TransactWriteItems":
            asked = json.loads(base64.b64decode(request["body"]))
            self.aws["DynamoDB items written in transactions"] += len(asked["TransactItems"])

    def _tell_recorder(self, order: str) -> None:
        url = f"{self._stack.ready.aws_endpoint_url}/moto-api/recorder/{order}-recording"
        requests.post(url, timeout=60).raise_for_status()


def _requests(recording: str) -> Iterator[dict[str, Any]]:
    """Yield what moto has recorded.

    It writes a request and the end of its line apart, so two that come at once may share a line.
    """
    decoder, at = json.JSONDecoder(), 0
    while (begin := _SPACE.match(recording, at)) and begin.end() < len(recording):
        request, at = decoder.raw_decode(recording, begin.end())
        yield request
