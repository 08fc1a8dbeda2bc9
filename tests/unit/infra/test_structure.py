"""The measurement of the structure counts what it says."""

from pathlib import Path

import pytest

from bench import sources, structure
from bench.partner_names import EXEMPT, LAYER, ROOT
from bench.traced import Invocation

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
    request = Invocation("onboarding", {**http, "body": '{"partner": "incode"}'}, 1, 0, 0)
    work = Invocation(
        "worker", {"Records": [{"body": '{"kind": "journey", "tenant": "demo"}'}]}, 1, 0, 0
    )
    # THEN each is what it is, and nothing else
    assert request.is_request("POST", "/v1/onboardings", partner="incode")
    assert not request.is_request("POST", "/v1/onboardings", partner="enboarder")
    assert not request.is_work("journey")
    assert work.is_work("journey", tenant="demo")
    assert not work.is_work("delivery")
    assert not work.is_request("POST", "/v1/onboardings")
