"""Policies for the tests, and what is said of broken ones."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jetbridge.model.errors import ApiProblem
from jetbridge.web import policy_check

DOCS: Final = Path(__file__).parents[2] / "docs"
EXAMPLES: Final = sorted((DOCS / "policies").glob("*.json"))


def example(path: Path) -> dict[str, Any]:
    """Return an example of the docs."""
    return dict(json.loads(path.read_text()))


def a_policy(*steps: Mapping[str, Any], **members: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON
    """Return a document with these steps, or with one that verifies."""
    return {"schema": "jetbridge.policy/1", "steps": [*steps] or [incode()], **members}


def incode(fields: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON
    """Return a step that verifies with Incode, with further fields and members."""
    good = {"integrationReference": "int-1", "loginHint": {"path": "/candidate/email"}}
    step = {"name": "identity", "kind": "verify", "partner": "incode"}
    return {**step, "fields": {**good, **(fields or {})}, **members}


def onboarder(fields: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON
    """Return a step that verifies with Onboarder."""
    step = {"name": "documents", "kind": "verify", "partner": "onboarder"}
    return {**step, "fields": {"flowId": "flow-1", **(fields or {})}, **members}


def enboarder(fields: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON
    """Return a step that launches a workflow."""
    good = {
        "employee": {
            "name": {"path": "/candidate/lastName"},
            "email": {"path": "/candidate/email"},
        },
        "managers": [{"name": "People", "email": "people@example.com"}],
        "startDate": {"date": {"path": "/application/startsOn"}},
    }
    step = {"name": "welcome", "kind": "launch", "partner": "enboarder"}
    return {**step, "fields": {**good, **(fields or {})}, **members}


def report(**members: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON
    """Return a step that tells the hiring system."""
    return {"name": "told", "kind": "report", **members}


def faults(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return pointer and rule of each fault of a document."""
    try:
        policy_check.check(document)
    except ApiProblem as problem:
        return [(each.pointer, each.rule) for each in problem.errors]
    return []
