"""`jetbridge status`: what of a deployment needs an operator, on one screen and for cron."""

from collections.abc import Iterator
from functools import partial

from jetbridge_cli import (
    alarms_standing,
    figures,
    findings,
    stack_standing,
    tenants_standing,
    work_standing,
)
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName
from jetbridge_cli.findings import Check, Finding, Result
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
    sqs, cloudwatch = deployment.sqs(), deployment.cloudwatch()
    dead = partial(figures.messages, sqs, deployment.output("DeadLettersUrl"))
    yield "dead letters", partial(work_standing.dead_letters, dead)
    for output, too_old in work_standing.QUEUES.items():
        url, name = deployment.output(output), output.removesuffix("Url")
        count = partial(figures.messages, sqs, url)
        age_of = partial(figures.age_of_oldest, cloudwatch, url.rpartition("/")[2])
        yield f"queue {name}", partial(work_standing.queue, name, count, age_of, too_old)
    yield "schedules", partial(work_standing.schedules, table, now)
    yield "alarms", partial(_alarms, deployment)


def _alarms(deployment: Deployment) -> Iterator[Finding]:
    """Yield the alarms that are set off, or that there are none."""
    if deployment.is_local:
        yield Finding(Result.NOTE, "alarms", "not checked: the local stack has none")
    elif not alarms_standing.are_on(deployment.parameters()):
        yield from alarms_standing.off()
    else:
        names = stack_standing.facts()["alarms"]
        known = figures.alarms(deployment.cloudwatch(), deployment.stack_name, names)
        yield from alarms_standing.set_off(known)
