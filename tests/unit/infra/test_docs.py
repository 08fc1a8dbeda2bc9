"""The docs name what is there, and nothing else."""

import inspect
import pydoc
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, get_args

import pytest

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.connection import exchanges
from jetbridge.model import connection, journey, onboarding
from jetbridge.model.journey_events import Decision
from jetbridge.model.metrics import Metric, PartnerMetric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.policy import StepKind
from jetbridge.model.problem_types import ProblemType
from jetbridge.model.schedule import Task
from jetbridge.model.scopes import Scope
from jetbridge.partners.incode.events import meaning
from jetbridge.partners.onboardbase import outcomes as onboardbase_outcomes
from jetbridge.partners.smartrecruiters import outcomes
from jetbridge.store import keys
from jetbridge.store.table import Key
from jetbridge.web.journey_advice import advice
from jetbridge.web.problem_texts import TEXTS
from tests.support.documents import DOCS, column_of, rows_of
from tests.unit.infra.limits import IN_UNITS
from tests.unit.infra.templates import (
    FUNCTION,
    ROOT,
    deployed,
    folder,
    given,
    resources,
    routes,
    written,
)

DOCUMENTS: Final = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
SOURCES: Final = sorted((ROOT / "layers" / "jetbridge" / "jetbridge").rglob("*.py"))
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
EXTERNAL: Final = ("https://", "http://")
PROBLEM: Final = re.compile(
    r"(?:ApiProblem\(|_refused\(\s*(?:context[.])?meter,)\s*\w+,\s*\"([a-z-]+)\""
)
"""Where a problem is raised: a status, then its type."""


