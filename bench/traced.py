"""Through which files single invocations run: those of the demo, each traced in its process."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from bench.partner_names import LAYER

_ROOTS: Final = ("layers/jetbridge", "local", "cli", ".")
"""Where packages of a checkout are imported from."""
_SCRIPTS: Final = ("cli/pyproject.toml", "pyproject.toml")
"""Where the command `jetbridge` may be declared."""
TRACER: Final = Path(__file__).with_name("tracer.py")


@dataclass(frozen=True, slots=True)
class Invocation:
    """What one invocation was for, and through which files it ran, as bench/tracer.py counts.

    `all_files` and `all_calls` are those of Python's functions in every library, too. `busiest` are
    the arrows with the most hops: from which file, to which, and how many. `folders` are those of
    the files, each with how many.
    """

    function: str
    event: dict[str, Any]
    files: int
    arrows: int
    hops: int
    all_files: int
    all_calls: int
    busiest: tuple[tuple[str, str, int], ...] = ()
    folders: tuple[tuple[str, int], ...] = ()

    def is_request(self, method: str, path: str, **fields: str) -> bool:
        """Return whether it answers a request for `path`, whose JSON body has `fields`."""
        http = self.event.get("requestContext", {}).get("http", {})
        if (http.get("method"), self.event.get("rawPath")) != (method, path):
            return False
        return not fields or fields.items() <= self._body().items()

    def is_work(self, kind: str, **fields: str) -> bool:
        """Return whether it works on a queue's message of `kind` that has `fields`."""
        bodies = [json.loads(record["body"]) for record in self.event.get("Records", ())]
        return any({"kind": kind, **fields}.items() <= body.items() for body in bodies)

    def _body(self) -> dict[str, Any]:
        text = self.event.get("body") or "{}"
        if self.event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        body: dict[str, Any] = json.loads(text)
        return body


def demo(root: Path) -> list[Invocation]:
    """Run the demo of a checkout, which is changed by that, and return its functions' invocations.

    It runs in an environment of its own: the installed packages of this one are another commit's.

    Raises:
        subprocess.CalledProcessError: the demo failed; its output is on standard error.
    """
    subprocess.run(
        ["make", "-s", "setup"],  # noqa: S607 - make is wherever it is installed
        cwd=root,
        stdout=sys.stderr,
        check=True,
    )
    records = root / ".trace"
    records.mkdir()
    shutil.copy(TRACER, root / LAYER.parent / "sitecustomize.py")
    module, _, function = _command(root).partition(":")
    subprocess.run(
        [".venv/bin/python", "-c", f"from {module} import {function} as main; main()", "demo"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(str(root / each) for each in _ROOTS)},
        stdout=sys.stderr,
        check=True,
    )
    lines = [json.loads(line) for file in records.iterdir() for line in file.open()]
    return [
        Invocation(*(line[field.name] for field in fields(Invocation)))
        for line in sorted(lines, key=lambda line: float(line["ended"]))
    ]


def fullest(runs: Iterable[Invocation], wanted: Callable[[Invocation], bool]) -> Invocation:
    """Return the one with the most hops among those wanted: the others stop earlier, or repeat.

    Raises:
        ValueError: none is wanted.
    """
    return max(filter(wanted, runs), key=lambda run: run.hops)


def typical(runs: list[Invocation]) -> Iterator[tuple[str, Invocation]]:
    """Yield what was invoked, and the invocation."""
    kinds: dict[str, Callable[[Invocation], bool]] = {
        "token request": lambda run: run.is_request("POST", "/oauth/token"),
        "onboarding at Incode": lambda run: (
            run.function == "onboarding"
            and run.is_request("POST", "/v1/onboardings", partner="incode")
        ),
        "onboarding at Enboarder": lambda run: (
            run.function == "onboarding"
            and run.is_request("POST", "/v1/onboardings", partner="enboarder")
        ),
        "notification of Incode, taken": lambda run: (
            run.function == "receive" and run.is_request("POST", "/incode/webhooks")
        ),
        "notification of Incode, worked on": lambda run: run.is_work(
            "notification", partner="incode"
        ),
        "journey step: a link is asked for": lambda run: run.is_work("journey"),
        "webhook to a tenant": lambda run: run.is_work("delivery"),
    }
    for name, wanted in kinds.items():
        found = [run for run in runs if wanted(run)]
        # The first message of a journey has it begin and ask for a link; later ones depend on time.
        yield name, found[0] if name.startswith("journey") else fullest(found, wanted)


def _command(root: Path) -> str:
    """Return the function that is the command `jetbridge`, as `module:function`."""
    for name in _SCRIPTS:
        if (root / name).is_file():
            project = tomllib.loads((root / name).read_text())["project"]
            if "jetbridge" in project.get("scripts", {}):
                return str(project["scripts"]["jetbridge"])
    raise LookupError("no pyproject.toml has the script jetbridge")
