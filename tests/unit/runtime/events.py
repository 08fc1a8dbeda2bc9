"""Sample events and the Lambda context that goes with them."""

import json
from pathlib import Path
from typing import Any, Final

from tests.fakes.invocations import AContext

EVENTS: Final = Path(__file__).parents[3] / "events"


def sample(name: str) -> dict[str, Any]:
    """Return events/<name>.json."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


def an_event(method: str, path: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return an API event for a route, with `changes`."""
    event = sample("token") | {"rawPath": path, "body": ""} | changes
    event["requestContext"]["http"] = {"method": method, "path": path}
    event["requestContext"]["requestId"] = "request-1"
    return event


def a_context(*, seconds: float = 30) -> AContext:
    """Return a context as Lambda gives one, with `seconds` left."""
    return AContext(seconds)
