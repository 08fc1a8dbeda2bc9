"""What clients/cases/stack.json says, and the Python client doing it."""

import json
import re
from typing import Any, Final

from jetbridge_client import Jetbridge, JetbridgeError, Tagged
from jetbridge_local.clients.python import snake
from jetbridge_local.stack.options import PROJECT

type Json = Any

STEPS: Final = json.loads((PROJECT / "clients" / "cases" / "stack.json").read_text())["steps"]


def blocks(language: str, *documents: str) -> list[str]:
    """Return the examples in a language of some documents."""
    text = "\n".join((PROJECT / each).read_text() for each in documents)
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def run(client: Jetbridge, known: dict[str, Json]) -> list[Json]:
    """Make the calls one after the other, and return what came of each, as JSON."""
    return [_made(client, step, known) for step in STEPS]


def resolved(node: Json, known: dict[str, Json]) -> Json:
    """Put what came of earlier steps in the place of references to it."""
    match node:
        case {"$": str(place)}:
            name, member = place.split(".")
            return known[name][member]
        case dict():
            return {name: resolved(each, known) for name, each in node.items()}
        case list():
            return [resolved(each, known) for each in node]
    return node


def check(step: Json, came: Json, known: dict[str, Json]) -> None:
    """Compare what came of a step with what is expected."""
    expected = resolved(step, known)
    if "error" in expected:
        told = came["error"]
        wanted = {name: expected["error"][name] for name in ("kind", "code", "status")}
        assert {name: told[name] for name in wanted} == wanted
        assert all(word in told["message"] for word in expected["error"].get("says", []))
        return
    assert "error" not in came, came
    if "ids" in expected:
        assert {*expected["ids"]} == {each["id"] for each in came["value"]}
    match expected.get("value"):
        case dict() as members:
            assert members.items() <= came["value"].items()
        case None:
            assert "value" not in expected or came["value"] is None


def _made(client: Jetbridge, step: Json, known: dict[str, Json]) -> Json:
    """Return what came of a step, as JSON."""
    called = resolved({"with": step["arguments"], "by": step.get("options", {})}, known)
    options = {snake(name): value for name, value in called["by"].items()}
    try:
        value = getattr(client, snake(step["call"]))(*called["with"], **options)
    except JetbridgeError as error:
        members = getattr(error, "members", {})
        kind = "ProblemError" if members else type(error).__name__
        told = {"kind": kind, "code": members.get("code"), "message": str(error)}
        return {"error": {**told, "status": getattr(error, "status", None)}}
    tag = value.etag if isinstance(value, Tagged) else None
    plain: Json = value.value if isinstance(value, Tagged) else value
    if step["call"].startswith("iterate"):
        plain = [*plain]
    if "as" in step:
        known[step["as"]] = {**plain, "etag": tag}
    return {"value": plain}
