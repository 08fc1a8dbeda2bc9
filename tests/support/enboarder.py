"""An Enboarder whose answers to launches are scripted, and a tenant that is connected to it."""

import json
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import connect as enboarder_connect
from jetbridge.partners.enboarder.api import API_HOSTS, TOKEN_HOSTS, Account
from jetbridge.partners.enboarder.workflows import Changes, Order, Participant, external_id
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.http import Answer
from tests.fakes.partners.enboarder import Enboarder

CALLER: Final = Identity("jb_ci_caller", ClientKind.API, "demo", frozenset(Scope))
BY_KEY: Final = Account("AU", Secret("the-api-key"))
BY_OAUTH: Final = Account("EU", Secret("the-client-secret"), client_id="the-client")

V1: Final = API_HOSTS["AU"]
V2: Final = API_HOSTS["EU"]
TOKEN: Final = f"{TOKEN_HOSTS['EU']}/oauth2/token"
V1_REPORTS: Final = f"{V1}/reports/workflows"
V2_REPORTS: Final = f"{V2}/reports/v2/workflows"


def fake(world: World) -> Enboarder:
    """Return the partner behind a world."""
    assert isinstance(world.http, Enboarder)
    return world.http


def connect(context: Context, account: Account = BY_KEY) -> Connection:
    """Connect the demo tenant's account."""
    return enboarder_connect.connect(context, CALLER, account)


LAUNCH: Final = f"{V1}/restapi/v1/startwf/basic"
LAUNCH_BY_OAUTH: Final = f"{V2}/restapi/v2/startwf/basic"
UPDATE: Final = f"{V1}/restapi/v1/updatewf"
CANCEL: Final = f"{V1}/restapi/v1/cancelwf"
LAUNCHED: Final = f"{V1_REPORTS}/def-1/data"

ORDER: Final = Order(
    "basic",
    Changes(
        Participant("Jane Doe", email="jane@example.com"),
        (Participant("John Doe", email="john@example.com"),),
        "2026-12-01",
        {"location": "Sydney"},
    ),
    external_customer_id="hire-1",
)
EXTERNAL_ID: Final = external_id("demo", "hire-1")
OK: Final = answer({"message": "ok", "referenceid": EXTERNAL_ID})


def a_world(*answers: Answer) -> World:
    """Return a world whose tenant is connected by key, and whose Enboarder answers launches so."""
    world = World(http=Enboarder())
    connect(world.context())
    fake(world).only("POST", LAUNCH, *answers)
    return world


def shows(world: World, *records: object) -> None:
    """Let the reports show `records` from now on."""
    fake(world).always("GET", LAUNCHED, answer({"items": [*records]}))


def launches(world: World) -> list[dict[str, object]]:
    """Return the bodies that were launched."""
    return [json.loads(sent.body or b"") for sent in fake(world).sent("POST", LAUNCH)]
