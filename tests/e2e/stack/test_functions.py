"""The functions of a running stack: their environments, their logs, their schedules."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
import requests

from jetbridge_local.sandbox.failures import Program
from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.errors import UnknownScheduleError
from tests.e2e.stack.onboarding import onboard

_PATIENCE: Final = 60.0
_REQUEST_NEW: Final = "/omni/b2b/onboarding/request-new"


def test_requests_at_once_have_environments_of_their_own(stack: LocalStack) -> None:
    """A second request does not wait for the first: it starts an environment beside it."""
    # GIVEN no warm environment, and a partner that holds its answers back
    stack.functions.crash("OnboardingFunction")
    started = stack.functions.cold_starts("OnboardingFunction")
    failures = stack.sandboxes.hosts["incode-api"].failures
    failures.clear()
    failures.add(Program(path=_REQUEST_NEW, delay_seconds=_PATIENCE, times=2))
    # WHEN two requests come at once
    with ThreadPoolExecutor(2) as callers:
        answers = [callers.submit(onboard, stack) for _ in range(2)]
        # THEN both reach the partner before either is answered
        both_wait = failures.wait_for_delayed(2, timeout=_PATIENCE)
        failures.release()
        statuses = [answer.result(_PATIENCE).status_code for answer in answers]
    assert both_wait
    assert statuses == [201, 201]
    # AND each had an environment of its own, with a log of its own
    assert stack.functions.cold_starts("OnboardingFunction") == started + 2
    logs = {log.name for log in stack.logs.glob("OnboardingFunction-*.log")}
    assert {f"OnboardingFunction-{started + number}.log" for number in (1, 2)} <= logs


def test_a_warm_environment_is_used_again(stack: LocalStack) -> None:
    """Only the first request pays for a start."""
    # GIVEN a function that has just answered
    requests.get(f"{stack.ready.api_url}/health", timeout=_PATIENCE)
    started = stack.functions.cold_starts("TokenFunction")
    # WHEN it is asked again
    requests.get(f"{stack.ready.api_url}/health", timeout=_PATIENCE)
    # THEN no environment was started
    assert stack.functions.cold_starts("TokenFunction") == started


def test_a_function_whose_environments_died_answers_again(stack: LocalStack) -> None:
    """A crash costs a cold start and nothing else."""
    # GIVEN a warm function
    requests.get(f"{stack.ready.api_url}/health", timeout=_PATIENCE)
    # WHEN its environments are killed
    killed = stack.functions.crash("TokenFunction")
    # THEN the next request is answered
    assert killed >= 1
    assert requests.get(f"{stack.ready.api_url}/health", timeout=_PATIENCE).status_code == 200


def test_what_a_function_writes_is_in_its_log(stack: LocalStack) -> None:
    """The logs are what CloudWatch would hold: the functions' JSON lines, and Lambda's own."""
    # GIVEN a function that has answered
    answer = requests.get(f"{stack.ready.api_url}/health", timeout=_PATIENCE)
    # WHEN its logs are read
    logs = "".join(log.read_text() for log in stack.logs.glob("TokenFunction-*.log"))
    # THEN the request is there, under the id that the caller was given
    assert answer.headers["Apigw-Requestid"] in logs
    assert "REPORT RequestId" in logs


@pytest.mark.parametrize("name", ["Reconcile", "ScheduledFunction"])
def test_a_schedule_can_be_fired(stack: LocalStack, name: str) -> None:
    """By its own name or its function's."""
    # GIVEN a stack with the template's schedule
    # WHEN it is fired
    answer = stack.fire(name)
    # THEN its function has run
    assert isinstance(answer, dict)
    assert answer["failures"] == 0


def test_a_schedule_can_be_fired_with_curl(stack: LocalStack) -> None:
    """The control route does what `fire` does, and says what there is."""
    # GIVEN the control routes
    # WHEN they are asked what there is, to fire one, and to fire what is not there
    known = requests.get(f"{stack.control_url}/schedules", timeout=_PATIENCE)
    fired = requests.post(f"{stack.control_url}/schedules/Reconcile", timeout=_PATIENCE)
    unknown = requests.post(f"{stack.control_url}/schedules/Nope", timeout=_PATIENCE)
    # THEN they answer
    assert known.json() == {
        "Credentials": "rate(1 hour)",
        "Journeys": "rate(1 minute)",
        "Reconcile": "rate(5 minutes)",
        "Retention": "rate(15 minutes)",
        "Sweep": "rate(5 minutes)",
        "Tasks": "rate(1 minute)",
    }
    assert fired.json()["answer"]["failures"] == 0
    assert unknown.status_code == 404
    assert "Reconcile (ScheduledFunction)" in unknown.json()["error"]


def test_an_unknown_schedule_is_named(stack: LocalStack) -> None:
    """The error says which there are."""
    # GIVEN a stack
    # WHEN a schedule is fired that it has not
    # THEN the error names those that it has
    with pytest.raises(UnknownScheduleError, match="Reconcile"):
        stack.fire("Nope")


def test_the_access_log_has_no_query_strings(stack: LocalStack) -> None:
    """Codes and states travel in them."""
    # GIVEN a request with a secret in its query string
    requests.get(f"{stack.ready.api_url}/health?code=mark-in-a-query", timeout=_PATIENCE)
    # WHEN the access log is read
    log = (stack.logs.parent / "access.log").read_text()
    # THEN it has the request, and not the secret
    last = json.loads(log.splitlines()[-1])
    assert (last["method"], last["path"], last["status"]) == ("GET", "/health", 200)
    assert "mark-in-a-query" not in log
