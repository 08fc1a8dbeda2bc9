"""The sample events are events of routes that exist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.infra.templates import FUNCTION, PUBLIC, ROOT, resources, routes

NO_REQUESTS = {"authorizer", "scheduled", "slowworker", "worker"}
EVENTS = sorted((ROOT / "events").glob("*.json"))
REQUESTS = [file for file in EVENTS if file.stem not in NO_REQUESTS]


def _name(file: Path) -> str:
    return file.stem


def _function(file: Path) -> str:
    return file.stem.partition("-")[0]


def _read(file: Path) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(file.read_text())
    return event


def test_every_function_has_a_sample_event() -> None:
    """`sam local invoke` and the tests have something to start from."""
    # GIVEN the functions
    functions = {name.removesuffix("Function").lower() for name in resources(FUNCTION)}
    # THEN each has an event of its name; another of a function says which one behind a dash
    assert {file.stem for file in EVENTS if "-" not in file.stem} == functions
    assert {_function(file) for file in EVENTS} == functions


@pytest.mark.parametrize("file", REQUESTS, ids=_name)
def test_a_sample_request_is_for_a_route_of_its_function(file: Path) -> None:
    """The samples follow the template."""
    # GIVEN a sample request
    event = _read(file)
    method, _, path = event["routeKey"].partition(" ")
    # WHEN its route is looked up
    function, authorizer = routes()[method, path]
    # THEN it leads to the function, with an identity where the route is guarded
    assert event["version"] == "2.0"
    assert function == f"{_function(file).capitalize()}Function"
    assert ("authorizer" in event["requestContext"]) == (authorizer != PUBLIC)


@pytest.mark.parametrize("file", EVENTS, ids=_name)
def test_a_sample_holds_no_credential_that_could_be_real(file: Path) -> None:
    """Credentials in samples are one letter, repeated."""
    # WHEN everything that looks like a credential of ours is found
    credentials = re.findall(r"jb_[a-z]{2}_([A-Za-z0-9_-]+)", file.read_text())
    # THEN it is made up
    assert all(len(set(credential)) == 1 for credential in credentials)
