"""The TypeScript client: its own tests, which play clients/cases, and what it is made of."""

import json
import re
from typing import Any

import jetbridge
from jetbridge_local.clients import files
from jetbridge_local.clients.__main__ import schemas
from jetbridge_local.clients.typescript import PACKAGE, SCHEMAS, shapes
from tests.support import typescript
from tests.unit.infra.templates import ROOT

type Json = Any

PROJECT: Json = json.loads((PACKAGE / "package.json").read_text())


def test_its_tests_pass() -> None:
    """Each case of clients/cases is one of them."""
    # WHEN the tests are run on what is built
    suites = [str(each) for each in sorted((typescript.built() / "test").glob("*.test.mjs"))]
    done = typescript.run("node", "--test", "--test-reporter=tap", *suites)
    # THEN none fails, and there is one for each case
    assert done.returncode == 0, done.stdout
    played = {*re.findall(r"^ok \d+ - (.*)$", done.stdout, re.MULTILINE)}
    for name in ("calls.json", "webhooks.json"):
        cases = json.loads((ROOT / "clients" / "cases" / name).read_text())["cases"]
        assert {each["name"] for each in cases} <= played


def test_its_shapes_are_what_openapi_typescript_makes() -> None:
    """Otherwise: `make clients`."""
    assert SCHEMAS.read_text() == schemas()


def test_a_list_within_a_value_is_of_anything() -> None:
    """A type that is a list of itself is refused by the compiler; the others keep their types."""
    value = json.loads(shapes(files.described()))["components"]["schemas"]["Value"]
    lists = [each for each in value["anyOf"] if each.get("type") == "array"]
    assert lists == [{"type": "array", "items": {}}]


def test_it_is_of_this_release_and_needs_nothing_to_run() -> None:
    """What it is built with is pinned."""
    assert PROJECT["version"] == jetbridge.__version__
    assert "dependencies" not in PROJECT
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", each) for each in PROJECT["devDependencies"].values())
    assert (PACKAGE / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
