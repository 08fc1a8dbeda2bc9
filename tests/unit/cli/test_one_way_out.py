"""Commands print in one way: what others wrote reaches no terminal by another."""

import ast
from collections.abc import Iterator
from pathlib import Path

from jetbridge_cli import app
from jetbridge_local import commands

FOLDERS = [Path(str(each.__file__)).parent for each in (app, commands)]
CHECKED = sorted(file for folder in FOLDERS for file in folder.glob("*.py"))
PRINTING = {"print", "print_json", "echo", "secho", "confirm", "prompt", "Console"}
"""Names of the functions by which a program of Python, Typer or Rich prints."""

ALLOWED = {
    "output.py": "the way itself",
    "printing.py": "the way itself",
    "asking.py": "makes its question printable",
    "running.py": "words and addresses of ours; screen.py makes requests printable",
    "demo.py": "words and addresses of ours",
    "secrets.py:prompt": "names of fields, which are ours",
    "policies.py:print": "the published schema",
    "policy_schema.py:print": "the published schema",
    "journey_view.py:print": "empty lines",
}
"""Why a module, or a call in it, needs not go that way."""


def calls(file: Path) -> Iterator[str]:
    """Yield the calls of a module that print, each as `module:function`."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name in PRINTING:
                yield f"{file.name}:{name}"


def test_no_command_prints_by_itself() -> None:
    """A new one uses `output`, or says here why not."""
    found = {call for file in CHECKED for call in calls(file)}
    assert {each for each in found if not {each, each.partition(":")[0]} & ALLOWED.keys()} == set()
    # AND every exception is one
    modules = {each.partition(":")[0] for each in found}
    assert ALLOWED.keys() <= found | modules
