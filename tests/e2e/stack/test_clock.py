"""The stack's clock: this machine's, moved on to see a deadline pass."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import requests

from jetbridge.runtime.clock import SystemClock
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import clock as clocks
from jetbridge_cli.local_stack.clock import StackClock
from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.control import control_app
from jetbridge_local.stack.environment import ExecutionEnvironment, emulator
from jetbridge_local.stack.function import Function
from jetbridge_local.stack.options import PROJECT
from jetbridge_local.stack.schedules import Schedules
from tests.e2e.stack.functions import Functions

_DAY: Final = 86_400
_SLACK: Final = 600
"""Seconds that this machine may take between two looks at the clock: far less than a day."""
_FUNCTION: Final = """
import time

from jetbridge.runtime.clock import SystemClock


def handler(event, context):
    return {"ours": SystemClock().now(), "machine": int(time.time())}
"""


@pytest.fixture
def clock(tmp_path: Path) -> StackClock:
    """Return a stack's clock that was not moved yet."""
    return StackClock.create(tmp_path / "clock")


@pytest.fixture
def environment(tmp_path: Path, clock: StackClock) -> Iterator[ExecutionEnvironment]:
    """Run a function that tells the time."""
    (tmp_path / "app.py").write_text(_FUNCTION)
    variables = {
        "LAMBDA_TASK_ROOT": str(tmp_path),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
        "PYTHONPATH": str(tmp_path),
    }
    function = Function("Tells", "app.handler", 20, tmp_path, variables)
    children = Children()
    log = tmp_path / "log"
    yield ExecutionEnvironment.start(children, emulator(), function, log, clock.file)
    children.stop_all()


def test_a_clock_that_nobody_moves_is_this_machines(clock: StackClock) -> None:
    """Nothing changes for a command that does not ask for it."""
    # GIVEN a new clock, THEN it tells what the machine does
    before = int(time.time())
    assert before <= clock.now() <= int(time.time())
    assert clock.ahead == 0


def test_a_moved_clock_goes_on_from_there(clock: StackClock) -> None:
    """Every look at the same file sees the same time."""
    # GIVEN a second look at the clock
    other = StackClock(clock.file)
    # WHEN it is moved twice, once by each
    clock.advance(_DAY)
    told = other.advance(3_600)
    # THEN both are as far ahead
    assert clock.ahead == other.ahead == _DAY + 3_600
    assert told - int(time.time()) in range(_DAY + 3_600 - _SLACK, _DAY + 3_601)


def test_time_does_not_run_backwards(clock: StackClock) -> None:
    """Nothing here was made to see that."""
    # GIVEN a clock that was moved
    clock.advance(_DAY)
    # WHEN a person wants it back, THEN it says no, and stays
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)
    assert clock.ahead == _DAY


def test_a_running_function_sees_it_at_once(
    environment: ExecutionEnvironment, clock: StackClock
) -> None:
    """Our own code goes by the stack's clock, everything else in the process by the machine's."""
    # GIVEN a warm function
    cold = json.loads(environment.invoke(b"{}"))
    assert abs(cold["ours"] - cold["machine"]) <= 1
    # WHEN a day passes
    clock.advance(_DAY)
    # THEN the same process sees it with its next invocation
    warm = json.loads(environment.invoke(b"{}"))
    assert warm["ours"] - warm["machine"] in (_DAY - 1, _DAY, _DAY + 1)


def test_the_sandboxes_go_by_it(clock: StackClock) -> None:
    """A partner and we agree on the time, whatever it is."""
    # GIVEN partners, and a clock that was moved
    with Sandboxes.start(clock) as sandboxes:
        clock.advance(_DAY)
        # WHEN one of them takes note of a call
        requests.get(sandboxes.urls["incode-api"], timeout=_SLACK)
        (call,) = sandboxes.hosts["incode-api"].calls.view()
    # THEN it is of the next day
    at = call["at"]
    assert isinstance(at, int)
    assert at - int(time.time()) > _DAY - _SLACK


