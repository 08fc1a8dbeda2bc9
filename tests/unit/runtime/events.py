"""Sample events and the Lambda context that goes with them."""

import json
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

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


def a_context() -> LambdaContext:
    """Return a context as Lambda gives one."""
    context = LambdaContext()
    context._function_name = "jetbridge-token"
    context._memory_limit_in_mb = 512
    context._invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:token"
    context._aws_request_id = "invocation-1"
    return context