def _name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def _prose(document: Path) -> str:
    """Return a document without its code blocks."""
    return re.sub(r"^```.*?^```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)


def _anchors(document: Path) -> set[str]:
    """Return the anchors that GitHub gives to a document's headings."""
    headings = re.findall(r"^#+ (.+)$", _prose(document), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _kinds(build: Callable[..., Key]) -> set[tuple[str, str]]:
    """Return the kinds of partition and of sort key that a builder makes, with and without options.

    `endpoint` makes two: the first one of a tenant, and a further one.
    """
    sample = {"int": 0, "str": "x"}
    given = [
        (sample[inspect.formatannotation(parameter.annotation)], parameter.default)
        for parameter in inspect.signature(build).parameters.values()
    ]
    every = [value for value, _ in given]
    needed = [value for value, default in given if default is inspect.Parameter.empty]
    made = build(*every), build(*needed)
    return {(key.pk.partition("#")[0], key.sk.partition("#")[0]) for key in made}


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(document: Path) -> None:
    """A renamed file or heading is found here, and not by a reader."""
    # GIVEN the links of a document to files and headings of this repository
    links = [link for link in LINK.findall(_prose(document)) if not link.startswith(EXTERNAL)]
    # THEN the file is there, and has the heading
    for link in links:
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_a_test_that_is_named_is_there(document: Path) -> None:
    """A promise that points at tests points at tests that exist."""
    # WHEN the tests that a document names are looked up
    for named in re.findall(r"`(tests/[\w/.]+)`", document.read_text()):
        path = ROOT / named
        # THEN there is something to run
        found = [path] if path.is_file() else [*path.rglob("test_*.py")]
        assert found or path.name in ("fakes", "sixth", "support"), named


def test_the_api_is_documented_route_by_route() -> None:
    """Every route of the template has a section, and every section is of a route."""
    # GIVEN the sections of the API's document that are headed by a route
    headings = re.findall(r"^### `([A-Z]+) (/\S*)`$", _prose(DOCS / "api.md"), re.MULTILINE)
    # THEN they are the template's routes
    assert len(headings) == len(set(headings))
    assert set(headings) == routes().keys()


def test_every_problem_is_documented() -> None:
    """Callers branch on the type of a problem."""
    # GIVEN the problems that the code raises, and those that the Bearer refusals become
    raised = {slug for source in SOURCES for slug in PROBLEM.findall(source.read_text())}
    of_bearer = {"missing-token", "invalid-token", "insufficient-scope"}
    # THEN they are the declared ones, each of which is explained
    assert raised | of_bearer == TEXTS.keys() == {*get_args(ProblemType.__value__)}
    # AND the reference lists them
    assert set(column_of("api-reference.md", "Problem types")) == TEXTS.keys()


def test_every_scope_is_documented() -> None:
    """The operator chooses a client's scopes from this table."""
    # THEN the document lists the scopes, each once
    assert sorted(column_of("api.md", "Scopes")) == sorted(Scope)


def test_every_parameter_is_documented_with_its_default() -> None:
    """What the document says a parameter is, it is."""
    # GIVEN the documented parameters, and those of the template
    documented = {
        row[0].strip("`"): row[1].strip("`") for row in rows_of("configuration.md", "Parameters")
    }
    unset = {None: "*(required)*", "": "*(empty)*"}
    actual = {
        name: unset.get(parameter.get("Default"), str(parameter.get("Default")))
        for name, parameter in written()["Parameters"].items()
    }
    # THEN names and defaults are the same
    assert {name: documented.get(name) for name in actual} == actual
    assert documented.keys() - actual.keys() == {"Parameter", "---"}


def test_every_variable_is_documented_with_the_functions_that_have_it() -> None:
    """A reader of a function's environment finds each variable explained."""
    # GIVEN the functions of the template, by the folders of their code
    functions = {folder(name): given(name) for name in resources(FUNCTION)}
    variables = {variable for each in functions.values() for variable in each}
    # THEN the document lists the variables, each once
    rows = list(rows_of("configuration.md", "Environment variables"))[2:]
    assert sorted(row[0].strip("`") for row in rows) == sorted(variables)
    # AND who has them
    for variable, _, who in rows:
        named = {*re.findall(r"`(\w+)`", who)}
        having = {name for name, each in functions.items() if variable.strip("`") in each}
        assert having == (functions.keys() - named if who.startswith("all") else named), variable


def test_every_metric_is_documented() -> None:
    """Alarms of the template, and of a deployer's own, are set by these names."""
    # THEN the document lists the metrics, each once
    assert sorted(column_of("operations.md", "Metrics")) == sorted([*Metric, *PartnerMetric])


def test_every_end_of_a_consent_is_documented() -> None:
    """An operator reads a connection's reason and finds what it means."""
    # GIVEN the documented reasons and their statuses
    table = list(rows_of("partners/smartrecruiters.md", "How a consent ends"))[2:]
    documented = {row[0].strip("`"): row[1] for row in table}
    # THEN they are the outcomes that the code knows
    assert documented == {kind: str(end.status) for kind, end in outcomes.BY_KIND.items()}


def test_the_guide_of_an_administrator_names_pages_that_are_there() -> None:
    """They look for the words that they read."""
    rows = list(rows_of("guides/customers-admin.md", "Connect SmartRecruiters"))[2:]
    titles = {str(end.title) for end in outcomes.BY_KIND.values()}
    assert rows
    assert {row[0] for row in rows} <= titles


def test_every_end_of_connecting_onboardbase_is_as_documented() -> None:
    """The same for a tenant's administrator."""
    # GIVEN the documented reasons and their statuses
    table = list(rows_of("partners/onboardbase.md", "How connecting ends"))[2:]
    documented = {(row[0].strip("`"), row[1]) for row in table}
    # THEN the code knows each of them, except the one that is not shown
    ends = [end for _, end in inspect.getmembers(onboardbase_outcomes) if isinstance(end, Outcome)]
    unseen = {(exchanges.INTERRUPTED, "")}
    assert documented - unseen <= {(end.kind, str(end.status)) for end in ends}
    assert unseen <= documented


def test_every_status_is_documented() -> None:
    """A reader of a status in an answer or a list finds what it means."""
    # THEN the documents list those of onboardings and notifications, each once, under `status`
    assert sorted(column_of("api.md", "Status")) == sorted([*onboarding.Status, "status"])
    way = "The way of a notification"
    assert sorted(column_of("notifications.md", way)) == sorted([*NotificationStatus, "status"])
    # AND those of connections
    assert {*connection.Status} <= {*column_of("api.md", "`GET /v1/connections`")}


def test_every_word_of_a_journey_is_documented() -> None:
    """A reader of one in a timeline finds what it means."""
    # THEN the document lists each status, reason, line and decision, once
    assert sorted(column_of("journeys.md", "Status")) == sorted([*journey.Status, "status"])
    assert sorted(column_of("journeys.md", "Steps")) == sorted([*journey.StepStatus, "status"])
    assert sorted(column_of("journeys.md", "Reasons")) == sorted(filter(None, journey.Reason))
    assert sorted(column_of("journeys.md", "Timeline")) == sorted([*journey.What, "what"])
    decisions = next(rows_of("journeys.md", "Decisions"))[1:]
    assert decisions == [f"`{decision}`" for decision in Decision]


def test_the_advice_is_the_documents() -> None:
    """The commands that the document advises are those that an operator is shown."""
    # GIVEN what the document says to do about each reason
    for row in list(rows_of("journeys.md", "Reasons"))[2:]:
        why = journey.Reason(row[0].strip("`"))
        documented = {*re.findall(r"`([\w-]+)`", row[2])} & {*Decision}
        # THEN the commands are those of the advice
        told = [
            advice(why, kind, journey="", tenant="", partner="", secret="") for kind in StepKind
        ]
        assert {*re.findall(r"jetbridge journeys ([\w-]+)", " ".join(told))} == documented, why


def test_events_of_incode_mean_what_is_documented() -> None:
    """A tenant learns here what becomes of an onboarding."""
    # GIVEN the documented events, and the status that each leads to
    for row in rows_of("notifications.md", "Incode"):
        events, status = (re.findall(r"`(\w+)`", cell) for cell in row[:2])
        # THEN the code reads them so
        assert [meaning(event) for event in events] == [*map(onboarding.Status, status)] * len(
            events
        )


def test_every_time_that_names_its_constant_is_the_codes() -> None:
    """A wait that is changed in the code is changed in the docs."""
    # GIVEN the times in the docs that name a constant, as in "5 minutes (`store.x.NAME`)"
    written = re.compile(r"(\d+) (second|minute|hour|day)s? \(`([a-z_.]+\.[A-Z_]+)`\)")
    seconds = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
    documented = [
        (name, int(number) * seconds[unit])
        for document in DOCUMENTS
        for number, unit, name in written.findall(document.read_text())
        # Lists, and what is not counted in seconds, are compared in `test_waits`.
        if name not in IN_UNITS and not isinstance(pydoc.locate(f"jetbridge.{name}"), tuple)
    ]
    # THEN each is the constant's
    assert documented
    assert documented == [(name, pydoc.locate(f"jetbridge.{name}")) for name, _ in documented]


def test_every_access_pattern_names_code_that_is_there() -> None:
    """A reader is led to where an item is read or written."""
    # WHEN the code that the access patterns name is looked up
    named = column_of("data-model.md", "Access patterns", 2)
    missing = [name for name in named if pydoc.locate(f"jetbridge.{name}") is None]
    # THEN there is nothing that is not there
    assert named
    assert not missing


def test_every_module_that_the_docs_name_is_there() -> None:
    """The same for behaviours."""
    # GIVEN the modules that the table of behaviours and the records of decisions name
    package = ROOT / "layers" / "jetbridge" / "jetbridge"
    texts = [(DOCS / "architecture.md"), *(DOCS / "decisions").glob("*.md")]
    named = re.findall(
        r"`((?:broker|flows|model|oauth|partners|runtime|store|vault|web)/[\w/<>]+\.py)`",
        "\n".join(text.read_text() for text in texts),
    )
    # THEN each is there, where a placeholder stands for any name
    missing = [name for name in named if not [*package.glob(re.sub(r"<\w+>", "*", name))]]
    assert named
    assert not missing


def test_every_record_of_a_decision_is_listed() -> None:
    """The architecture lists the records, in their order."""
    # GIVEN the records
    records = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
    # WHEN the list is read
    listed = re.findall(
        r"^- \[\d+\. [^]]+\]\(decisions/([^)]+)\)",
        (DOCS / "architecture.md").read_text(),
        re.MULTILINE,
    )
    # THEN each stands there, once
    assert listed == records


def test_no_table_is_broken() -> None:
    """A blank line ends a table: rows below it would be shown as text."""
    # GIVEN every document
    broken = [
        path.name
        for path in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
        # WHEN rows below a blank line begin without a line that ends a header
        if re.search(r"^\|.*\n\n\|.*\n(?!\| ?-)", path.read_text(), re.MULTILINE)
    ]
    # THEN there is none
    assert not broken


def test_the_clock_is_documented() -> None:
    """What runs by itself, and what it does about a connection."""
    # GIVEN the schedules of the template
    events = written()["Resources"]["ScheduledFunction"]["Properties"]["Events"]
    rates = {name: event["Properties"]["Schedule"] for name, event in events.items()}
    # THEN the document lists them, with their rates
    rows = {row[0].strip("`"): row[1] for row in rows_of("schedules.md", "Schedules and health")}
    assert {
        name: f"rate({re.sub('^(minute|hour)$', r'1 \1', rows[name])})" for name in rates
    } == rates
    # AND the tasks
    assert sorted(column_of("schedules.md", "Tasks of a connection")) == sorted(Task)


def test_every_kind_of_item_is_documented() -> None:
    """The table of items is the table's."""
    # GIVEN the builders of keys
    builders = [
        function
        for _, function in inspect.getmembers(keys, inspect.isfunction)
        if function.__module__ == keys.__name__ and function.__annotations__["return"] is Key
    ]
    # WHEN their kinds are compared with those of the document
    documented = {
        (row[1].strip("`").partition("#")[0], row[2].strip("`").partition("#")[0])
        for row in list(rows_of("data-model.md", "Items"))[2:]
    }
    # THEN they are the same
    assert documented == {kind for build in builders for kind in _kinds(build)}


def test_no_command_lists_the_first_resources_alone() -> None:
    """`describe-stack-resources` shows 100: a restore would leave functions running.

    Source: AWS CloudFormation API Reference, DescribeStackResources.
    """
    # GIVEN a stack of more resources, which the other command lists page by page
    assert len(deployed()["Resources"]) > 100
    # THEN no document has an operator use it
    asking = [_name(each) for each in DOCUMENTS if "describe-stack-resources" in each.read_text()]
    assert asking == []
