"""What `jetbridge doctor` and `jetbridge status` find of the alarms, and of who is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jetbridge_cli.findings import Finding, Result, listed
from jetbridge_cli.stack_standing import Facts

_CHECK: Final = "alarms"
_CONCURRENCY: Final = "concurrency"
"""The alarm that is there only where the stack was told what the account has."""
_TOPICS: Final = ("AlarmTopicArn", "UrgentTopicArn")
_URGENT: Final = "Urgent."
"""With which the description of an urgent alarm begins. It ends in its runbook's address."""
_SWITCH_ON: Final = "Set AlarmEmail or AlarmTopicArn, and deploy: docs/alarms.md."
_DEPLOY: Final = "Deploy the template of this tool's release: `sam deploy`."


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm as CloudWatch has it, its name without the stack's."""

    name: str
    description: str
    is_set_off: bool
    may_act: bool


def are_on(given: Mapping[str, str]) -> bool:
    """Return whether a stack was told whom its alarms are for."""
    return bool(given.get("AlarmEmail") or given.get("AlarmTopicArn"))


def topics(given: Mapping[str, str], own: str) -> list[str]:
    """Return the ARNs of the topics that alarms go to. `own` is the stack's, empty for none."""
    return [*filter(None, (own, *(given.get(name, "") for name in _TOPICS)))]


def off() -> Iterator[Finding]:
    """Yield that no one is told of anything."""
    yield Finding(Result.NOTE, _CHECK, "off: no one is told when something is wrong", _SWITCH_ON)


def setup(known: Sequence[Alarm], given: Mapping[str, str], template: Facts) -> Iterator[Finding]:
    """Yield whether every alarm is there and may act."""
    left_out = {_CONCURRENCY} if not _executions(given, template) else set[str]()
    expected = [name for name in template["alarms"] if name not in left_out]
    missing = [name for name in expected if name not in {each.name for each in known}]
    silenced = [each.name for each in known if not each.may_act]
    if missing:
        yield Finding(Result.ACT, _CHECK, f"missing: {listed(missing)}", _DEPLOY)
    if silenced:
        do = "aws cloudwatch enable-alarm-actions, unless they are meant to be silent."
        yield Finding(Result.ACT, _CHECK, f"silenced: {listed(silenced)}", do)
    if not (missing or silenced):
        yield Finding(Result.FINE, _CHECK, f"all {len(expected)} are there")


def topic(arn: str, subscriptions: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Yield whether a topic has a subscription that was confirmed.

    Args:
        arn: the topic's.
        subscriptions: as SNS lists them; one that was not confirmed has no ARN.
    """
    name = arn.rpartition(":")[2]
    waiting = [each for each in subscriptions if not each["SubscriptionArn"].startswith("arn:")]
    confirmed = len(subscriptions) - len(waiting)
    about = f"topic {name}: confirmed subscriptions: {confirmed}, unconfirmed: {len(waiting)}"
    if confirmed:
        yield Finding(Result.FINE, _CHECK, about)
    elif waiting:
        do = "Follow the link in AWS's message; ask for another by subscribing once more."
        yield Finding(Result.ACT, _CHECK, about, do)
    else:
        yield Finding(Result.ACT, _CHECK, about, f"Subscribe to {arn}.")


def limit(executions: int, given: Mapping[str, str], template: Facts) -> Iterator[Finding]:
    """Yield whether the alarm `concurrency` knows how many executions the account has."""
    known = _executions(given, template)
    do = f"Set AccountConcurrency={executions}, and deploy."
    if not known:
        about = f"{_CONCURRENCY} is off; the account has {executions} executions"
        yield Finding(Result.NOTE, _CHECK, about, do)
    elif known != executions:
        about = f"AccountConcurrency is {known}, the account has {executions} executions"
        yield Finding(Result.ACT, _CHECK, about, do)


def _executions(given: Mapping[str, str], template: Facts) -> int:
    """Return how many executions the stack was told that the account has; 0: it was not."""
    return int({**template["parameters"], **given}["AccountConcurrency"])


def set_off(known: Sequence[Alarm]) -> Iterator[Finding]:
    """Yield the alarms that are in ALARM now, each with its runbook."""
    ringing = [each for each in known if each.is_set_off]
    for each in ringing:
        text, _, runbook = each.description.rpartition(" ")
        is_urgent = text.startswith(_URGENT)
        result = Result.ACT if is_urgent else Result.NOTE
        about = text.removeprefix(_URGENT).strip()
        yield Finding(result, f"alarm {each.name}", about, runbook)
    if not ringing:
        yield Finding(Result.FINE, _CHECK, "none is set off")
