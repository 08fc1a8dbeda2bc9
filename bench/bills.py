"""What Jetbridge costs on AWS, as a model, and what others charge for parts of the same work.

How much is used is counted where the flows run in memory (bench/workloads.py); bench/charges.py
makes of it what AWS charges for.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bench import metered, workloads
from bench.charges import ASSUMED, HOURS, INPUTS, SECONDS, Amounts, month, total, used
from tests.support.alarms import alarms, watched
from tests.unit.infra.templates import as_list, properties, resources

_POLL: Final = 20
"""Seconds of a long poll."""
FEW, MONTH = 2, 30
"""Days of a connection that are played: few where something is due all the time."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What something uses in a month, by the names of prices."""

    title: str
    amounts: Mapping[str, float]

    @property
    def usd(self) -> float:
        """What it costs, in US dollars."""
        return self.part(self.amounts)

    def part(self, names: Iterable[str]) -> float:
        """Return what some of it costs, in US dollars."""
        prices = INPUTS["price"]
        return sum((self.amounts.get(name, 0) * prices[name]["usd"] for name in names), start=0.0)


def bills() -> tuple[Bill, ...]:
    """Return what a stack costs that does nothing, and what each kind of work adds to that."""
    million, connections = 1_000_000, 10_000
    polled = workloads.connection_days(FEW, has_policy=True)
    unused = workloads.connection_days(MONTH, has_policy=False)
    return (
        Bill("a stack that does nothing", _idle()),
        Bill("1,000,000 token requests", month(workloads.token_call(), million, routes=1)),
        Bill(
            "the authorizer of 1,000,000 API requests", month(workloads.authorized_call(), million)
        ),
        Bill(
            "the audit trail of 1,000,000 changes by API clients",
            month(workloads.recorded_change(), million),
        ),
        Bill("10,000 connections that nothing uses", month(unused, connections)),
        Bill(
            "10,000 connections that are polled for hires",
            month(polled, connections * MONTH / FEW),
        ),
        Bill("1,000 journeys", month(workloads.journey(), 1_000, routes=2)),
        Bill("the removal of 1,000 finished journeys", month(workloads.removal(), 1_000)),
        Bill("alarms, by e-mail", {"alarm": _alarm_metrics(), "key": 1}),
        Bill("the dashboard", {"dashboard": 1}),
        Bill("a KMS key of your own (`KmsKeyArn`)", _own_key()),
    )


def alternatives() -> tuple[Bill, ...]:
    """Return what others charge for parts of the same work."""
    worker = workloads.connection_days(MONTH, has_policy=False).account.functions["worker"]
    per_renewal = 2  # the secret is read, and written
    return (
        Bill(
            "10,000 connections that nothing uses, a secret each",
            {
                "secret": 10_000,
                "secret_request": 10_000 * per_renewal * worker[metered.PARTNER_CALLS],
            },
        ),
        Bill(
            "1,000,000 token requests, by Cognito",
            {"cognito_token": 1_000_000, "cognito_client": ASSUMED["clients"]},
        ),
        Bill(
            "two small containers and a small database, busy or not",
            {
                "container_cpu_hour": HOURS,  # two with half a vCPU each
                "container_gb_hour": 2 * HOURS,
                "balancer_hour": HOURS,
                "database_hour": HOURS,
                "database_gb": 20,
            },
        ),
    )


def _alarm_metrics() -> int:
    """Return how many metrics the alarms watch."""
    return sum(len([*watched(alarm)]) for alarm in alarms().values())


def _idle() -> Amounts:
    queues = [name for name in resources("AWS::SQS::Queue") if name != "DeadLetters"]
    return total(
        *(used(workloads.idle_run(job).account, runs) for job, runs in _schedules()),
        {
            "queue_request": len(queues) * ASSUMED["pollers"] * SECONDS / _POLL,
            "secret": len(resources("AWS::SecretsManager::Secret")),
            "key_request": SECONDS / ASSUMED["table_key_seconds"],
        },
    )


def _own_key() -> Amounts:
    """Return the key, and what SQS asks of it: twice for who sends, once for who receives.

    Source: Amazon SQS Developer Guide, "Key management", estimating costs.
    """
    asked = {"sqs:SendMessage": 2, "sqs:ReceiveMessage": 1}
    asks = sum(
        times * len(as_list(statement["Resource"]))
        for role in resources("AWS::IAM::Role")
        for statement in properties(role)["Policies"][0]["PolicyDocument"]["Statement"]
        for action, times in asked.items()
        if action in as_list(statement["Action"])
    )
    _, period, _ = properties("Queue")["KmsDataKeyReusePeriodSeconds"]["Fn::If"]
    return {"key": 1, "key_request": asks * SECONDS / period}


def _schedules() -> Iterator[tuple[str, float]]:
    """Yield the job of each schedule, and how often it runs in a month."""
    for event in properties("ScheduledFunction")["Events"].values():
        given = event["Properties"]
        rate = re.fullmatch(r"rate\((\d+) (minute|hour)s?\)", given["Schedule"])
        if rate is None:
            raise ValueError(given["Schedule"])
        period = int(rate[1]) * {"minute": 60, "hour": 3_600}[rate[2]]
        yield json.loads(given["Input"])["job"], SECONDS / period
