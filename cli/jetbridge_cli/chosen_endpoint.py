"""The endpoint of a tenant that a command is about, and what stands in its way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks.endpoint import NoEndpointError
from jetbridge.model.webhook import Endpoint
from jetbridge.store import endpoints
from jetbridge.store.table import ConditionFailedError
from jetbridge.vault.sealing import UnsealableError
from jetbridge.vault.secrets import SecretUnavailableError
from jetbridge_cli import arguments
from jetbridge_cli.failure import CommandError

Tenant = Annotated[str, typer.Option("--tenant", help="Whose endpoint.")]
Named = Annotated[
    str,
    typer.Option("--endpoint", help="Which of the tenant's endpoints.", callback=arguments.filled),
]


def find(context: Context, tenant: str, named: str) -> Endpoint:
    """Return an endpoint of a tenant.

    Raises:
        CommandError: there is none of this name.
    """
    found = endpoints.find(context.table, tenant, named)
    if found is None:
        raise CommandError(without(tenant, named))
    return found


def called(tenant: str, named: str) -> str:
    """Return what a question calls an endpoint."""
    return f"the endpoint {named} of {tenant}"


def without(tenant: str, named: str) -> str:
    """Say that there is no such endpoint."""
    return f"{tenant} has no endpoint {named}"


@contextmanager
def explained() -> Iterator[None]:
    """Turn what stood in the way into a message.

    Raises:
        CommandError: nothing was done.
    """
    try:
        yield
    except ConditionFailedError:
        raise CommandError("it has just been changed by another command: try again") from None
    except (NoEndpointError, SecretUnavailableError, UnsealableError) as obstacle:
        raise CommandError(str(obstacle)) from None
