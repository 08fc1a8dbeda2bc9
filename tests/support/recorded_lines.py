"""Lines that the functions log: of a hire's journey, of requests, of an outage."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bench.first_events import firsts
from bench.runtime_api import World as ServedWorld
from bench.runtime_api import served
from functions.onboarding import app as onboarding
from functions.worker import app as worker
from jetbridge.flows.context import Context
from jetbridge.model import trace
from jetbridge.runtime import compose
from tests.fakes import answer
from tests.fakes.context import World
from tests.support import incode, log_fields, log_lines
from tests.support.insights.values import Line, flat
from tests.support.journeys.env import a_simulation
from tests.support.journeys.policies import policy
from tests.support.traces import TRACE
from tests.unit.runtime.events import a_context, sample
from tests.unit.runtime.processes import run_python

_TRACE: Final = "1-5759e988-bd862e3fe1be46a994272793"
_AUTHORIZER: Final = """
import json
from functions.authorizer import app
class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "x"
    def get_remaining_time_in_millis(self): return 9_000
for event in json.loads({events!r}):
    app.handler(event, Context())
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Lines, and what the examples in the documents stand for in them."""

    lines: list[Line]
    examples: Mapping[str, str]


def recorded() -> Recorded:
    """Return the lines of a day."""
    with log_lines.written() as lines:
        examples = _a_journey()
        _a_failure()
        _requests()
    documents: list[Mapping[str, object]] = [*lines.said(), *map(json.loads, _of_the_authorizer())]
    documents += [log_fields.REPORT, log_fields.access_log()]
    return Recorded([dict(flat(each)) for each in documents], examples)


def _a_journey() -> dict[str, str]:
    """Hire a person, who proves who they are, and is launched; the worker does the work."""
    simulation = replace(a_simulation(policy()), do=_by_the_worker)
    simulation.hire()
    simulation.work_off()
    simulation.begin()
    simulation.succeed()
    simulation.work_off()
    return {
        "jny_1": simulation.journey.id,
        "onb_1": simulation.onboarding.id,
        "con_1": simulation.company.id,
        "6wPEvCGRmAvQtY2=": "request-1",
        TRACE: trace.begun("request-1").trace_id,
        _TRACE: _TRACE,
    }


def _by_the_worker(context: Context, message: Mapping[str, object]) -> None:
    assert _worked_off(context, message) == {"batchItemFailures": []}


def _worked_off(context: Context, message: Mapping[str, object]) -> object:
    record = {"messageId": "m", "body": json.dumps(message), "eventSource": "aws:sqs"}
    with compose.using(context):
        return worker.handler({"Records": [record]}, a_context())


def _a_failure() -> None:
    """Give the worker what is no work."""
    _worked_off(World().context(), {"kind": "nonsense"})


def _requests() -> None:
    """Ask the API for an onboarding while Incode is down, and for one that there is not."""
    event = sample("onboarding")
    event["requestContext"]["requestId"] = "request-1"
    with compose.using(incode.a_world(answer({}, status=503)).context()):
        assert onboarding.handler(event, a_context())["statusCode"] >= 500
        event["requestContext"]["http"]["method"] = "GET"
        event |= {"rawPath": "/v1/onboardings/onb_none", "body": ""}
        assert onboarding.handler(event, a_context())["statusCode"] == 404


def _of_the_authorizer() -> list[str]:
    """Return what the authorizer logs of a token that it knows, and of a request without one.

    It has no ports in memory, so it runs in a process of its own over services that are served.
    """
    aws, events = firsts()
    (known,) = [each.event for each in events if each.name == "authorizer"]
    without: dict[str, Any] = {**known, "headers": {}}
    script = _AUTHORIZER.format(events=json.dumps([known, without]))
    with served(ServedWorld(aws.answer)) as port:
        environ = {
            "TABLE_NAME": "bench",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "CLIENT_QUOTA": "1200",
            "TENANT_QUOTA": "1800",
            "_X_AMZN_TRACE_ID": f"Root={_TRACE};Sampled=1",
        }
        return run_python(script, environ).splitlines()
