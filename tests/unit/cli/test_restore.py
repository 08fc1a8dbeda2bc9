"""What `jetbridge restore apply` prints is an operator's list of what to do."""

import json
from contextlib import suppress

import pytest
import typer

from jetbridge.flows.restore.preview import preview
from jetbridge.flows.restore.steps import Result
from jetbridge.model.changes_since import Since
from jetbridge.store.table import TableUnavailableError
from jetbridge_cli import restore
from jetbridge_cli.app import app


def _row(result: Result) -> dict[str, object]:
    return {"result": str(result), "what": "x", "tenant": "demo", "about": [], "do": ""}


def test_what_was_done_is_shown_where_the_rest_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """The next run finds it done, and does not tell it."""
    # GIVEN a run that holds a journey, finds something done, and loses the table
    with suppress(TableUnavailableError), restore.shown(as_json=True) as rows:
        rows += [_row(Result.HELD), _row(Result.NOTHING)]
        raise TableUnavailableError
    # THEN what it held is shown
    assert [each["result"] for each in json.loads(capsys.readouterr().out)] == ["held"]


def test_a_run_that_did_nothing_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    """That it failed is not that there was nothing to do."""
    with pytest.raises(TableUnavailableError), restore.shown(as_json=False):
        raise TableUnavailableError
    failed = capsys.readouterr()
    with restore.shown(as_json=False) as rows:
        rows.append(_row(Result.NOTHING))
    done = capsys.readouterr()
    assert "Nothing was applied." in failed.out + failed.err
    assert "Everything was applied before." in done.out + done.err


@pytest.mark.parametrize(
    "command", [["changes"], ["check", "restored"], ["apply", "restored", "--yes"]]
)
def test_a_moment_to_come_is_refused(command: list[str]) -> None:
    """Nothing has happened since: nothing would be applied. It may be the local time."""
    # GIVEN an AWS that does not answer, so that nothing is asked before
    aws = ["--endpoint-url", "http://127.0.0.1:9"]
    with pytest.raises(typer.BadParameter, match="UTC"):
        app(["restore", *command, "--since", "2999-01-01", *aws], standalone_mode=False)


def test_lines_that_cannot_be_read_are_the_first_that_is_told() -> None:
    """What they tell of is not applied."""
    (step,) = preview(Since(unread=3))
    assert (step.result, step.what) == (Result.LISTED, "lines")
    assert step.do.startswith("3 ")
    assert "--hold-all" in step.do
