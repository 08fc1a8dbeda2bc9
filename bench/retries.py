"""Every retry of the system, how it ends, and what shows that it has: `python -m bench.retries`.

One row a retry that outlives a run. Its try is counted before it begins, so that it ends whatever
happens inside: an exception, a process that is killed, a call that never returns. The figures are
the code's; `tests/unit/endings` plays each row, and holds the table to the code. With `markdown`
the table is printed as docs/operations.md has it.
"""

import importlib
import re
import sys
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.result import Result
from jetbridge.flows.connection import credential_watch
from jetbridge.flows.schedule import tasks
from jetbridge.model.schedule import Task
from jetbridge.model.work import RESEAL, Kind
from jetbridge.partners.enboarder import launch
from jetbridge.partners.incode import check as incode_check
from jetbridge.partners.smartrecruiters import subscription
from jetbridge.store.due import Partition

type Covered = Partition | Kind | Task | str
"""What a retry is of: a partition of the due index, a kind of message, a task."""


@dataclass(frozen=True, slots=True)
class Retry:
    """One retry.

    `covers` is what it makes again. `counted` names the function that counts a try before it
    begins. `limit` says when it ends: `{name}` stands for the value of a constant of the code, and
    `{name/86400}` for its seconds in days. `ends` says what shows that it has ended.
    """

    name: str
    covers: tuple[Covered, ...]
    counted: str
    limit: str
    ends: str


RETRIES: Final = (
    Retry(
        "message of a queue",
        (Kind.NOTIFICATION, Kind.TASK, Kind.SETTLE, launch.SETTLE, credential_watch.TASK),
        "SQS, by `maxReceiveCount`",
        "5 receipts, 6 minutes apart (slow work: 36)",
        "dead letter",
    ),
    Retry(
        "work that is due, of which nothing comes",
        (
            Partition.TASK,
            Partition.CHECK,
            Partition.JOURNEY,
            Partition.POST,
            Partition.RETENTION,
            Kind.JOURNEY,
            Kind.ENDPOINT,
            Kind.RETENTION,
            incode_check.TASK,
            RESEAL,
        ),
        "store.due.take_up",
        "{store.due.MAX_TRIES} times, each time after twice as long",
        "dead letter, `WorkGivenUp`; a journey needs attention, a webhook is dead"
        " (`did_not_finish`)",
    ),
    Retry(
        "what the reconciler settles",
        (Partition.OPEN,),
        "store.due.take_up",
        "{store.due.MAX_TRIES} times, each time after twice as long",
        "dead letter `settle`, `WorkGivenUp`",
    ),
    Retry(
        "event on its way to the bus",
        (Partition.SEND, Kind.EVENT),
        "store.due.take_up",
        "{store.outbox.MAX_TRIES} times, up to a day apart",
        "dead letter `event`, `WorkGivenUp`; the event is kept for another two weeks",
    ),
    Retry(
        "approval whose exchange has not begun",
        (Partition.APPROVAL, Kind.EXCHANGE),
        "store.due.take_up",
        "{model.transaction.BEGIN_WITHIN} seconds after the approval",
        "the admin's page says so, and that nothing was sent",
    ),
    Retry(
        "webhook to a tenant's endpoint",
        (Kind.DELIVERY,),
        "model.webhook.claimed",
        "10 attempts, after {model.webhook.WAITS} seconds, or"
        " {model.webhook.DEFERRED_FOR/86400} days in which its endpoint's share has no room",
        "dead letter `delivery`, `WebhookGivenUp`, `webhooks failed`",
    ),
    Retry(
        "effect of a journey that ends without an outcome",
        (),
        "model.journey_transition.claimed",
        "{model.journey_transition.MAX_BEGUN} times",
        "the journey needs attention (`did_not_finish`)",
    ),
    Retry(
        "effect of a journey that a partner does not take",
        (),
        "model.journey_transition.claimed",
        "{model.journey_transition.MAX_TRIES} times, up to an hour apart",
        "the journey needs attention; without a connection it does from the first time",
    ),
    Retry(
        "what is undone at the end of a journey",
        (),
        "model.journey_transition.claimed",
        "{model.journey_transition.MAX_BEGUN} times without an outcome, "
        "{model.journey_transition.MAX_TRIES} times in all",
        "the journey ends; its timeline says `not_cancelled`",
    ),
    Retry(
        "look at an application",
        (Kind.APPLICATION,),
        "store.due.take_up",
        "{model.hire.PATIENCE/86400} days after its notification",
        "`HireGivenUp`; a look that fails ends as other work that is due",
    ),
    Retry(
        "task of a connection",
        (tasks.DUE, *Task),
        "model.schedule.claimed",
        "{model.schedule.MAX_BEGUN} times without an end",
        "left until the next day, `TaskGivenUp`; the connection's health says which task",
    ),
    Retry(
        "page of the poll",
        (),
        "model.poll.failed",
        "{model.poll.MAX_TRIES} times a page, {model.poll.MAX_PAGES} pages a pass",
        "the pass begins again at the next poll; the connection shows `poll.problem`",
    ),
    Retry(
        "question to Incode about a verdict",
        (),
        "store.due.take_up",
        "{partners.incode.check.PROCESSING/86400} days after the link's end",
        "`CheckGivenUp`; a question that fails ends as other work that is due",
    ),
    Retry(
        "notification that is not handled",
        (),
        "flows.notification.inbox.sweep",
        "{flows.notification.inbox.MAX_SWEEPS} sweeps",
        "`unresolved` with `given_up`, `NotificationUnresolved`",
    ),
    Retry(
        "launch that waits in the queue",
        (Kind.LAUNCH,),
        "store.onboardings.is_outdated",
        "{store.onboardings.ORDER_RETENTION/86400} days after the request",
        "`not_performed`; what was to be launched is wiped",
    ),
    Retry(
        "copy or erasure that was asked for",
        (Kind.PERSON,),
        "store.person_requests.begin",
        "{flows.people.working.MAX_TRIES} times without an end",
        "the request has failed as `given_up`; the command does it",
    ),
    Retry(
        "subscription to a company's events",
        (subscription.TASK,),
        "SQS, by `maxReceiveCount`",
        "5 receipts; asked for again by the next day's health check",
        "dead letter, `SubscriptionFailed`; the connection shows the step",
    ),
)

