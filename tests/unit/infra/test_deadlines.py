"""Every function answers before Lambda, or its caller, ends it."""

import ast
import re
from contextlib import suppress
from importlib import import_module
from typing import Final

import pytest

from bench.deadlines import LEASES, VISIBILITY_FACTOR, Function, functions, outage, tables
from jetbridge.flows.event import outbox
from jetbridge.flows.schedule import dispatch, reconcile
from jetbridge.partners.smartrecruiters import poll
from jetbridge.runtime import deadline
from jetbridge.runtime.limits import TABLE, Limits
from tests.fakes.invocations import AContext
from tests.unit.infra.templates import FUNCTION, ROOT, resources, written

FUNCTIONS: Final = {function.name: function for function in functions()}
LAYER: Final = ROOT / "layers" / "jetbridge" / "jetbridge"
CLIENTS: Final = [
    pytest.param(function, limits, id=f"{function.name}-{service}")
    for function in FUNCTIONS.values()
    for service, limits in function.clients.items()
]
MAX_CALL: Final = written()["Parameters"]["HttpTimeout"]["MaxValue"]
MAX_PAGE: Final = written()["Parameters"]["SmartRecruitersTimeout"]["MaxValue"]


def test_no_function_is_left_out() -> None:
    """And each has the clients that its role speaks of."""
    assert FUNCTIONS.keys() == resources(FUNCTION).keys()
    assert all("DynamoDB" in function.clients for function in FUNCTIONS.values())


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_ends_before_its_caller_gives_up(function: Function) -> None:
    """API Gateway waits 30 seconds, for an authorizer 10, and a queue hides a message so long."""
    assert function.limit is None or function.timeout <= function.limit
    assert function.answers_by < function.timeout


@pytest.mark.parametrize(("function", "limits"), CLIENTS)
def test_a_service_that_fails_leaves_time_for_an_answer(function: Function, limits: Limits) -> None:
    """Whether it is silent, takes no connection, or is slow at everything."""
    for attempt in (limits.read, limits.connect, limits.attempt):
        # WHEN a service fails at the start of an invocation
        met = outage(limits, function.timeout, attempt=attempt)
        # THEN it was asked, and there is time to say so
        assert met.attempts >= 1
        assert met.ends <= function.answers_by


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_one_silence_of_the_table_is_survived(function: Function) -> None:
    """A connection that died in a frozen environment is silent once: the second one is asked."""
    limits = function.clients["DynamoDB"]
    assert outage(limits, function.timeout, attempt=limits.read).attempts >= 2


@pytest.mark.parametrize(
    "function", [each for each in FUNCTIONS.values() if each.calls_partners], ids=lambda f: f.name
)
def test_a_call_to_a_partner_leaves_time_to_store_its_outcome(function: Function) -> None:
    """A whole attempt at the table, with the wait after it, and what comes before and after."""
    assert function.partners_until >= MAX_CALL
    assert TABLE.needed(1) <= deadline.RESERVE
    assert function.timeout - function.partners_until == deadline.RESERVE


def test_every_queue_hides_a_message_as_long_as_lambda_asks() -> None:
    """Six times the function's timeout."""
    for function in FUNCTIONS.values():
        if function.caller.startswith("SQS"):
            assert function.limit
            assert function.limit * VISIBILITY_FACTOR >= VISIBILITY_FACTOR * function.timeout


@pytest.mark.parametrize("name", LEASES)
def test_a_lease_outlives_its_holder(name: str) -> None:
    """The process that takes it over may take the holder for dead: Lambda has ended it."""
    seconds, holders = LEASES[name]
    assert all(FUNCTIONS[holder].timeout < seconds for holder in holders)


def test_every_lease_of_the_model_is_compared() -> None:
    """By its name: a new one belongs into the table."""
    named = {
        f"model.{path.stem}.{statement.target.id}"
        for path in (LAYER / "model").glob("*.py")
        for statement in ast.parse(path.read_text()).body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        if statement.target.id.endswith("LEASE")
    }
    assert named == LEASES.keys()


@pytest.mark.parametrize(
    ("function", "budget"),
    [
        ("ScheduledFunction", dispatch.BUDGET),
        ("ScheduledFunction", outbox.BUDGET),
        ("ScheduledFunction", reconcile.BUDGET),
        ("SlowWorkerFunction", poll.BUDGET),
    ],
    ids=["dispatch", "outbox", "reconcile", "poll"],
)
def test_a_run_with_a_budget_ends_itself(function: str, budget: int) -> None:
    """With room for what it had just begun."""
    longest = MAX_PAGE if function == "SlowWorkerFunction" else MAX_CALL
    begun = longest + max(each.attempt for each in FUNCTIONS[function].clients.values())
    assert budget + begun <= FUNCTIONS[function].partners_until


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_handler_knows_its_deadline(name: str) -> None:
    """It asks Lambda's context for the remaining time before anything else."""
    # GIVEN a function
    folder = resources(FUNCTION)[name]["Properties"]["CodeUri"].removeprefix("functions/")
    app = import_module(f"functions.{folder}.app")
    context = AContext()
    # WHEN it is invoked with an event that means nothing to it
    with suppress(Exception):  # whatever it makes of that
        app.handler({}, context)
    # THEN it has asked how much time is left
    assert context.asked


def test_the_documented_tables_are_those_of_code_and_template() -> None:
    """`python -m bench.deadlines` prints them."""
    is_current = tables() in (ROOT / "docs" / "operations.md").read_text()
    assert is_current, "copy what `python -m bench.deadlines` prints"


def test_every_client_of_aws_has_limits() -> None:
    """It is made where they are set, and knows the deadline."""
    made = [
        path.relative_to(LAYER).as_posix()
        for path in LAYER.rglob("*.py")
        if re.search(r"\bAwsJson\(|^ *(import|from) boto", path.read_text(), re.MULTILINE)
    ]
    assert made == ["runtime/aws.py"]
