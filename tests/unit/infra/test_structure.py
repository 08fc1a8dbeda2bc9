"""The measurement of the structure counts what it says."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench import sources, structure
from bench.partner_names import EXEMPT, LAYER, ROOT
from bench.traced import TRACER, Invocation

SOURCES = {
    "flows/ask.py": "from jetbridge.store import items\nfrom jetbridge.web.pages import page\n",
    "store/items.py": "from jetbridge.web import pages\nimport json\n",
    "store/other.py": "from jetbridge.store import items\n",
    "web/pages.py": "import jetbridge.store.items\nPARTNERS = ('incode', 'onboarder')\n",
    "web/incode.py": "def ask():\n    '''Ask.'''\n    return 1\n",
    "model/settings.py": "incode = enboarder = 1\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project of a few modules."""
    for path, text in SOURCES.items():
        file = tmp_path / LAYER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "template.yaml").write_text("Incode: {}\n")
    return tmp_path


def test_folders_that_import_each_other_are_on_a_circle(root: Path) -> None:
    """Whatever the form of the import; a folder's imports of its own modules are none."""
    # GIVEN flows that import store and web, which import each other
    arrows = sources.arrows(sources.read(root))
    # THEN there are four arrows, and two of them on a circle
    circle = {("store", "web"), ("web", "store")}
    assert arrows == circle | {("flows", "store"), ("flows", "web")}
    assert sources.circular(arrows) == circle


def test_a_function_is_as_long_as_its_body(root: Path) -> None:
    """With its docstring, without its signature."""
    assert sources.lines_of_functions(sources.read(root)) == [2]


def test_a_further_partner_touches_what_lists_partners(root: Path) -> None:
    """One name is that partner's own matter; two are a list."""
    # GIVEN modules that name one partner or two, WHEN those to touch are looked for
    # THEN they are those that name two
    listing = ["model/settings.py", "web/pages.py"]
    assert structure.touched(root) == [f"{LAYER}/{path}" for path in listing]


def test_a_further_partner_touches_six_shared_files_at_the_most() -> None:
    """Its entry in the registry, its settings, the functions' routes, and the template."""
    # WHEN the deployed files that list partners are looked for
    found = structure.touched(ROOT)
    # THEN there are six of them, and none that docs/adding-a-partner.md does not name
    by_design = {f"{LAYER}/{path}" for path in EXEMPT} | {"template.yaml"}
    assert {path for path in found if not path.startswith("functions/")} <= by_design
    assert len(found) <= 6


def test_an_invocation_is_known_by_its_request_or_message() -> None:
    """Fields narrow it down."""
    # GIVEN a request and a message of a queue
    http = {"requestContext": {"http": {"method": "POST"}}, "rawPath": "/v1/onboardings"}
    request = Invocation("onboarding", {**http, "body": '{"partner": "incode"}'}, 1, 0, 0, 1, 1)
    record = {"body": '{"kind": "journey", "tenant": "demo"}'}
    work = Invocation("worker", {"Records": [record]}, 1, 0, 0, 1, 1)
    # THEN each is what it is, and nothing else
    assert request.is_request("POST", "/v1/onboardings", partner="incode")
    assert not request.is_request("POST", "/v1/onboardings", partner="enboarder")
    assert not request.is_work("journey")
    assert work.is_work("journey", tenant="demo")
    assert not work.is_work("delivery")
    assert not work.is_request("POST", "/v1/onboardings")


def test_calls_of_libraries_count_and_those_of_imports_do_not(tmp_path: Path) -> None:
    """One invocation that calls a library twice and imports a module, which calls itself."""
    # GIVEN a checkout with the tracer, a library, and a function that runs one invocation
    layer, function, library = (
        tmp_path / path for path in ("layers/jetbridge", "functions/greet", "library")
    )
    for folder in (layer, function, library, tmp_path / ".trace"):
        folder.mkdir(parents=True)
    shutil.copy(TRACER, layer / "sitecustomize.py")
    (library / "words.py").write_text("def greet(): pass\n")
    (function / "late.py").write_text("import words\nwords.greet()\n")
    (function / "app.py").write_text(
        "import words\n"
        "def handle_event_request(event_body): handler()\n"
        "def handler():\n"
        "    import late\n"
        "    words.greet(), words.greet()\n"
        "handle_event_request('{}')\n"
    )
    # WHEN it has run
    subprocess.run(
        [sys.executable, "app.py"],
        cwd=function,
        env={"PYTHONPATH": f"{layer}:{library}", "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"},
        check=True,
    )
    # THEN the handler and the library's two calls count, and the import's call does not
    (record,) = [json.loads(each.read_text()) for each in (tmp_path / ".trace").iterdir()]
    assert (record["files"], record["all_files"], record["all_calls"]) == (1, 2, 3)
