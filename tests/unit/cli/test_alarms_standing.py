"""What `jetbridge doctor` and `jetbridge status` find of alarms, and of who is told."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge_cli import alarms_standing, stack_standing
from jetbridge_cli.alarms_standing import Alarm
from jetbridge_cli.findings import Finding, Result
from tests.support.alarms import alarms

_TEMPLATE: Final = stack_standing.facts()
_TOPIC: Final = "arn:aws:sns:eu-central-1:123456789012:pager"
_QUIET: Final = [Alarm(name, "Text. url", is_set_off=False, may_act=True) for name in alarms()]
_CONFIRMED: Final = {"SubscriptionArn": f"{_TOPIC}:1", "Protocol": "email"}
_WAITING: Final = {"SubscriptionArn": "PendingConfirmation", "Protocol": "email"}


def test_the_tool_knows_the_templates_alarms() -> None:
    """It asks for them by name."""
    assert _TEMPLATE["alarms"] == [*alarms()]


@pytest.mark.parametrize(
    ("given", "on"),
    [
        ({}, False),
        ({"AlarmEmail": "", "AlarmTopicArn": ""}, False),
        ({"UrgentTopicArn": _TOPIC}, False),
        ({"AlarmEmail": "ops@example.com"}, True),
        ({"AlarmTopicArn": _TOPIC}, True),
    ],
)
def test_alarms_are_on_where_one_is_told_of_all(given: dict[str, str], *, on: bool) -> None:
    """As the template's condition says."""
    assert alarms_standing.are_on(given) is on


def test_alarms_that_are_off_are_no_fault() -> None:
    """But worth knowing: what to set is said."""
    (found,) = alarms_standing.off()
    assert found.result is Result.NOTE
    assert "AlarmEmail" in found.do


def test_the_topics_are_the_stacks_and_the_deployers() -> None:
    """Those that are not given are none."""
    given = {"AlarmTopicArn": "", "UrgentTopicArn": _TOPIC}
    assert alarms_standing.topics(given, "") == [_TOPIC]
    assert alarms_standing.topics(given, "own") == ["own", _TOPIC]


def _setup(known: list[Alarm], executions: int = 1_000) -> list[Finding]:
    given = {"AccountConcurrency": f"{executions}"}
    return [*alarms_standing.setup(known, given, _TEMPLATE)]


def test_alarms_that_are_there_and_may_act_are_well() -> None:
    """All of them."""
    (found,) = _setup(_QUIET)
    assert (found.result, found.about) == (Result.FINE, f"all {len(_QUIET)} are there")


def test_an_alarm_that_is_missing_or_silenced_is_told() -> None:
    """One was deleted by hand, another silenced during an outage and forgotten."""
    first, second, *others = _QUIET
    found = _setup([replace(second, may_act=False), *others])
    assert [(each.result, each.about) for each in found] == [
        (Result.ACT, f"missing: {first.name}"),
        (Result.ACT, f"silenced: {second.name}"),
    ]


def test_an_alarm_that_was_left_out_is_not_missing() -> None:
    """Without the account's number there is none of its concurrency."""
    others = [each for each in _QUIET if each.name != "concurrency"]
    (found,) = _setup(others, executions=0)
    assert (found.result, found.about) == (Result.FINE, f"all {len(others)} are there")
    (found,) = _setup(others)
    assert (found.result, found.about) == (Result.ACT, "missing: concurrency")


@pytest.mark.parametrize(
    ("subscriptions", "result"),
    [
        ([], Result.ACT),
        ([_WAITING], Result.ACT),
        ([_CONFIRMED], Result.FINE),
        ([_CONFIRMED, _WAITING], Result.FINE),
    ],
)
def test_a_topic_needs_a_confirmed_subscription(
    subscriptions: list[dict[str, str]], result: Result
) -> None:
    """An address whose owner has not followed the link is told nothing."""
    (found,) = alarms_standing.topic(_TOPIC, subscriptions)
    assert found.result is result
    assert "pager" in found.about


def test_a_limit_that_is_not_the_accounts_is_told() -> None:
    """At 80 % of a wrong number an alarm comes too soon, or never."""
    (found,) = alarms_standing.limit(1_000, {"AccountConcurrency": "10"}, _TEMPLATE)
    do = "Set AccountConcurrency=1000, and deploy."
    assert (found.result, found.do) == (Result.ACT, do)
    assert [*alarms_standing.limit(1_000, {"AccountConcurrency": "1000"}, _TEMPLATE)] == []
    # AND one that was not given is worth knowing
    (found,) = alarms_standing.limit(1_000, {}, _TEMPLATE)
    assert (found.result, found.do) == (Result.NOTE, do)


def test_what_is_set_off_leads_to_its_runbook() -> None:
    """An urgent one asks for an operator now; another has told already, and may be over."""
    text = "Urgent. The clock stands still. docs/runbooks/clock-stopped.md"
    urgent = Alarm("clock-stopped", text, is_set_off=True, may_act=True)
    other = Alarm("journey-held", "A hire waits. docs/x.md", is_set_off=True, may_act=True)
    found = [*alarms_standing.set_off([*_QUIET, urgent, other])]
    assert found == [
        Finding(
            Result.ACT,
            "alarm clock-stopped",
            "The clock stands still.",
            "docs/runbooks/clock-stopped.md",
        ),
        Finding(Result.NOTE, "alarm journey-held", "A hire waits.", "docs/x.md"),
    ]


def test_nothing_set_off_is_well() -> None:
    """It is said, so that a reader knows that it was looked at."""
    (found,) = alarms_standing.set_off(_QUIET)
    assert (found.result, found.about) == (Result.FINE, "none is set off")
