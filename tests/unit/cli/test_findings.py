"""What checks tell cron, and that one which fails hides nothing."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from jetbridge.model.changes import ChangesUnavailableError
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import StoreError, TableUnavailableError
from jetbridge_cli import findings, output
from jetbridge_cli.app import app
from jetbridge_cli.failure import DeniedError, UnclearError
from jetbridge_cli.findings import Finding, Result
from tests.unit.cli.consoles import printed, terminal

_FINE = Finding(Result.FINE, "two", "")


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ([], 0),
        ([Result.FINE, Result.NOTE], 0),
        ([Result.FINE, Result.UNKNOWN], 4),
        ([Result.UNKNOWN, Result.ACT, Result.NOTE], 1),
    ],
)
def test_the_exit_status_tells_what_is_to_be_done(results: list[Result], status: int) -> None:
    """What has to be done outweighs what is unknown."""
    found = [Finding(each, "check", "about") for each in results]
    assert findings.exit_status(found) == status


def test_a_check_that_fails_is_unknown_and_the_others_are_made() -> None:
    """It does not pass silently."""

    # GIVEN a check that finds something before AWS fails it, and one that works
    def fails() -> Iterator[Finding]:
        yield Finding(Result.FINE, "one", "fine so far")
        raise EndpointConnectionError(endpoint_url="http://aws.test")

    found = findings.gather([("one", fails), ("two", lambda: [Finding(Result.FINE, "two", "")])])
    # THEN the first one is unknown, and says why and what to do
    assert [(each.check, each.result) for each in found] == [
        ("one", Result.UNKNOWN),
        ("two", Result.FINE),
    ]
    assert "http://aws.test" in found[0].about
    assert found[0].do


@pytest.mark.parametrize(
    "refusal",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetQueueAttributes"),
        ClientError({"Error": {"Code": "AuthorizationError", "Message": "no"}}, "ListTopics"),
        TableUnavailableError("AccessDeniedException"),
        ChangesUnavailableError("AWS refused the list", "AccessDeniedException"),
    ],
)
def test_a_check_that_may_not_look_names_the_policy(refusal: Exception) -> None:
    """To run the command again would help no one."""

    # GIVEN a check whose role may not make the call
    def may_not() -> list[Finding]:
        raise refusal

    # THEN nothing is known, and it is said what the role lacks and where that is written
    (found,) = findings.gather([("one", may_not)])
    assert (found.check, found.result) == ("one", Result.UNKNOWN)
    assert "AWS refused" in found.about
    assert found.do == DeniedError.advice


@pytest.mark.parametrize(
    ("failure", "do"),
    [
        (TableUnavailableError("ResourceNotFoundException"), "docs/restore.md"),
        (
            ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "DescribeTable"),
            "docs/restore.md",
        ),
        (UnreadableItemError("a status"), "use the tool"),
        (TableUnavailableError("ReadTimeout"), "Run the command again."),
        (StoreError("a rule"), "Run the command again."),
    ],
)
def test_what_to_do_is_that_of_the_failure(failure: Exception, do: str) -> None:
    """A table that is gone is not there at the next run, either. A check changes nothing."""

    # GIVEN a check that cannot be made
    def cannot() -> list[Finding]:
        raise failure

    # THEN its next step is told, once
    (found,) = findings.gather([("one", cannot)])
    assert do in found.do
    assert do not in found.about
    assert "If this was to change something" not in found.about + found.do


def test_a_check_with_a_fault_of_its_own_hides_no_other() -> None:
    """Where an item is not what this release knows, say."""

    # GIVEN a check that ends in an exception that no one expects
    def is_at_fault() -> list[Finding]:
        raise KeyError("canary")

    found = findings.gather([("one", is_at_fault), ("two", lambda: [_FINE])])
    # THEN it is unknown, and the other is made
    assert [each.result for each in found] == [Result.UNKNOWN, Result.FINE]
    assert "KeyError" in found[0].about
    assert "canary" not in found[0].about


@pytest.mark.parametrize("width", [20, 40])
def test_what_to_do_stands_below_what_was_found(width: int) -> None:
    """Also where a word of what was found is longer than a line: an ARN, a URL."""
    on = terminal(width)
    arn = "arn:aws:sts::123456789012:assumed-role/operator"
    output.show_lines(
        [("unknown", "queue WebhookQueue", [f"not allowed to {arn} now", "do it"])], to=on
    )
    lines = printed(on).splitlines()
    # THEN each line is indented, and no word is broken by us
    assert lines[-4:] == ["  not allowed to", f"  {arn}", "  now", "  do it"]


def test_what_has_to_be_done_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    """On a full screen, too."""
    findings.report(
        [Finding(Result.FINE, "one", ""), Finding(Result.ACT, "two", "", "do")], as_json=True
    )
    assert [row["check"] for row in json.loads(capsys.readouterr().out)] == ["two", "one"]


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_stack_that_cannot_be_looked_at_is_not_told_to_be_well(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither fine nor something to be done."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(UnclearError, match="cannot be reached") as failed:
        app([command, "--endpoint-url", "http://127.0.0.1:9"], standalone_mode=False)
    assert failed.value.exit_status == 4


def test_of_many_names_some_are_told() -> None:
    """The screen has no room for all."""
    assert findings.listed(["a", "b", "c"]) == "a, b, c"
    assert findings.listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
