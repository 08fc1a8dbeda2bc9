"""Alarms watch metrics that there are, tell those who are to be told, and lead to a runbook."""

import json
import re
from typing import Any, Final

import pytest

from jetbridge.model.backlog import TOO_OLD
from jetbridge.model.metrics import Metric, PartnerMetric
from tests.support.alarms import (
    ALARM,
    OURS,
    Watched,
    alarms,
    description,
    expression,
    periods,
    watched,
)
from tests.support.documents import DOCS, column_of, rows_of
from tests.unit.infra.templates import FUNCTION, ROOT, properties, resources, written

ALARMS: Final = alarms()


RUNBOOKS: Final = {path.stem for path in (DOCS / "runbooks").glob("*.md")}


DAY: Final = 86_400


AWS: Final = {
    "AWS/Lambda": {"ClaimedAccountConcurrency", "Duration", "Errors", "Invocations", "Throttles"},
    "AWS/SQS": {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"},
    "AWS/ApiGateway": {"5xx", "Count"},
}
"""AWS's metrics that are watched. Sources: Lambda Developer Guide, "Types of metrics for Lambda
functions"; SQS Developer Guide, "Available CloudWatch metrics"; API Gateway Developer Guide,
"Monitor CloudWatch metrics for HTTP APIs"."""


STACK: Final = (
    {"Name": "service", "Value": "jetbridge"},
    {"Name": "stage", "Value": {"Ref": "Stage"}},
    {"Name": "stack", "Value": {"Ref": "AWS::StackName"}},
)


MAX_METRICS: Final = 10
"""Of a metric math expression. Source: CloudWatch User Guide, "Alarm limits"."""


LEVELS: Final = {
    "ApproximateAgeOfOldestMessage",
    "ApproximateNumberOfMessagesVisible",
    "ClaimedAccountConcurrency",
}
"""Metrics that have a figure each minute, whether anything happens or not: the queues are polled,
and the schedules invoke a function. Each other metric has figures only where something happened."""


FILLED: Final = re.compile(r"FILL\(\w+, 0\)|SUM\(FILL\(METRICS\(\), 0\)\)")


NUMBERS: Final = {2: "two", 3: "three", 4: "four"}


def of_ours() -> set[str]:
    """Return the names of our own metrics that are watched."""
    return {
        each.metric
        for alarm in ALARMS.values()
        for each in watched(alarm)
        if each.namespace == OURS
    }


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_watches_metrics_that_there_are(name: str) -> None:
    """One on a name that is not published is silent for ever."""
    for each in watched(ALARMS[name]):
        # GIVEN a metric that the alarm watches, THEN code or AWS publishes it
        if each.namespace == OURS:
            assert each.metric in set(Metric)
            # AND the dimensions are those with which it is published: all of them
            assert each.dimensions == STACK
        else:
            assert each.metric in AWS[each.namespace]
            assert len(each.dimensions) == (each.metric != "ClaimedAccountConcurrency")


def test_every_metric_of_ours_has_an_alarm_or_a_reason() -> None:
    """What is counted and not watched is so on purpose."""
    # GIVEN the metrics for which docs/alarms.md says why none is set
    excused = column_of("alarms.md", "Metrics without an alarm")
    # THEN they are those that no alarm watches, but for what one is set in relation to
    assert len(excused) == len({*excused})
    related = {Metric.WEBHOOK_DELIVERED}
    assert {*excused} == ({*Metric} - of_ours()) | {*PartnerMetric} | related


def test_every_alarm_has_one_runbook_and_every_runbook_an_alarm() -> None:
    """An alarm that says what, and not what to do, is read twice and then no more."""
    assert ALARMS.keys() == RUNBOOKS


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_what_is_wrong_and_links_its_runbook(name: str) -> None:
    """The message holds the description: it ends in the page."""
    text, url = description(ALARMS[name]).rsplit(" ", 1)
    assert url == f"${{RunbooksUrl}}/{name}.md"
    # AND says so in a sentence; CloudWatch takes 1,024 characters
    assert re.fullmatch(r"(Urgent\. )?[A-Z0-9].*\.", text)
    longest = int(written()["Parameters"]["RunbooksUrl"]["MaxLength"])
    assert len(text) + 1 + longest + len(f"/{name}.md") <= 1_024


@pytest.mark.parametrize("name", ALARMS)
def test_an_urgent_alarm_reaches_the_urgent_topic_too(name: str) -> None:
    """And no other wakes at night."""
    # GIVEN those that an alarm tells
    alarm = ALARMS[name]
    told = [condition for action in alarm["AlarmActions"] for condition in [action["Fn::If"][0]]]
    # THEN they are the address and the topic, and the urgent topic where its text says so
    is_urgent = description(alarm).startswith("Urgent. ")
    assert told == ["HasAlarmEmail", "HasAlarmTopic"] + ["HasUrgentTopic"] * is_urgent
    # AND what tells of its end tells the same
    assert alarm.get("OKActions", alarm["AlarmActions"]) == alarm["AlarmActions"]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_of_outcomes_tells_nothing_of_its_end(name: str) -> None:
    """That no further one has happened is no repair. A level has an end."""
    metrics = {each.metric for each in watched(ALARMS[name])}
    counts_outcomes = metrics <= {*Metric, "Errors", "Throttles"} and name != "webhook-failed"
    assert ("OKActions" in ALARMS[name]) is not counts_outcomes


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_looks_at_no_more_than_cloudwatch_lets_it(name: str) -> None:
    """CloudFormation would learn of it after minutes of deployment.

    Source: CloudWatch API Reference, PutMetricAlarm: a day, or a week where a period is an hour.
    """
    alarm = ALARMS[name]
    (period,) = periods(alarm)
    longest = 7 * DAY if period >= 3_600 else DAY
    assert period % 60 == 0
    assert period * alarm["EvaluationPeriods"] <= longest
    assert alarm.get("DatapointsToAlarm", 1) <= alarm["EvaluationPeriods"]
    assert len([*watched(alarm)]) <= MAX_METRICS


@pytest.mark.parametrize("name", ALARMS)
def test_a_figure_that_is_missing_is_none(name: str) -> None:
    """CloudWatch replaces missing figures by older ones, from before the periods that are named.

    What happened an hour ago would count as if it had just happened, and what is over would keep
    the alarm in ALARM, in which it tells nothing. Source: CloudWatch User Guide, "Configuring how
    CloudWatch alarms treat missing data".
    """
    # GIVEN an alarm
    alarm = ALARMS[name]
    # THEN it watches levels only, or an expression that has a figure for each period
    is_level = {each.metric for each in watched(alarm)} <= LEVELS
    assert is_level or FILLED.fullmatch(expression(alarm))
    # AND a period is long enough for a figure that comes a minute late: of a shorter one the latest
    # would always be missing when CloudWatch looks, and be filled with zero
    (period,) = periods(alarm)
    assert period >= 300


@pytest.mark.parametrize("name", ALARMS)
def test_the_list_says_how_often_and_for_how_long(name: str) -> None:
    """What is said to be looked at twice, and is not, wakes its reader for nothing."""
    # GIVEN the periods of an alarm, and how many of them have to be wrong
    alarm = ALARMS[name]
    (period,) = periods(alarm)
    of: int = alarm["EvaluationPeriods"]
    length = _length(period)
    wrong: int = alarm.get("DatapointsToAlarm", of)
    # THEN the list says so
    (said,) = (row[3] for row in rows_of("alarms.md", "The alarms") if f"[`{name}`]" in row[0])
    if {each.metric for each in watched(alarm)} <= LEVELS or name in {
        "clock-stopped",
        "authorizer-slow",
    }:
        assert wrong == of
        assert of == 1 or f"for {_length(of * period)}" in said
    elif wrong == 1:
        assert f"in {_length(of * period)}" in said
        assert (
            "any" in said if alarm["Threshold"] == 1 else f"`{alarm['Threshold']['Ref']}`" in said
        )
    elif wrong < of:
        assert f"in {NUMBERS[wrong]} of {NUMBERS[of]} periods of {length}" in said
    elif period == DAY:
        assert said == f"on each of {NUMBERS[of]} days"
    else:
        assert f"in each of {NUMBERS[of]} periods of {length}" in said


def _length(seconds: int) -> str:
    return {3_600: "an hour", DAY: "a day"}.get(seconds, f"{seconds // 60} minutes")


def test_what_may_pass_by_itself_is_named() -> None:
    """A reader decides by this list which of them may go to a pager."""
    # GIVEN the alarms that look at some of several periods
    passing = {
        name
        for name, alarm in ALARMS.items()
        if 1 < alarm.get("DatapointsToAlarm", 0) < alarm["EvaluationPeriods"]
    }
    # THEN they are those that the document names, and all are urgent
    (line,) = re.findall(
        r"\*\*Faults that pass\*\*(.*?)look at two of three",
        DOCS.joinpath("alarms.md").read_text(),
        re.DOTALL,
    )
    assert {*re.findall(r"`([\w-]+)`", line)} == passing
    assert all(description(ALARMS[name]).startswith("Urgent. ") for name in passing)


@pytest.mark.parametrize("name", ALARMS)
def test_a_stack_without_traffic_is_quiet(name: str) -> None:
    """Metrics of outcomes have no figures then. The clock alone always runs."""
    expected = "breaching" if name == "clock-stopped" else "notBreaching"
    assert ALARMS[name]["TreatMissingData"] == expected


def test_a_slow_authorizer_is_told_of_with_little_traffic_too() -> None:
    """Of fewer than 1,000 requests in a period CloudWatch has no 99th percentile that is sound.

    To ignore those keeps the state: it would neither begin nor end. Source: CloudWatch User Guide,
    "Percentile-based CloudWatch alarms and low data samples".
    """
    # THEN few requests count, as they do where nothing else is said
    alarm = ALARMS["authorizer-slow"]
    assert alarm.get("EvaluateLowSampleCountPercentile", "evaluate") == "evaluate"
    # AND the largest threshold is one that can be passed before Lambda ends the function
    longest = properties("AuthorizerFunction")["Timeout"] * 1_000
    assert written()["Parameters"][alarm["Threshold"]["Ref"]]["MaxValue"] < longest


def test_the_clock_is_missed_before_its_work_is() -> None:
    """Within a quarter of an hour: the shortest schedule runs each minute.

    What has never run has no figure at all, and there is nothing to fill.
    """
    assert expression(ALARMS["clock-stopped"]) == "FILL(runs, 0)"
    (period,) = periods(ALARMS["clock-stopped"])
    assert period * ALARMS["clock-stopped"]["EvaluationPeriods"] == 900
    assert [*watched(ALARMS["clock-stopped"])] == [
        Watched(
            "AWS/Lambda",
            "Invocations",
            ({"Name": "FunctionName", "Value": {"Ref": "ScheduledFunction"}},),
        )
    ]


@pytest.mark.parametrize(
    ("alarms_of", "metric"),
    [
        (("throttles", "worker-throttles"), "Throttles"),
        (("function-errors", "worker-errors", "schedule-failed"), "Errors"),
    ],
)
def test_no_function_is_left_out(alarms_of: tuple[str, ...], metric: str) -> None:
    """A function that is added to the template is watched."""
    # GIVEN the functions whose errors, or throttles, are watched
    found = [
        each.dimensions[0]["Value"]["Ref"]
        for name in alarms_of
        for each in watched(ALARMS[name])
        if each.metric == metric
    ]
    # THEN they are those of the template, each once
    assert sorted(found) == sorted(resources(FUNCTION))


def test_every_queue_is_watched_as_status_does() -> None:
    """An alarm and `jetbridge status` agree on what is too old."""
    # GIVEN the alarms of ages
    found = {
        each.dimensions[0]["Value"]["Fn::GetAtt"][0]: alarm["Threshold"]
        for alarm in ALARMS.values()
        for each in watched(alarm)
        if each.metric == "ApproximateAgeOfOldestMessage"
    }
    # THEN each queue has one, of the age that the command knows
    assert found == TOO_OLD
    assert found.keys() == resources("AWS::SQS::Queue").keys() - {"DeadLetters"}


def test_nothing_is_made_where_no_one_is_to_be_told() -> None:
    """Alarms, key and topic cost money."""
    # GIVEN what alarms are made of, THEN each has its condition
    conditions = {
        (resource["Type"], resource.get("Condition"))
        for name, resource in resources_of_alarms().items()
        if name != "ConcurrencyAlarm"
    }
    assert conditions == {
        (ALARM, "HasAlarms"),
        ("AWS::KMS::Key", "MakesAlarmKey"),
        ("AWS::SNS::Topic", "HasAlarmEmail"),
        ("AWS::SNS::TopicPolicy", "HasAlarmEmail"),
        ("AWS::SNS::Subscription", "HasAlarmEmail"),
    }
    # AND by default it is false
    for name in ("AlarmEmail", "AlarmTopicArn", "UrgentTopicArn"):
        assert written()["Parameters"][name]["Default"] == ""


def test_the_accounts_executions_are_watched_once_their_number_is_given() -> None:
    """Eighty percent of a number that is another account's comes too soon, or never."""
    # GIVEN the alarm of the account's concurrency
    condition = written()["Resources"]["ConcurrencyAlarm"]["Condition"]
    # THEN it is there where alarms are, and where the number is given; by default it is not
    both, given = written()["Conditions"][condition]["Fn::And"]
    assert both == {"Condition": "HasAlarms"}
    unset = str(written()["Parameters"]["AccountConcurrency"]["Default"])
    assert given == {"Fn::Not": [{"Fn::Equals": [{"Ref": "AccountConcurrency"}, unset]}]}


def resources_of_alarms() -> dict[str, Any]:
    """Return the alarms, and the topic and the key that they need."""
    kinds = (ALARM, "AWS::KMS::", "AWS::SNS::")
    every: dict[str, Any] = written()["Resources"]
    return {name: each for name, each in every.items() if each["Type"].startswith(kinds)}


def test_the_topic_takes_messages_of_this_stacks_alarms_alone() -> None:
    """And the key that encrypts them lets the same use it: else nothing would arrive."""
    # GIVEN what topic and key allow
    (published,) = properties("AlarmTopicPolicy")["PolicyDocument"]["Statement"]
    kept, used = properties("AlarmKey")["KeyPolicy"]["Statement"]
    # THEN it is CloudWatch, for alarms of the stack
    for each in (published, used):
        assert each["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        arn = each["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"]
        assert arn.endswith(":alarm:${AWS::StackName}-*")
        assert each["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert (published["Action"], used["Action"]) == (
        "sns:Publish",
        ["kms:Decrypt", "kms:GenerateDataKey"],
    )
    # AND the policy for a key of the deployer's own says the same
    policy = json.loads((ROOT / "deploy" / "key-policy.json").read_text())
    (own,) = (each for each in policy["Statement"] if each["Sid"] == "AlarmsOfTheStack")
    assert (own["Principal"], own["Action"]) == (used["Principal"], used["Action"])
    assert own["Condition"]["ArnLike"]["aws:SourceArn"].endswith(":alarm:STACK-*")
    # AND the key stays the account's to keep
    assert kept["Principal"]["AWS"]["Fn::Sub"].endswith(":root")


def test_every_alarm_is_listed_with_what_it_watches() -> None:
    """The list is what a deployer reads before they switch alarms on."""
    # GIVEN the list
    rows = [row for row in rows_of("alarms.md", "The alarms") if "`" in row[0]]
    listed = {re.findall(r"`([^`]+)`", row[0])[0]: row for row in rows}
    # THEN it has each alarm, once, with its runbook
    assert [*listed] == [*ALARMS]
    assert len(rows) == len(ALARMS)
    for name, row in listed.items():
        assert f"(runbooks/{name}.md)" in row[0]
        # AND says what the alarm says
        text = description(ALARMS[name]).rsplit(" ", 1)[0]
        assert row[1] == text.removeprefix("Urgent. ")
        assert (row[4] == "urgent") is text.startswith("Urgent. ")
        # AND names its metrics
        for each in watched(ALARMS[name]):
            assert f"`{each.metric}`" in row[2]
