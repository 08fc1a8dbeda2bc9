"""What a sandbox was asked: the list of calls that its host received."""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Request, Response

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.server import UNDERSCORED_HEADERS

_HARMLESS: Final = frozenset(
    {"grant_type", "scope", "eventType", "type", "appId", "companyId", "integrationReference"}
)
"""Fields whose values a redacted view shows: none holds a secret or personal datum."""

type _Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as it arrived. `at` is in Unix seconds."""

    number: int
    at: int
    method: str
    path: str
    query: _Fields = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: object = field(repr=False)

    def view(self, status: int | None, *, full: bool) -> _Fields:
        """Return the call as JSON; `status` is None while, or where, it has no answer."""
        return {
            "number": self.number,
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "query": self.query if full else _redacted(self.query),
            "headers": self.headers if full else sorted(self.headers),
            "body": self.body if full else _redacted(self.body),
            "status": status,
        }


class CallLog:
    """The calls of one host since it was reset, oldest first."""

    def __init__(self, clock: Clock) -> None:
        """Take the time of each call from `clock`."""
        self._clock = clock
        self._lock = threading.Lock()
        self._number = 0
        self._calls: list[Call] = []
        self._statuses: dict[int, int] = {}

    def arrived(self, request: Request) -> Call:
        """Note a request before it is answered, so that one that hangs is seen too."""
        with self._lock:
            self._number += 1
            call = Call(
                number=self._number,
                at=self._clock.now(),
                method=request.method,
                path=request.path,
                query=_single(request.args.to_dict(flat=False)),
                headers=_headers(request),
                body=_parsed(request),
            )
            self._calls.append(call)
            return call

    def answered(self, call: Call, status: int) -> None:
        """Note the status with which `call` was answered."""
        with self._lock:
            self._statuses[call.number] = status

    def clear(self) -> None:
        """Forget every call."""
        with self._lock:
            self._calls.clear()
            self._statuses.clear()

    def view(self, *, full: bool = False) -> list[_Fields]:
        """Return the calls as JSON: header names and no secret, unless `full` is asked for."""
        with self._lock:
            return [call.view(self._statuses.get(call.number), full=full) for call in self._calls]


class Recorded:
    """WSGI middleware that notes every call and the status of its answer."""

    def __init__(self, app: WSGIApplication, calls: CallLog) -> None:
        self._app = app
        self._calls = calls

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on, unchanged, and note its outcome."""
        request = Request(environ)
        body = request.get_data(cache=True, parse_form_data=False)
        call = self._calls.arrived(request)
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        response = Response.from_app(self._app, environ)
        self._calls.answered(call, response.status_code)
        return response(environ, start_response)


def _headers(request: Request) -> dict[str, str]:
    """Return the headers under lower-case names."""
    underscored: dict[str, str] = request.environ.get(UNDERSCORED_HEADERS, {})
    return {**{name.lower(): value for name, value in request.headers.items()}, **underscored}


def _parsed(request: Request) -> object:
    """Return a JSON body as its value, a form as its fields and anything else as text."""
    if request.mimetype == "application/x-www-form-urlencoded":
        return _single(request.form.to_dict(flat=False))
    text = request.get_data(as_text=True)
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _single(fields: dict[str, list[str]]) -> _Fields:
    """Return each field's value, or the list of them where it was repeated."""
    return {name: each[0] if len(each) == 1 else each for name, each in fields.items()}


def _redacted(value: object, name: str = "") -> object:
    """Return the shape of `value` without what it holds."""
    if isinstance(value, dict):
        return {key: _redacted(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [_redacted(member) for member in value]
    return value if value is None or name in _HARMLESS else "…"
