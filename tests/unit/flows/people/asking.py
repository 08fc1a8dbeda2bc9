"""A tenant's client that asks for copies and erasures, and the worker that makes them."""

from typing import Final

from jetbridge.flows.schedule import work
from jetbridge.model.work import Kind, Message
from jetbridge.store import erasures, exports
from tests.fakes.context import World
from tests.support.api import Answer, Client
from tests.support.journeys.env import TENANT
from tests.unit.flows.people.erasing import PERSON

ERASURES: Final = "/v1/people/erasures"
COPIES: Final = "/v1/people/copies"
REQUESTS: Final = "/v1/people/requests"
BODY: Final = {"candidateId": PERSON[0]}


def a_client(world: World, tenant: str = TENANT, client_id: str = "jb_ci_caller") -> Client:
    """Return a client of the tenant."""
    return Client(world.context(), tenant=tenant, client_id=client_id)


def asked(
    world: World, path: str = ERASURES, body: object = BODY, *, key: str = "", by: str = "caller"
) -> Answer:
    """Ask for a copy or an erasure."""
    headers = {"idempotency-key": key} if key else {}
    return a_client(world, client_id=f"jb_ci_{by}").call("POST", path, body, headers=headers)


def stands(world: World, answered: Answer) -> Answer:
    """Look at what was asked for."""
    return a_client(world).call("GET", f"{REQUESTS}/{answered.json['id']}")


def taken(world: World, answered: Answer, *, by: str = "caller") -> Answer:
    """Take a copy."""
    client = a_client(world, client_id=f"jb_ci_{by}")
    return client.call("GET", f"{REQUESTS}/{answered.json['id']}/copy")


def messages(world: World) -> list[tuple[Message, int]]:
    """Return what the queue of slow work holds for persons, with the delays."""
    return [each for each in world.slow.sent if each[0].get("kind") == Kind.PERSON]


def worked(world: World) -> None:
    """Do what the queue holds by now, each message once, the soonest first."""
    due = sorted(messages(world), key=lambda sent: sent[1])
    world.slow.sent = [each for each in world.slow.sent if each not in due]
    for message, _ in due:
        work.do(world.context(), message)


def worked_off(world: World) -> None:
    """Do what the queue holds, until it holds nothing more."""
    while waiting := messages(world):
        world.clock.advance(max(delay for _, delay in waiting))
        worked(world)


def records(world: World) -> tuple[int, int]:
    """Return how many records of erasures there are, and how many receipts of copies."""
    erased_ones, _ = erasures.of_tenant(world.table, TENANT, limit=10, after=None)
    copied, _ = exports.of_tenant(world.table, TENANT, limit=10, after=None)
    return len(erased_ones), len(copied)
