"""What is told of every route, a module a function: `OPERATIONS`, by the route's function."""

from collections.abc import Callable, Mapping
from typing import Final

from jetbridge_local.openapi.operation import Operation
from jetbridge_local.openapi.routes import (
    clients,
    connect,
    connect_links,
    consent,
    console,
    decisions,
    journeys,
    onboarding,
    people,
    policies,
    receive,
    token,
    webhooks,
)

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    **token.OPERATIONS,
    **onboarding.OPERATIONS,
    **journeys.OPERATIONS,
    **decisions.OPERATIONS,
    **policies.OPERATIONS,
    **webhooks.OPERATIONS,
    **clients.OPERATIONS,
    **people.OPERATIONS,
    **connect_links.OPERATIONS,
    **connect.OPERATIONS,
    **receive.OPERATIONS,
    **consent.OPERATIONS,
    **console.OPERATIONS,
}
