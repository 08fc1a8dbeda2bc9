"""A tenant's endpoint that hangs delays no other tenant's webhooks, on the local stack either."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from werkzeug.wrappers import Request, Response

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.model import events
from jetbridge.model.journey import Entry, What
from jetbridge.store import outbox as stored_events
from jetbridge_cli import operating
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.stack import LocalStack
from tests.e2e.flows.notifications import until
from tests.e2e.stack.operator import Operator
from tests.fakes.journeys import BEGUN

_HANGING: Final = 6
_PATIENCE: Final = 60.0
"""Seconds after which an endpoint that hangs ends all the same."""


class Hanging:
    """An endpoint that answers nothing before it is `released`."""

    def __init__(self) -> None:
        """Have not been called."""
        self.called = threading.Semaphore(0)
        self.released = threading.Event()

    def receive(self, _: Request) -> Response:
        """Let the caller wait."""
        self.called.release()
        self.released.wait(_PATIENCE)
        return Response(status=204)


class Quick:
    """An endpoint that answers at once. `ids` are those of what came."""

    def __init__(self) -> None:
        """Have not been called."""
        self.ids: list[str] = []

    def receive(self, request: Request) -> Response:
        """Take a webhook."""
        self.ids.append(request.headers["webhook-id"])
        return Response(status=204)


@contextmanager
def told_at(context: Context, tenant: str, made: Hanging | Quick) -> Iterator[None]:
    """Run a tenant's endpoint."""
    server = LoopbackServer()
    server.serve(Request.application(made.receive))
    endpoint.set_(context, tenant, f"{server.url}/hook", [])
    try:
        yield
    finally:
        server.stop()


def happens(context: Context, tenant: str, number: int) -> str:
    """Have something happen to a journey of a tenant's; return the event's id."""
    journey = replace(BEGUN, id=f"jny_{tenant}_{number}", tenant=tenant)
    event = events.of_journey(journey, 1, 0, Entry(What.COMPLETED, context.clock.now()))
    assert event
    outbox.commit(context, stored_events.record(event))
    return event.id


def test_a_hanging_endpoint_leaves_the_others_their_turn(stack: LocalStack) -> None:
    """Another tenant's webhook comes while it still hangs."""
    # GIVEN a tenant whose endpoint hangs, with several webhooks on their way there
    context = operating.context(Operator(stack).deployment())
    hanging, quick = Hanging(), Quick()
    with told_at(context, "hangs", hanging), told_at(context, "answers", quick):
        for number in range(_HANGING):
            happens(context, "hangs", number)
        assert hanging.called.acquire(timeout=_PATIENCE)
        # WHEN something happens to another tenant
        event_id = happens(context, "answers", 0)
        # THEN it is told of it, although the first one has answered nothing
        try:
            assert until(lambda: quick.ids) == [event_id]
        finally:
            hanging.released.set()
