"""The page on what Jetbridge costs, docs/cost.md: `make cost` writes it."""

import sys
from typing import Final

from bench import memory_settings, metered, workloads
from bench.bills import FEW, MONTH, Bill, alternatives, bills
from bench.charges import ASSUMED, FIXED, INPUTS
from bench.result import Result
from bench.tables import table

_PARTS: Final = {
    "Lambda": ("lambda_gb_second", "lambda_request"),
    "API Gateway": ("api_request",),
    "DynamoDB, writes": ("write_unit",),
    "DynamoDB, reads": ("read_unit",),
    "SQS": ("queue_request", "fair_request"),
    "EventBridge": ("event",),
    "Logs": ("log_gb", "log_gb_month"),
    "Metrics": ("metric",),
    "Alarms, dashboard": ("alarm", "dashboard"),
    "Secrets Manager": ("secret",),
    "KMS": ("key", "key_request"),
}
"""The columns of the table, and the prices in each."""
_COUNTED: Final = (
    metered.INVOCATIONS,
    metered.TABLE_CALLS,
    metered.WRITE_UNITS,
    metered.QUEUE_REQUESTS,
    metered.EVENTS,
    metered.PARTNER_CALLS,
    metered.LOG_BYTES,
)
_INTRODUCTION: Final = """\
# Cost

`make cost` writes this page from a model: how much is used is counted where the flows run in
memory, over ports that count (`bench/workloads.py`). In US dollars a month, us-east-1, without free
tiers. The first row is paid for a stack that does nothing; each further one is added by the work
that it names.
"""
_EXPLANATION: Final = """\
- **A stack that does nothing** pays for its secrets, for the long polls by which Lambda waits for
  messages, and for the schedules.
- **Metrics** are paid by name and month, however often they are counted: our own, two of them for
  each partner that is asked, and CloudWatch's detailed metrics of each route in use.
- **Logs** are those of the functions, of Lambda and of API Gateway, kept for `LogRetentionDays`.
- **Alarms** are paid by the metrics that they watch, set off or not. There are none until [they are
  switched on](alarms.md#switch-them-on); the key is that of the topic for `AlarmEmail`.
  The [dashboard](alarms.md#dashboard) has a switch of its own.
- **Lambda**: the memory is that of template.yaml. A duration is CPU time by the share of a vCPU
  that comes with the memory, as [measured](performance.md#memory), and what is waited for.
- **A token request** is one of a client that had a token of the same process on the same day (UTC).
  The first one costs a call and a write unit more: it
  [notes the day](decisions/0113-a-client-gives-no-more-than-it-has.md).
- **A KMS key of your own** is asked by SQS besides, for each queue and each role that sends or
  receives, once in `KmsDataKeyReusePeriodSeconds`; reads of secrets ask it once each, and are few.
  The table asks a key in each case.
- **Left out**: data transfer, storage of the table (kilobytes a connection or journey), retries,
  webhooks to tenants, administrators who sign in.
"""
_COMPARISON: Final = """\
## Beside others

Sealed credentials in the table stand for a secret a connection
([why](decisions/0012-sealed-credentials-in-the-table.md)). Cognito charges for each token of a
machine; the example has {clients:.0f} API clients. Containers, a load balancer and a database cost
the same whatever they do: from {even:.0f} million token requests a month on, those that can serve
as many cost less than Jetbridge.
"""
_SETTINGS: Final = """\
## Memory

Lambda gives CPU time by memory: 1,769 MB come with one vCPU. For each setting: the CPU time of a
cold start by the share of a vCPU, what a warm invocation takes, and what a million of them cost in
US dollars, for requests that are [typical](#what-is-counted). Why each is set as it is:
[decision 77](decisions/0077-memory-by-who-waits.md).
"""


def page() -> str:
    """Return docs/cost.md."""
    return "\n".join(
        (
            _INTRODUCTION,
            table(("In a month", "USD", *_PARTS), map(_row, bills())),
            "",
            _EXPLANATION,
            _counts(),
            "",
            _compared(),
            "",
            _memory(),
            "",
            _prices(),
            "",
            _assumptions(),
            "",
        )
    )


def millions_for_servers() -> float:
    """Return how many million token requests a month cost as much as servers do."""
    idle, tokens, *_ = bills()
    *_, server = alternatives()
    once = tokens.part(FIXED)
    return (server.usd - idle.usd - once) / (tokens.usd - once)


def results() -> list[Result]:
    """Return what everything costs, in US dollars a month."""
    return [Result(each.title, each.usd, "USD a month") for each in (*bills(), *alternatives())]


def _row(bill: Bill) -> tuple[str, ...]:
    parts = (bill.part(names) for names in _PARTS.values())
    return bill.title, _usd(bill.usd), *map(_usd, parts)


def _counts() -> str:
    """Return what is counted of one of each, by function."""
    works = {
        "a token request": workloads.token_call(),
        "the authorizer": workloads.authorized_call(),
        "the audit trail of a change": workloads.recorded_change(),
        "a journey": workloads.journey(),
        "the removal of a finished journey": workloads.removal(),
        f"a connection that nothing uses, {MONTH} days": workloads.connection_days(
            MONTH, has_policy=False
        ),
        f"a connection that is polled, {FEW} days": workloads.connection_days(FEW, has_policy=True),
    }
    rows = (
        (work, function, *(f"{usage[name]:,}" for name in _COUNTED), f"{_read_units(usage):,g}")
        for work, found in works.items()
        for function, usage in found.account.functions.items()
    )
    return "## What is counted\n\n" + table(("Of", "Function", *_COUNTED, "read units"), rows)


def _read_units(usage: metered.Usage) -> float:
    return usage[metered.HALF_READ_UNITS] / 2


def _compared() -> str:
    text = _COMPARISON.format(even=millions_for_servers(), clients=ASSUMED["clients"])
    rows = ((each.title, _usd(each.usd)) for each in alternatives())
    return f"{text}\n{table(('In a month', 'USD'), rows)}"


def _memory() -> str:
    return f"{_SETTINGS}\n{memory_settings.sweep()}"


def _prices() -> str:
    rows = (
        (each["unit"], f"{each['usd']:.10g}", each["source"], each["read"])
        for each in INPUTS["price"].values()
    )
    return "## Prices\n\n" + table(("For a", "USD", "Source", "Read on"), rows)


def _assumptions() -> str:
    rows = (
        (f"{each['value']:,g}", each["what"], each["source"])
        for each in INPUTS["assumption"].values()
    )
    return "## Assumptions\n\n" + table(("Value", "Of what", "Source"), rows)


def _usd(amount: float) -> str:
    return f"{amount:,.2f}" if amount else ""


if __name__ == "__main__":
    sys.stdout.write(page())