_PLACE: Final = re.compile(r"\{([\w.]+)(?:/(\d+))?\}")


def figures(text: str) -> list[str]:
    """Return the constants that a text names."""
    return [name for name, _ in _PLACE.findall(text)]


def value(name: str) -> object:
    """Return a constant of the code: `store.due.MAX_TRIES`, say."""
    module, _, constant = name.rpartition(".")
    return getattr(importlib.import_module(f"jetbridge.{module}"), constant)


def filled(text: str) -> str:
    """Return a text with the values of the constants that it names."""
    return _PLACE.sub(lambda found: _shown(value(found[1]), int(found[2] or 1)), text)


def markdown() -> str:
    """Return the table as docs/operations.md has it."""
    lines = ["| What is tried again | Ends after | Counted by | Then |", "|---|---|---|---|"]
    for retry in RETRIES:
        named = "".join(f" (`{each}`)" for each in figures(retry.limit))
        counted = retry.counted if " " in retry.counted else f"`{retry.counted}`"
        lines.append(f"| {retry.name} | {filled(retry.limit)}{named} | {counted} | {retry.ends} |")
    return "\n".join(lines)


def results() -> list[Result]:
    """Return how many retries there are. tests/unit/endings plays the end of each."""
    return [Result("retries, each with an end that a test plays", len(RETRIES))]


def main() -> None:
    """Print the table."""
    if sys.argv[1:] == ["markdown"]:
        sys.stdout.write(f"{markdown()}\n")
        return
    table = Table(title="Retries", show_lines=True)
    for heading in ("what is tried again", "ends after", "then"):
        table.add_column(heading, overflow="fold")
    for retry in RETRIES:
        table.add_row(retry.name, filled(retry.limit), retry.ends)
    Console().print(table)


def _shown(value: object, unit: int = 1) -> str:
    match value:
        case tuple():
            return ", ".join(map(_shown, value))
        case int():
            return f"{value // unit:,}"
        case _:
            return str(value)


if __name__ == "__main__":
    main()
