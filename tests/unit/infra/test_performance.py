"""The frame of the benches, and the report that they wrote."""

import json
from io import StringIO
from typing import Final
from xml.etree.ElementTree import fromstring

import pytest
from rich.console import Console

from bench import report
from bench.__main__ import DATA, DOCS
from bench.benches import BENCHES, Bench
from bench.result import Measured, Result, Run, run_of
from bench.running import ROOT, measured

MISSED: Final = Result("calls", 70, at_most=30, proof="Of these 40 are read twice.")
RUN: Final = Run(
    {"Python": "3.13"},
    (
        Measured("warm", "abc123, 2026-01-01", 3, (Result("CPU", 1.25, "ms", at_most=2), MISSED)),
        Measured("broker", "abc123, 2026-01-01", 1, failure="ended with exit status 1"),
    ),
)


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_every_bench_returns_results(bench: Bench) -> None:
    """The frame calls this function, in a process of its own."""
    source = (ROOT / "bench" / f"{bench.name}.py").read_text()
    assert "\ndef results() -> list[Result]:" in source


@pytest.mark.parametrize(
    ("result", "met", "use"),
    [
        (Result("calls", 30, at_most=30), True, 1),
        (MISSED, False, 70 / 30),
        (Result("faults", 0, at_most=0), True, 1),
        (Result("faults", 2, at_most=0), False, 3),
        (Result("saved", 14, at_least=12), True, 12 / 14),
        (Result("saved", 6, at_least=12), False, 2),
        (Result("saved", 0, at_least=12), False, float("inf")),
        (Result("calls", 30), None, None),
    ],
)
def test_a_target_is_met_up_to_its_own_value(
    *, result: Result, met: bool | None, use: float | None
) -> None:
    """Above 1 of its use it is missed."""
    assert (result.met, result.use) == (met, use)


def test_a_profile_is_made_where_a_target_is_missed() -> None:
    """It takes its time."""
    asked: list[str] = []

    def profile() -> str:
        asked.append("profile")
        return "where the time goes"

    assert Result("calls", 30, at_most=30).proven(profile).proof == ""
    assert asked == []
    assert Result("calls", 31, at_most=30).proven(profile).proof == "where the time goes"


def test_the_report_shows_what_is_met_and_proves_what_is_not() -> None:
    """A bench that failed has its section, too."""
    # WHEN a run is written down and read again
    written = report.document(run_of(json.loads(json.dumps(RUN.to_json()))))
    # THEN each target is there
    assert "1 of 2 are met" in written
    assert "| warm | CPU | 1.25 ms | ≤ 2 | yes |" in written
    assert "| warm | calls | 70 | ≤ 30 | **no** |" in written
    # AND the profile of the one that is missed, and why a bench has no figures
    assert "### calls: 70\n\nOf these 40 are read twice." in written
    assert "ended with exit status 1" in written


def test_what_a_bench_printed_is_shown_as_it_is() -> None:
    """Brackets are no markup of the terminal's."""
    # GIVEN a bench that failed with brackets in its output
    failed = Measured("warm", "abc123", 1, failure="KeyError: '[/red]'")
    # WHEN the table is printed
    written = StringIO()
    Console(file=written, width=120).print(report.shown(Run({}, (failed,))))
    # THEN they are there
    assert "'[/red]'" in written.getvalue()


def test_the_plot_has_a_bar_for_each_target() -> None:
    """It is an SVG, with the names of the figures."""
    texts = [each.text for each in fromstring(report.plot(RUN)).iter() if each.text]  # noqa: S314 - ours
    assert {"warm: CPU", "0.62", "warm: calls", "2.33"} <= set(texts)


def test_a_bench_that_fails_or_takes_too_long_is_reported() -> None:
    """The benches after it run all the same."""
    # WHEN one is run that is not there, and one that may take no time
    absent = measured(Bench("absent", ""), "abc123")
    slow = measured(Bench("retries", "", limit=0), "abc123")
    # THEN each says why it has no figures
    assert "No module named 'bench.absent'" in absent.failure
    assert slow.failure.startswith("did not end within 0 s")


def test_the_page_is_what_the_figures_say() -> None:
    """A bench that is described otherwise, say, changes the page without a measurement."""
    run = run_of(json.loads(DATA.read_text()))
    is_current = (DOCS / "performance.md").read_text() == report.document(run)
    assert is_current, "run `python -m bench --render`"
    assert (DOCS / "performance.svg").read_text() == report.plot(run)
