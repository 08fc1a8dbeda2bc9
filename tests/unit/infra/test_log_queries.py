"""The queries of the documents can be run, and ask for what the log has."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.support import log_fields
from tests.support.documents import DOCS
from tests.support.insights.reader import QueryError, read
from tests.support.insights.values import OF_INSIGHTS, Line, flat
from tests.support.recorded_lines import Recorded, recorded
from tests.support.runbooks import RUNBOOKS, queries, queries_in, sections
from tests.unit.infra import reads
from tests.unit.infra.templates import FUNCTION, folder, resources

QUERIES: Final = DOCS / "log-queries.md"
DOCUMENTS: Final = [*RUNBOOKS, QUERIES]
ONLY_OF_FAULTS: Final = {"error", "exception", "exception_name", "why"}
IN_QUEUES: Final = {f"work.{name}" for name in ("kind", "task", "tenant", "journey_id")}
"""Of the message that a line's work is about."""

FOR_ANOTHER: Final = {("check-failed", "not set up for Incode"): {"onboarding"}}
"""Functions that log a message of a runbook about something that the runbook is not for."""


@cache
def warned(function: str) -> frozenset[str]:
    """Return the messages of warnings and errors to which a function's code leads."""
    statements = reads.statements(reads.of_function(function), reads.acting_names_of(function))
    return frozenset(
        first.value
        for _, statement in statements
        for call in ast.walk(statement)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"warning", "error", "exception"}
        for first in call.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    )


def known() -> set[str]:
    """Return every field that a line may have."""
    of_lambda = {name for name, _ in flat(log_fields.REPORT)}
    return {
        *OF_INSIGHTS,
        *IN_QUEUES,
        *of_lambda,
        *log_fields.access_log(),
        *log_fields.fields(),
    }


def _name(document: Path) -> str:
    return document.stem


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_a_query_asks_for_fields_and_messages_that_there_are(document: Path) -> None:
    """A field that was renamed makes a query that finds nothing, and says so to no one."""
    for text in queries(document):
        # GIVEN a query that can be read
        query = read(text)
        # THEN lines may have its fields
        assert query.fields <= known(), query.fields - known()
        # AND the source logs its messages
        assert query.texts.get("message", set()) <= log_fields.messages()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_a_query_fits_its_log_groups(document: Path) -> None:
    """The access log has other fields than the functions' groups."""
    for text in queries(document):
        found = read(text).fields - OF_INSIGHTS
        own = {name for name, _ in flat(log_fields.REPORT)} | log_fields.fields() | IN_QUEUES
        assert found <= own or found <= log_fields.access_log().keys()


@pytest.mark.parametrize("document", RUNBOOKS, ids=_name)
def test_a_query_looks_wherever_its_warnings_are_logged(document: Path) -> None:
    """The line that says why is in the one group at which no one looks."""
    # GIVEN the log groups that a runbook names, if it names some; two workers have one folder
    where = sections(document)["Query"].partition("```")[0]
    named = {name.replace("slow-", "") for name in re.findall("`([a-z-]+)`", where)}
    # THEN its messages are logged in no other one
    asked = {each for text in queries(document) for each in read(text).texts.get("message", ())}
    for function in {folder(each) for each in resources(FUNCTION)} if named and asked else ():
        for message in asked & warned(function):
            others = FOR_ANOTHER.get((document.stem, message), set())
            assert function in named | others, message


@pytest.mark.parametrize(
    "text",
    [
        "filter",
        "filter message",
        "filter message = partner",
        "filter message like partner",
        "stats count(*) by",
        "stats odd(ms)",
        "stats count(*) as times | sort calls desc",
        "fields message | grep x",
        "filter message = 'x'",
    ],
)
def test_what_is_no_query_is_found(text: str) -> None:
    """The tests above could not fail otherwise."""
    with pytest.raises(QueryError):
        read(text)


LINES: Final[list[Line]] = [
    {"message": "a", "status": 200, "ms": 10, "work.kind": "event"},
    {"message": "a", "status": "503", "ms": 30},
    {"message": "b", "status": 404, "error": "KMS.AccessDenied"},
]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('fields ms | filter message = "a"', [{"ms": 10}, {"ms": 30}]),
        ('fields ms | filter message != "a"', [{"ms": None}]),
        (
            "fields status | filter status >= 404 | sort status asc",
            [{"status": 404}, {"status": "503"}],
        ),
        ('fields ms | filter message in ["b", "c"] or ms < 20 | limit 1', [{"ms": 10}]),
        ("fields message | filter error like /AccessDenied/", [{"message": "b"}]),
        ("fields ms | filter ispresent(work.kind) and not status = 404", [{"ms": 10}]),
        (
            "stats count(*) as times, pct(ms, 99) as p, sum(ms) as t by message | sort times desc",
            [
                {"message": "a", "times": 2, "p": 30, "t": 40},
                {"message": "b", "times": 1, "p": None, "t": None},
            ],
        ),
        ("stats count(work.kind) as n, count_distinct(message) as m", [{"n": 1, "m": 2}]),
    ],
)
def test_a_query_is_run(text: str, rows: list[dict[str, object]]) -> None:
    """As CloudWatch would run it."""
    assert read(text).run(LINES) == rows


@pytest.fixture(scope="module")
def day() -> Recorded:
    """Return lines that functions have logged."""
    return recorded()


@pytest.mark.parametrize("heading", sections(QUERIES))
def test_a_query_finds_what_it_is_for(heading: str, day: Recorded) -> None:
    """In lines that the functions have logged: of a journey, requests, an outage."""
    for text in queries_in(sections(QUERIES)[heading]):
        # GIVEN a query, with an id of these lines in the place of the example's
        asked = text
        for example, named in day.examples.items():
            asked = asked.replace(f'"{example}"', f'"{named}"')
        query = read(asked)
        # WHEN it is run, THEN it finds something
        rows = query.run(day.lines)
        assert rows, text
        # AND no column is empty throughout, but for what tells of faults
        filled = {name for row in rows for name, value in row.items() if value is not None}
        columns = {*query.columns, *query.groups, *query.statistics}
        assert columns - filled <= OF_INSIGHTS | ONLY_OF_FAULTS
