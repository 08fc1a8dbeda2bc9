"""The steps of a local deployment. This is what SAM is imported for."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask

from jetbridge_cli.local_stack.clock import VARIABLE, StackClock
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.stack import partners, resources, roles, template
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.control import control_app
from jetbridge_local.stack.functions import Functions
from jetbridge_local.stack.gateway import Gateway
from jetbridge_local.stack.options import Options
from jetbridge_local.stack.queues import Queues
from jetbridge_local.stack.schedules import Schedules
from jetbridge_local.stack.template import Deployment


def parameters(options: Options, urls: Mapping[str, str], api_url: str) -> dict[str, str]:
    """Return the template's parameters for partners at `urls` and an API at `api_url`."""
    own = partners.parameters(
        urls,
        api_url,
        allow_list=template.parameter_default(options.template, "RedirectAllowList"),
        ancestors=template.parameter_default(options.template, "FrameAncestors"),
    )
    return {**own, **options.parameters}


def translate(options: Options, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the template as CloudFormation takes it."""
    return template.cloudformation(options.template, given)


def deploy(
    options: Options, aws: Aws, translated: Mapping[str, Any], given: Mapping[str, str]
) -> tuple[Mapping[str, str], Deployment]:
    """Create the template's resources; return their ids by logical id, and what runs here.

    Raises:
        StackError: the AWS services refused the template.
    """
    ids = resources.create(aws, translated, given)
    named = {function: ids[role] for function, role in template.roles(translated).items()}
    credentials = roles.assume(aws, named)
    return ids, template.resolve(options.template, given, ids, aws.environment, credentials)


def operators_environment(aws: Aws, clock: StackClock) -> Mapping[str, str]:
    """Return the environment variables that lead the operator's commands to this deployment."""
    own = {"JETBRIDGE_STACK_NAME": resources.STACK_NAME, VARIABLE: str(clock.file)}
    return {**aws.environment, **own}


def functions(
    parts: ExitStack, deployment: Deployment, children: Children, logs: Path, clock: StackClock
) -> Functions:
    """Return the functions, none of which runs before its first invocation.

    Raises:
        StackError: functions do not run on a machine like this one.
    """
    pools = Functions(deployment.functions, children, logs, clock.file)
    parts.callback(pools.stop)
    return pools


def gateway(deployment: Deployment, pools: Functions, port: int) -> Flask:
    """Return the API's application."""
    return Gateway(deployment.api, pools, port).wsgi()


def schedules(
    parts: ExitStack, deployment: Deployment, pools: Functions, clock: StackClock
) -> tuple[Schedules, str]:
    """Start the schedules; return them and the URL of the stack's control routes."""
    driven = Schedules(deployment.schedules, pools)
    driven.start()
    parts.callback(driven.stop)
    server = LoopbackServer()
    parts.callback(server.stop)
    server.serve(control_app(driven, clock))
    return driven, server.url


def queues(
    parts: ExitStack, deployment: Deployment, pools: Functions, aws: Aws, pollers: int
) -> None:
    """Start to poll the queues of functions."""
    polled = Queues(deployment.event_sources, pools, aws.sqs(), pollers)
    polled.start()
    parts.callback(polled.stop)
