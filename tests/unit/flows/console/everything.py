"""A console whose tenant has one of everything, and the address of each place there."""

import re
from typing import Final

from jetbridge.flows.console.places import Place
from jetbridge.flows.people import requests
from jetbridge.flows.self_service import clients
from jetbridge.model.erasure import Identifier, NameKind
from jetbridge.model.identity import Person
from jetbridge.model.person_request import PersonAct
from jetbridge.web.client_bodies import ClientBody
from tests.support import told, webhooks
from tests.support.console import Console

VARIABLE: Final = re.compile(r"<(\w+)>")


def filled(console: Console) -> Console:
    """Give the tenant one of everything, and return its console."""
    person = Person("demo", "otto")
    body = ClientBody(name="backend", scopes=("clients:write",))
    clients.create(console.world.context(), person, body, None)
    webhooks.registered(console.world)
    webhooks.delivery(console.world)
    told.unresolved(console.world, "evt-1")
    return console


def url(console: Console, place: Place, tenant: str = "demo") -> str:
    """Return the address of a place, for what there is."""
    there = {
        "tenant": tenant,
        "journey": console.simulation.journey.id,
        "link": console.link_id if "<link>" in place.path else "",
        "connection": console.simulation.company.id,
        "version": "1",
        "endpoint": "default",
        "event": webhooks.delivered(0),
        "client": _client(console),
        "partner": "incode",
        "notification": "evt-1",
        "request": _request(console) if "<request>" in place.path else "",
    }
    return VARIABLE.sub(lambda found: there[found[1]], place.path)


def _request(console: Console) -> str:
    """Return the id of a copy that was asked for."""
    named = Identifier(NameKind.CANDIDATE, "can-1")
    person = Person("demo", "ana")
    return requests.ask(console.world.context(), person, PersonAct.COPY, named).id


def _client(console: Console) -> str:
    """Return the id of the tenant's client."""
    found, _ = clients.page(console.world.table, "demo", limit=100, after=None)
    return found[0].client.client_id
