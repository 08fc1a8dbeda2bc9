"""The client libraries are those of the API's description, and packages of their own."""

import ast
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

import jetbridge_client
from jetbridge.model.scopes import HELD_BY, ClientKind
from jetbridge.web.problem_texts import TEXTS
from jetbridge_client import Jetbridge, problems
from jetbridge_local.clients import files, typescript
from jetbridge_local.clients.operations import operations
from jetbridge_local.clients.python import PACKAGE, snake
from tests.unit.infra.templates import ROOT

type Json = Any

WRITTEN: Final = files.written()
SOURCES: Final = sorted(PACKAGE.glob("*.py"))
DOCUMENT: Final = files.described()
OPERATIONS: Final = {each.id: each for each in operations(DOCUMENT)}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_what_is_committed_is_what_the_description_says(path: Path) -> None:
    """Otherwise: `make clients`."""
    assert path.read_text() == WRITTEN[path], f"{path.name} is out of date: make clients"


def test_the_shapes_in_typescript_are_those_of_the_description() -> None:
    """By what they are made of: `tests/unit/clients` makes them, by programs from npm."""
    first = typescript.SCHEMAS.read_text().partition("\n")[0]
    assert f"{first}\n" == typescript.stamp(DOCUMENT), "schemas.ts is out of date: make clients"


def test_every_operation_of_an_api_client_has_a_method() -> None:
    """And those of pages an iterator."""
    # GIVEN the operations with a scope that an API client may hold
    held = {str(each) for each in HELD_BY[ClientKind.API]}
    described = {
        told["operationId"]
        for item in DOCUMENT["paths"].values()
        for told in item.values()
        if held & {scope for way in told["security"] for scope in way.get("oauth2", ())}
    }
    # THEN they are those of the clients
    assert described == OPERATIONS.keys()
    for told in OPERATIONS.values():
        assert callable(getattr(Jetbridge, snake(told.id)))
        assert hasattr(Jetbridge, snake(told.iterates)) is told.paged


def test_no_change_is_repeated_without_a_reason() -> None:
    """Where it is unknown what became of it: a second one might be done, or look overtaken."""
    changing = {each.id for each in OPERATIONS.values() if not each.scope.endswith(":read")}
    repeatable = {name for name in changing if OPERATIONS[name].repeatable}
    assert repeatable == {
        "copyPerson",  # under its key, or while the first is under way
        "erasePerson",  # the same
        "cancelOnboarding",  # docs/api.md: a repeat is answered the same way
        "createClient",  # under its key
        "createConnectLink",  # under its key
        "createWebhook",  # under its key
        "deleteConnection",  # 204, also for a repeat
        "putPolicy",  # a repeat after a lost answer is answered as the first request was
        "requestOnboarding",  # under its key
        "requestOnboardings",  # under its key
        "requestWorkforceOnboarding",  # under its key
        "takePersonCopy",  # reads
        "updateOnboarding",  # may be repeated
    }


def test_a_repeatable_operation_that_is_gone_is_an_error() -> None:
    """Its rule would be a rule for nothing."""
    paths = {path: item for path, item in DOCUMENT["paths"].items() if "connections" not in path}
    with pytest.raises(LookupError, match="deleteConnection"):
        [*operations({**DOCUMENT, "paths": paths})]


def test_every_type_of_problem_has_a_class() -> None:
    """Under its stable name."""
    assert problems.BY_CODE.keys() == TEXTS.keys()
    assert all(kind.code == code for code, kind in problems.BY_CODE.items())


def test_every_name_is_exported() -> None:
    """What the package promises is there."""
    assert jetbridge_client.__all__ == sorted(jetbridge_client.__all__, key=_as_ruff)
    assert all(hasattr(jetbridge_client, name) for name in jetbridge_client.__all__)
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_client_is_of_the_python_that_it_says(source: Path) -> None:
    """No grammar of a later one, and nothing but httpx beside the standard library."""
    # GIVEN the oldest Python that the package names
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=").split(".")
    # THEN its parser reads the module
    ast.parse(source.read_text(), feature_version=(int(oldest[0]), int(oldest[1])))
    assert [each.partition(">")[0] for each in project["dependencies"]] == ["httpx"]


def test_the_licence_is_the_projects() -> None:
    """The wheel carries it."""
    assert (PACKAGE.parent / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def _as_ruff(name: str) -> tuple[bool, str]:
    return name.islower(), name
