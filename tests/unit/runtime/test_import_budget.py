"""What the functions may import until their first answer."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from bench.first_events import First, firsts
from bench.runtime_api import World, served
from bench.subjects import variables
from tests.unit.runtime.processes import ROOT, run_python

HEAVY: Final = {"dataclasses", "email", "inspect", "pathlib", "uuid", "zoneinfo"}
"""Of Python's. Each costs milliseconds at every cold start."""
PAGES: Final = {"jinja2", "markupsafe"}
BODIES: Final = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions"} | {
    "typing_inspection"
}
SEALING: Final = {"_cffi_backend", "_openssl", "cryptography"}
LOADED: Final[dict[str, set[str]]] = {
    "token": set(),
    "authorizer": set(),
    "consent": PAGES,
    "consent, signed in": PAGES,
    "connect": PAGES,
    "connect, a link": PAGES | {"segno"},
    "receive": set(),
    "onboarding": BODIES | SEALING,
    "manage": BODIES,
    "console": PAGES,
    "rehearse": BODIES | SEALING,
    "worker": set(),
    "worker, a journey": BODIES,
    "scheduled": set(),
}
"""The packages that are neither ours nor Python's, by the first event."""
MAX_IMPORTED: Final = {
    "token": 120,
    "authorizer": 106,
    "consent": 262,
    "connect": 259,
    "worker": 264,
    "onboarding": 236,
    "receive": 238,
    "manage": 176,
    "console": 241,
    "rehearse": 105,
    "scheduled": 236,
}
"""Modules, Python's own included, beside those of the bare interpreter, when a function was
imported."""
SCRIPT: Final = """
import json, sys
started = set(sys.modules)
from functions.{function} import app
def loaded():
    return sorted(name for name in set(sys.modules) - started if not name.startswith("encodings."))
imported = loaded()
class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = ""
    def get_remaining_time_in_millis(self): return 30_000
answer = app.handler(json.loads({event!r}), Context())
print(json.dumps([imported, loaded(), answer.get("statusCode", 200)]))
"""


@dataclass(frozen=True, slots=True)
class Told:
    """The modules of a function when it was imported and after its first answer, and its status."""

    imported: list[str]
    loaded: list[str]
    status: int


@pytest.fixture(scope="module")
def environment() -> Iterator[tuple[dict[str, str], dict[str, First]]]:
    """Return the variables of functions whose AWS is served here, and the first events."""
    aws, events = firsts()
    with served(World(aws.answer)) as port:
        environ = {
            "TABLE_NAME": "bench",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
        }
        yield environ, {each.name: each for each in events}


@pytest.mark.parametrize("name", LOADED)
def test_nothing_is_imported_that_the_first_answer_can_do_without(
    name: str, environment: tuple[dict[str, str], dict[str, First]]
) -> None:
    """Neither the AWS SDK nor, at import, any other package."""
    # GIVEN a function in a fresh process
    environ, events = environment
    first = events[name]
    script = SCRIPT.format(function=first.function, event=json.dumps(first.event))
    given = variables(f"{first.function.capitalize()}Function")
    # WHEN it is imported and answers its first event
    told = Told(*json.loads(run_python(script, {**given, **environ}).splitlines()[-1]))
    # THEN the answer is the expected one
    assert told.status == first.status
    # AND no package was imported but ours and Python's, and little of Python's
    assert _packages(told.imported) == {"functions", "jetbridge"}
    unneeded = HEAVY - {"pathlib"} if LOADED[name] >= PAGES else HEAVY  # templates are files
    assert unneeded.isdisjoint(told.imported)
    assert len(told.imported) <= MAX_IMPORTED[first.function]
    # AND of its folder no module but the first, and then that of the request
    assert _of_functions(told.imported) == {f"functions.{first.function}.app"}
    assert len(_of_functions(told.loaded)) <= 2
    # AND afterwards those packages that it needs
    assert _packages(told.loaded) - {"functions", "jetbridge"} == LOADED[name]


def test_every_function_has_a_first_event() -> None:
    """A function that is added has a budget."""
    # GIVEN the folders of functions, WHEN they are listed, THEN each has an event and a budget
    folders = {file.parent.name for file in (ROOT / "functions").glob("*/app.py")}
    assert folders == MAX_IMPORTED.keys() == {name.partition(",")[0] for name in LOADED}


def _of_functions(modules: list[str]) -> set[str]:
    return {name for name in modules if name.startswith("functions.") and name.count(".") == 2}


def _packages(modules: list[str]) -> set[str]:
    tops = {name.partition(".")[0] for name in modules}
    # Python's own too, named after the platform, and jinja2's for the templates that it has loaded.
    made = ("_sysconfigdata", "_jinja2_module_templates")
    return {top for top in tops if not top.startswith(made)} - sys.stdlib_module_names


COLLECTOR: Final = """
import gc
import jetbridge
print(gc.isenabled())
from functions.token import app
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""


@pytest.mark.parametrize(("runtime", "at_import"), [("127.0.0.1:9001", False), ("", True)])
def test_no_garbage_is_looked_for_in_what_is_imported(runtime: str, *, at_import: bool) -> None:
    """In Lambda, where it stays; afterwards it is, in what the requests leave."""
    # GIVEN a fresh process, in Lambda or elsewhere
    environ = {"AWS_LAMBDA_RUNTIME_API": runtime}
    # WHEN a function is imported
    written = run_python(COLLECTOR, environ)
    # THEN the collector waits in Lambda, and works afterwards
    assert written.split() == [str(at_import), "True", "True"]
