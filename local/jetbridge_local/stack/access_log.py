"""A line for every request to the API: what the cloud's access log holds, and no more."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Access:
    """One request, without its query string and headers, which carry codes and tokens."""

    time: str
    method: str
    path: str
    status: int
    milliseconds: int


def logged(
    app: WSGIApplication, file: Path, tell: Callable[[Access], None]
) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Wrap `app`: each request becomes a JSON line of `file`, and is told to `tell`."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began, statuses = time.monotonic(), list[str]()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:  # noqa: ANN401 - WSGI's signature
            statuses.append(status)
            return start_response(status, headers, *rest)

        answer = app(environ, start)
        access = Access(
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            method=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"],
            status=int(statuses[-1].partition(" ")[0]),
            milliseconds=round((time.monotonic() - began) * 1000),
        )
        with file.open("a") as lines:
            lines.write(json.dumps(asdict(access)) + "\n")
        tell(access)
        return answer

    return call
