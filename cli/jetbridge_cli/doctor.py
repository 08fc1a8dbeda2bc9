"""`jetbridge doctor`: whether a deployment is set up as it should be, and what to hand out."""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.settings import Settings
from jetbridge_cli import (
    alarms_asked,
    alarms_standing,
    figures,
    findings,
    keyring_standing,
    operating,
    secret_names,
    secrets_testing,
    service_standing,
    stack_standing,
    tenants_standing,
    work_standing,
)
from jetbridge_cli.alarms_standing import Alarm
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName
from jetbridge_cli.findings import Check, Finding, not_local
from jetbridge_cli.output import AsJson

_AT_AWS: Final = ("routes", "concurrency", "clock", "alarms")
"""What a local stack does not have: API Gateway, an account's limit, Lambda's figures, alarms."""


def doctor(
    *, as_json: AsJson = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Check how a deployment is set up, and show the URLs to hand to partners.

    Each partner is asked once by a call that does nothing, and the API and the sign-in service by
    GET. Exit status: 1 where something has to be done; 4 where something cannot be told; else 0.
    """
    findings.run(_checks(Deployment(stack_name, endpoint)), as_json=as_json)


def _checks(deployment: Deployment) -> Iterator[tuple[str, Check]]:
    given, template = deployment.parameters(), stack_standing.facts()
    known = {
        name: (each["OutputValue"], each.get("Description", ""))
        for name, each in deployment.outputs().items()
    }
    values = {name: value for name, (value, _) in known.items()}
    yield "stack", partial(stack_standing.state, *deployment.state())
    yield "outputs", partial(stack_standing.outputs, values, template)
    yield "parameters", partial(stack_standing.parameters, given, template)
    yield "logs", partial(stack_standing.logs, given, template)
    yield from _at_aws(deployment, given, template)
    if any(name not in known for name in template["outputs"]):
        return  # what is missing is found; the other checks read these outputs
    is_local = deployment.is_local
    yield "addresses", partial(stack_standing.addresses, known, is_local=is_local)
    context = operating.context(deployment, _settings(deployment))
    yield from _asked(context, values)
    schedules = partial(work_standing.schedules, context.table, context.clock.now())
    yield "schedules", schedules
    yield "retention", partial(tenants_standing.retention, context.table)


def _asked(context: Context, values: Mapping[str, str]) -> Iterator[tuple[str, Check]]:
    yield "API", partial(service_standing.api, context, values["ApiUrl"], int(time.time()))
    yield "sign-in", partial(service_standing.sign_in, context)
    yield "keyring", partial(keyring_standing.keyring, context, values["KeyringSecretArn"])
    for name in secret_names.NAMES:
        yield f"secret {name}", partial(service_standing.secret, context, name)


def _at_aws(
    deployment: Deployment, given: Mapping[str, str], template: stack_standing.Facts
) -> Iterator[tuple[str, Check]]:
    """Yield the checks of what a local stack does not have; there each says so."""
    if deployment.is_local:
        for name in _AT_AWS:
            yield name, partial(list, (not_local(name),))
        return

    def routes() -> Iterator[Finding]:
        known = figures.routes(deployment.apigateway(), deployment.resource("HttpApi"))
        return stack_standing.routes(known, template)

    def concurrency() -> Iterator[Finding]:
        limit = figures.concurrency(deployment.lambda_())
        return stack_standing.concurrency(limit, given, template)

    def clock() -> Iterator[Finding]:
        function = deployment.resource("ScheduledFunction")
        return stack_standing.invoked(figures.invocations(deployment.cloudwatch(), function))

    def alarms() -> Iterator[Finding]:
        return alarms_asked.asked(deployment, partial(_alarms, deployment, given, template))

    yield from zip(_AT_AWS, (routes, concurrency, clock, alarms), strict=True)


def _alarms(
    deployment: Deployment,
    given: Mapping[str, str],
    template: stack_standing.Facts,
    known: Sequence[Alarm],
) -> Iterator[Finding]:
    """Yield whether the alarms are all there, and tell someone."""
    yield from alarms_standing.setup(known, given, template)
    yield from alarms_standing.limit(figures.concurrency(deployment.lambda_()), given, template)
    own = deployment.output("AlarmTopic") if given.get("AlarmEmail") else ""
    for topic in alarms_standing.topics(given, own):
        yield from alarms_standing.topic(topic, [*figures.subscriptions(deployment.sns(), topic)])


def _settings(deployment: Deployment) -> Settings:
    issuer = {"OIDC_ISSUER": deployment.output("OidcIssuer")}
    return Settings({**secrets_testing.variables(deployment), **issuer})
