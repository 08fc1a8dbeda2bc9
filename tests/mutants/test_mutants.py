"""The tool that weakens the code finds what it is for, and README's tests notice."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from tests.mutants import load
from tests.mutants.__main__ import equivalent, guarantees
from tests.mutants.sites import CLAUSES, weakened
from tests.unit.infra.templates import ROOT

SITES: Final = tuple(load.sites())
EXAMPLE: Final = """
from jetbridge.store.table import Put, Write, equals

def save(table, before, after) -> tuple[Write, ...]:
    if before is None:
        return ()
    table.write(Put(after, when=(equals("version", 1),)), *before)
    call('GetItem', {'ConsistentRead': True})
    return Put(digest(f"{before} {after}")), *after
"""


def test_each_kind_of_place_is_found() -> None:
    """One clause, one read, one transaction, each write of it, each part of a digest, one guard."""
    # WHEN a module is weakened
    _, sites = weakened(EXAMPLE, "flows/example.py")
    # THEN each place is found, under a name that says where it is
    kinds = Counter(site.kind for site in sites)
    assert kinds == {
        "condition": 1,
        "read": 1,
        "transaction": 1,
        "write": 4,
        "key": 2,
        "guard": 1,
    }
    assert "flows/example.py save condition: equals('version', 1)" in {site.id for site in sites}


def test_every_condition_of_the_code_is_found() -> None:
    """Each call of a clause, in every folder that writes."""
    # GIVEN the clauses that are called in the code, in whatever file of it
    called = Counter(path for path, file in load.files() for _ in _clauses(file.read_text()))
    # THEN each of them is a site
    assert called == Counter(site.path for site in SITES if site.kind == "condition")
    folders = {path.partition("/")[0] for path in called}
    assert folders == {"store", "oauth", "vault", "broker"}


def test_names_are_unique_and_lists_name_what_is_there() -> None:
    """A mutant that is no more needs no reason, and no guarantee."""
    # THEN no two mutants have one name
    names = {site.id for site in SITES}
    assert len(names) == len(SITES)
    # AND those of the lists exist
    assert names >= {*equivalent(), *(each["site"] for each in guarantees())}


def test_every_mutant_can_be_switched() -> None:
    """What is evaluated at import is there before a mutant is switched on."""
    # THEN no site is outside of every function
    assert not [site.id for site in SITES if f"{site.path} module " in site.id]


@pytest.mark.parametrize("mutant", guarantees(), ids=lambda each: str(each["site"]))
def test_readme_names_the_test_that_notices(mutant: dict[str, str]) -> None:
    """Beside the guarantee."""
    # GIVEN the guarantee in README
    text = (ROOT / "README.md").read_text().partition("## Guarantees")[2].partition("\n## ")[0]
    bullets = [" ".join(each.split()) for each in text.split("\n- **")[1:]]
    (promise,) = [each for each in bullets if each.startswith(mutant["guarantee"])]
    # THEN it names the test, or its folder
    named = re.findall(r"`(tests/[^`]*)`", promise)
    assert any(mutant["test"].startswith(each) for each in named), named


def test_the_test_that_readme_names_notices() -> None:
    """What breaks a guarantee fails there."""
    # WHEN each mutant that breaks a guarantee meets the test that README names
    command = [sys.executable, "-m", "tests.mutants", "--guarantees"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    # THEN each is noticed
    assert done.returncode == 0, done.stdout + done.stderr


def _clauses(source: str) -> Iterator[ast.Call]:
    """Yield the calls of clauses in a module, by their name or by that of their module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in CLAUSES:
            yield node
