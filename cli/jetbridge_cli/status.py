"""`jetbridge status`: what of a deployment needs an operator, on one screen and for cron."""

from collections.abc import Iterable, Iterator
from functools import partial

from jetbridge.model import backlog
from jetbridge_cli import (
    alarms_asked,
    alarms_standing,
    figures,
    findings,
    tenants_standing,
    work_standing,
)
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName
from jetbridge_cli.findings import Check, Finding
from jetbridge_cli.output import AsJson
from jetbridge_cli.tenants_standing import Tenants


def status(
    *, as_json: AsJson = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Show what needs an operator: tenants, connections, endpoints, dead letters, partners.

    It reads every tenant's connections and journeys. Exit status, for cron: 1 where something has
    to be done; 4 where something cannot be told; else 0.
    """
    findings.run(_checks(Deployment(stack_name, endpoint)), as_json=as_json)


def _checks(deployment: Deployment) -> Iterator[tuple[str, Check]]:
    table, now = deployment.table(), deployment.clock().now()
    tenants = Tenants(table, now)
    yield "tenants", tenants.standing
    yield "partners", tenants.partners
    yield "own credentials", partial(tenants_standing.credentials, table)
    yield "notifications", partial(tenants_standing.unresolved, table)
    yield "dead letters", partial(_dead_letters, deployment)
    for name, too_old in backlog.TOO_OLD.items():
        yield f"queue {name}", partial(_queue, deployment, name, too_old)
    yield "schedules", partial(work_standing.schedules, table, now)
    yield "alarms", partial(alarms_asked.asked, deployment, alarms_standing.set_off)


def _dead_letters(deployment: Deployment) -> Iterable[Finding]:
    url = deployment.output("DeadLettersUrl")
    return work_standing.dead_letters(partial(figures.messages, deployment.sqs(), url))


def _queue(deployment: Deployment, name: str, too_old: int) -> Iterable[Finding]:
    url = deployment.output(f"{name}Url")
    count = partial(figures.messages, deployment.sqs(), url)
    age_of = partial(figures.age_of_oldest, deployment.cloudwatch(), url.rpartition("/")[2])
    return work_standing.queue(name, count, age_of, too_old)
