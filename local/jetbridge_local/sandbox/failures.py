"""Answers that a sandbox was told to give, instead of or on top of its own."""

import json
import threading
from collections.abc import Iterable, Iterator
from typing import Literal, Self
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from werkzeug.wrappers import Response


class Program(BaseModel):
    """How to answer the next `times` requests for `path`.

    With `status`, the partner does nothing and this is its answer. With `drop: "before"` it does
    nothing and closes the connection; with `drop: "after"` it does its work and closes the
    connection, so that the caller cannot know. With `delay_seconds` alone it does its work and
    answers late: the work is done **before** the delay. With `drip_seconds` its answer comes a byte
    at a time, with so long between two. `body` is sent as it is if it is a string (so that broken
    JSON can be sent) and as JSON otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(pattern="^/")
    method: str | None = None
    status: int | None = Field(default=None, ge=200, le=599)
    body: JsonValue = None
    headers: dict[str, str] = {}
    delay_seconds: float = Field(default=0, ge=0)
    drip_seconds: float = Field(default=0, ge=0)
    drop: Literal["before", "after"] | None = None
    times: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _says_something_possible(self) -> Self:
        if self.status is not None and self.drop is not None:
            raise ValueError("a dropped connection carries no status: give `status` or `drop`")
        if self.status is None and (self.body is not None or self.headers):
            raise ValueError("`body` and `headers` need a `status`")
        is_late = self.delay_seconds or self.drip_seconds
        if self.status is None and self.drop is None and not is_late:
            raise ValueError("give `status`, `drop`, `delay_seconds` or `drip_seconds`")
        return self

    def matches(self, method: str, path: str) -> bool:
        """Return whether this program is for a request of `method` for `path`."""
        return self.path == path and self.method in {None, method}

    def response(self) -> Response | None:
        """Return the programmed answer, or None where the partner's own is to be given."""
        if self.status is None:
            return None
        headers = {"Content-Type": "application/json", **self.headers}
        raw = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return Response("" if self.body is None else raw, self.status, headers)


class Failures:
    """The programs of one host, used up in the order in which they were given."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._programs: list[tuple[Program, int]] = []
        self._waiting = 0
        self._releases = 0

    def add(self, program: Program) -> None:
        """Queue `program` behind those already given."""
        with self._changed:
            self._programs.append((program, program.times))

    def take(self, method: str, path: str) -> Program | None:
        """Use up one answer of the first program for `method` and `path`, if there is one."""
        with self._changed:
            for place, (program, left) in enumerate(self._programs):
                if program.matches(method, path):
                    self._programs[place : place + 1] = [(program, left - 1)] if left > 1 else []
                    return program
        return None

    def delay(self, seconds: float) -> bool:
        """Wait `seconds`, or until `release`; return whether that came first."""
        if not seconds:
            return False
        with self._changed:
            release = self._releases
            self._waiting += 1
            self._changed.notify_all()
            released = self._changed.wait_for(lambda: self._releases != release, seconds)
            self._waiting -= 1
        return released

    def drip(self, body: bytes, seconds: float) -> Iterator[bytes]:
        """Yield `body` byte by byte, with a delay between two; after `release` the rest at once."""
        for position in range(len(body)):
            if position and self.delay(seconds):
                yield body[position:]
                return
            yield body[position : position + 1]

    def wait_for_delayed(self, count: int, timeout: float) -> bool:
        """Block until `count` requests are in their delay; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting >= count, timeout)

    def release(self) -> int:
        """End every delay now, and return how many requests were in one."""
        with self._changed:
            self._releases += 1
            self._changed.notify_all()
            return self._waiting

    def clear(self) -> None:
        """Forget every program and end every delay."""
        with self._changed:
            self._programs.clear()
        self.release()

    def view(self) -> dict[str, object]:
        """Return what is still programmed and how many requests are in a delay, as JSON."""
        with self._changed:
            programs = [
                {**program.model_dump(exclude_defaults=True), "times": left}
                for program, left in self._programs
            ]
            return {"programs": programs, "delayed": self._waiting}


class Programmed:
    """WSGI middleware that lets `Failures` speak before the partner does."""

    def __init__(self, app: WSGIApplication, failures: Failures) -> None:
        self._app = app
        self._failures = failures

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request.

        Raises:
            ConnectionAbortedError: the connection is to be closed without an answer.
        """
        program = self._failures.take(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if program is None:
            return self._app(environ, start_response)
        answer = program.response()
        if answer is None and program.drop != "before":
            answer = Response.from_app(self._app, environ, buffered=True)
        self._failures.delay(program.delay_seconds)
        if answer is None or program.drop:
            raise ConnectionAbortedError
        if program.drip_seconds:
            body = answer.get_data()
            answer.response = self._failures.drip(body, program.drip_seconds)
            answer.content_length = len(body)
        return answer(environ, start_response)
