"""How long each function may take: `python -m bench.deadlines`.

Derived from template.yaml and from the limits in the code, as the Markdown tables that
docs/operations.md shows. tests/unit/infra/test_deadlines.py holds that everything fits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bench.result import Result
from jetbridge.model import (
    connection,
    journey_transition,
    onboarding,
    person_request,
    schedule,
    webhook,
)
from jetbridge.runtime import deadline
from jetbridge.runtime.limits import BUS, LEAN_TABLE, PARAMETERS, QUEUE, SECRETS, TABLE, Limits
from tests.unit.infra.templates import FUNCTION, Document, as_list, properties, resources, written

API_GATEWAY: Final = 30
"""Seconds that an HTTP API waits for an integration (Quotas for configuring and running an HTTP
API)."""
AUTHORIZER: Final = 10
"""Seconds that an HTTP API waits for a Lambda authorizer (the same page)."""
VISIBILITY_FACTOR: Final = 6
"""How many timeouts long a queue hides a message (Lambda's page on SQS as an event source)."""

SERVICES: Final = {
    "dynamodb": ("DynamoDB", TABLE),
    "secretsmanager": ("Secrets Manager", SECRETS),
    "ssm": ("Parameter Store", PARAMETERS),
    "sqs": ("SQS", QUEUE),
    "events": ("EventBridge", BUS),
}
"""The name of a service and the limits of its calls, by the prefix of its actions."""
LEAN: Final = frozenset({"TokenFunction", "AuthorizerFunction", "RehearseFunction"})
"""Those that run on `jetbridge.runtime.lean`."""
DEPLOYERS: Final = frozenset(
    {"SmartRecruitersSecret", "IncodeSecret", "OnboarderSecret", "OnboardbaseSecret"}
    | {"IdentitySecret"}
)
"""Secrets of the deployer's at partners and at the OpenID provider: a function that reads one calls
them."""
LEASES: Final = {
    "model.journey_transition.LEASE": (journey_transition.LEASE, ("WorkerFunction",)),
    "model.webhook.LEASE": (webhook.LEASE, ("WorkerFunction",)),
    "model.onboarding.REQUEST_LEASE": (
        onboarding.REQUEST_LEASE,
        ("OnboardingFunction", "WorkerFunction"),
    ),
    "model.connection.EXCHANGE_LEASE": (
        connection.EXCHANGE_LEASE,
        ("ConnectFunction", "SlowWorkerFunction"),
    ),
    "model.person_request.LEASE": (person_request.LEASE, ("SlowWorkerFunction",)),
    "model.schedule.TASK_LEASE": (
        schedule.TASK_LEASE,
        ("WorkerFunction", "SlowWorkerFunction"),
    ),
}
"""Seconds after which a holder counts as dead, and the functions that hold it."""


@dataclass(frozen=True, slots=True)
class Outage:
    """What a function does while a service is silent: how many attempts, and until when."""

    attempts: int
    ends: float


@dataclass(frozen=True, slots=True)
class Function:
    """A function's time in seconds. `limit` is how long its caller waits, None: it does not."""

    name: str
    timeout: int
    caller: str
    limit: float | None
    clients: Mapping[str, Limits]
    calls_partners: bool

    @property
    def partners_until(self) -> float:
        """When the last call to a partner is over, counted from the start."""
        return self.timeout - deadline.RESERVE

    @property
    def answers_by(self) -> float:
        """When the last attempt at a service is over: what is left is for the answer."""
        return self.timeout - deadline.ANSWER


def outage(limits: Limits, timeout: float, *, attempt: float) -> Outage:
    """Play a call at the start of a function whose attempts fail after `attempt` seconds each.

    The waits between them are the longest that may be.
    """
    now, made = 0.0, 0
    while made < limits.attempts and timeout - now >= limits.needed(made + 1):
        made += 1
        now += attempt + limits.pause(made)
    return Outage(made, now)


def functions() -> list[Function]:
    """Return every function of the template."""
    return [_function(name, each["Properties"]) for name, each in resources(FUNCTION).items()]


def _function(name: str, given: Document) -> Function:
    caller, limit = _caller(name, given)
    return Function(
        name=name,
        timeout=given["Timeout"],
        caller=caller,
        limit=limit,
        clients=dict(_clients(name, given)),
        calls_partners=any(
            "Fn::GetAtt" in resource and resource["Fn::GetAtt"][0] in DEPLOYERS
            for statement in _statements(given)
            for resource in as_list(statement["Resource"])
        ),
    )


def _caller(name: str, given: Document) -> tuple[str, float | None]:
    authorizers = properties("HttpApi")["Auth"]["Authorizers"].values()
    if any(each["FunctionArn"]["Fn::GetAtt"][0] == name for each in authorizers):
        return "API Gateway, as authorizer", AUTHORIZER
    events = given["Events"].values()
    if any(event["Type"] == "HttpApi" for event in events):
        return "API Gateway", API_GATEWAY
    queues = [
        written()["Resources"][event["Properties"]["Queue"]["Fn::GetAtt"][0]]["Properties"]
        for event in events
        if event["Type"] == "SQS"
    ]
    if queues:
        hidden = min(queue["VisibilityTimeout"] for queue in queues)
        return f"SQS, a sixth of {hidden}", hidden / VISIBILITY_FACTOR
    return "a schedule", None


def _clients(name: str, given: Document) -> Iterator[tuple[str, Limits]]:
    actions = {
        action.partition(":")[0]
        for statement in _statements(given)
        for action in as_list(statement["Action"])
    }
    for prefix, (service, limits) in SERVICES.items():
        if prefix in actions:
            lean = name in LEAN and limits is TABLE
            yield service, LEAN_TABLE if lean else limits


def _statements(given: Document) -> list[Document]:
    role = given["Role"]["Fn::GetAtt"]
    name = role[0] if isinstance(role, list) else role.partition(".")[0]
    (policy,) = properties(name)["Policies"]
    statements: list[Document] = policy["PolicyDocument"]["Statement"]
    return statements


def results() -> list[Result]:
    """Return how long each function may take; the target is how long its caller waits."""
    return [
        Result(f"timeout of {each.name}", each.timeout, "s", at_most=each.limit)
        for each in functions()
        if each.limit is not None
    ]


def tables() -> str:
    """Return the tables of functions and of leases, in seconds."""
    return "\n\n".join(("\n".join(_function_lines()), "\n".join(_lease_lines())))


def _function_lines() -> Iterator[str]:
    yield (
        "| Function | Timeout | Its caller waits | Partners answer by "
        "| A silent service, asked at the start, is given up at (tries) "
        "| Answers by |"
    )
    yield "|---|---|---|---|---|---|"
    for each in functions():
        silences = ", ".join(_told(each, *client) for client in each.clients.items())
        waits = f"{each.limit:g} ({each.caller})" if each.limit else f"- ({each.caller})"
        until = f"{each.partners_until:g}" if each.calls_partners else "-"
        name = each.name.removesuffix("Function").lower()
        cells = (f"`{name}`", str(each.timeout), waits, until, silences, f"{each.answers_by:g}")
        yield f"| {' | '.join(cells)} |"


def _lease_lines() -> Iterator[str]:
    timeouts = {each.name: each.timeout for each in functions()}
    yield "| Lease | Seconds | The longest Timeout of a holder |"
    yield "|---|---|---|"
    for name, (seconds, holders) in LEASES.items():
        yield f"| `{name}` | {seconds} | {max(timeouts[holder] for holder in holders)} |"


def _told(function: Function, service: str, limits: Limits) -> str:
    silent = outage(limits, function.timeout, attempt=limits.read)
    return f"{service} {silent.ends:g} ({silent.attempts})"


if __name__ == "__main__":
    print(tables())  # noqa: T201 - a command's output
