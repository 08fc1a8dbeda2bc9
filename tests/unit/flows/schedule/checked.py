"""Connections whose first check is due, and the worker that makes it."""

from typing import Final

from jetbridge.flows.schedule import work
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.store import keys
from tests.fakes import FakeHttp, answer
from tests.fakes.context import SMARTRECRUITERS, World
from tests.fakes.http import Answer
from tests.fakes.partners.smartrecruiters import ISSUED
from tests.support.smartrecruiters import a_world, approve, the_connection

CANDIDATES: Final = f"{SMARTRECRUITERS}/candidates"


def connected(*companies: str, candidates: Answer | None = None) -> World:
    """Return a world with active connections, whose first check is due."""
    names = companies or ("acme",)
    world = a_world(*[answer(ISSUED)] * len(names))
    assert isinstance(world.http, FakeHttp)
    world.http.always("GET", CANDIDATES, candidates or answer({"content": []}))
    for company in names:
        approve(world.context(), company_id=company)
    world.clock.advance(60)
    return world


def deliver(world: World) -> None:
    """Do every message of the queue, then of that of slow work, and empty both."""
    messages = [message for message, _ in world.queue.sent]
    world.queue.sent.clear()
    for message in messages:
        work.do(world.context(), dict(message))
    slow = [message for message, _ in world.slow.sent]
    world.slow.sent.clear()
    for message in slow:
        work.do(world.context(), dict(message))


def asked(world: World) -> int:
    """Return how often SmartRecruiters was asked for candidates."""
    assert isinstance(world.http, FakeHttp)
    return len(world.http.sent("GET", CANDIDATES))


def used_late(world: World) -> str:
    """Call with the company's token in the second half of its life; return the token's key."""
    connection = the_connection(world)
    source = company_pair(world.context(), connection)
    broker = world.context().broker
    broker.access_token(source)
    world.clock.advance(1_000)
    broker.access_token(source)
    return keys.broker_token(source.name).pk