def test_an_operator_goes_by_the_clock_of_the_stack(
    clock: StackClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen prints the variable that leads a command to it."""
    # GIVEN a clock that was moved, and a terminal that has the variable
    clock.advance(_DAY)
    monkeypatch.setenv(clocks.VARIABLE, str(clock.file))
    # WHEN a command asks for the time
    here = Deployment("jetbridge-local", "http://127.0.0.1:9").clock()
    # THEN it is told that of the stack
    assert here.now() - SystemClock().now() > _DAY - _SLACK


@pytest.mark.parametrize("endpoint", [None, "", "https://dynamodb.example", "http://10.0.0.1:9"])
def test_a_command_about_aws_goes_by_the_real_time(
    clock: StackClock, monkeypatch: pytest.MonkeyPatch, endpoint: str | None
) -> None:
    """A terminal in which a stack was tried out may still have its variables."""
    # GIVEN such a terminal
    monkeypatch.setenv(clocks.VARIABLE, str(clock.file))
    # WHEN a command is not about a stack of this machine
    at_aws = Deployment("jetbridge-prod", endpoint).clock()
    # THEN it goes by the machine's clock
    assert isinstance(at_aws, SystemClock)


def test_a_stack_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its clock went with it."""
    # GIVEN a terminal that has the variables of a stack that ended
    monkeypatch.setenv(clocks.VARIABLE, "/nowhere/clock")
    # WHEN a command is run there, THEN it says so
    with pytest.raises(CommandError, match="/nowhere/clock"):
        Deployment("jetbridge-local", "http://127.0.0.1:9").clock()


def test_a_file_that_is_no_clock_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk cuts it short."""
    # GIVEN a terminal whose variable names an empty file
    file = tmp_path / "clock"
    file.touch()
    monkeypatch.setenv(clocks.VARIABLE, str(file))
    # WHEN a command is run there, THEN it says so
    with pytest.raises(CommandError, match="no local stack's clock"):
        Deployment("jetbridge-local", "http://127.0.0.1:9").clock()


def test_no_function_reads_the_variable() -> None:
    """What is deployed goes by the real time, whatever its environment says."""
    # GIVEN the code that is deployed
    deployed = [*(PROJECT / "functions").rglob("*.py"), *(PROJECT / "layers").rglob("*.py")]
    # WHEN it is searched for the variable, THEN nothing reads it
    assert deployed
    assert not [file for file in deployed if clocks.VARIABLE in file.read_text()]
    assert clocks.VARIABLE not in (PROJECT / "template.yaml").read_text()


def test_the_clock_is_moved_with_curl(clock: StackClock) -> None:
    """The control route says what time it is, and lets time pass."""
    # GIVEN the control routes
    client = control_app(Schedules([], Functions()), clock).test_client()
    assert client.get("/clock").json == {"now": clock.now(), "ahead": 0}
    # WHEN a day is to pass
    answer = client.post("/clock", json={"advance": _DAY})
    # THEN it has
    assert answer.json
    assert answer.json["ahead"] == clock.ahead == _DAY
    assert answer.json["now"] >= int(time.time()) + _DAY - 1


@pytest.mark.parametrize("body", [{}, {"advance": -1}, {"advance": "1"}, {"back": 1}, []])
def test_a_wrong_order_moves_nothing(clock: StackClock, body: object) -> None:
    """It is told what is wrong with it."""
    # GIVEN the control routes
    client = control_app(Schedules([], Functions()), clock).test_client()
    # WHEN the order makes no sense
    answer = client.post("/clock", json=body)
    # THEN it is refused
    assert answer.status_code == 400
    assert clock.ahead == 0


def test_a_stack_says_where_its_clock_is(stack: LocalStack) -> None:
    """In the variables that lead the operator's commands there."""
    # THEN they name it
    assert stack.environment[clocks.VARIABLE] == str(stack.clock.file)
