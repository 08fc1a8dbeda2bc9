"""An item that cannot be read hides nothing else in the console, and is told."""

from collections.abc import Iterator
from typing import Final

import pytest

from functions.connect import app as connect
from functions.manage import app as manage
from functions.onboarding import app as onboarding
from jetbridge.flows.console import registry
from jetbridge.flows.console.access import CSRF
from jetbridge.flows.console.places import Page
from jetbridge.model.console import Role
from jetbridge.runtime.edge import Edge
from jetbridge.store import keys
from jetbridge.store.table import Delete, Put, Table, Update
from tests.support.api import Client
from tests.support.browser import ORIGIN
from tests.support.console import HOME, Console
from tests.support.damage import CANARY, emptied, one_of_each_kind
from tests.support.journeys.env import TENANT
from tests.unit.flows.console.everything import filled, url

PAGES: Final = {place.path: place for place in registry.PLACES if isinstance(place, Page)}
OWN: Final = {
    "CLIENT": "/clients/<client>",
    "CONNECTION": "/connections/<connection>",
    "ENDPOINT": "/webhooks/<endpoint>",
    "JOURNEY": "/journeys/<journey>",
    "PERSON_REQUEST": "/requests/<request>",
    "POLICY CURRENT": "/polic",
    "POLICY VERSION": "/polic",
}
"""The part of a path by which a page is about one thing of a kind."""
UNAVAILABLE: Final = 503
TYPED: Final = {
    "kind": "candidate",
    "id": "typed-by-hand",
    "document": '{"note": "typed-by-hand"}',
    "verdict": "verified",
}
"""What is filled into a form that asks, whichever it is."""


def each_damaged(table: Table) -> Iterator[str]:
    """Damage one item of each kind, one after the other, and yield its kind meanwhile."""
    for kind, item in one_of_each_kind(table).items():
        if kind != "CONSOLE SESSION":  # of who looks
            table.write(Put(emptied(item)))
            yield kind
            table.write(Put(item))


def test_a_broken_item_harms_no_page_but_its_own(console: Console) -> None:
    """The others show what they show else, whatever kind it is of."""
    # GIVEN an operator, and what each page answers
    filled(console)
    operator = console.person(Role.OPERATOR)
    urls = {path: url(console, place) for path, place in PAGES.items()}
    whole = {path: operator.get(each).status for path, each in urls.items()}
    # WHEN an item of any kind cannot be read
    for kind in each_damaged(console.world.table):
        answers = {path: operator.get(each).status for path, each in urls.items()}
        harmed = {path for path, status in answers.items() if status != whole[path]}
        # THEN only pages about that very thing say so
        assert {answers[path] for path in harmed} <= {UNAVAILABLE}, kind
        assert all(kind in OWN and OWN[kind] in path for path in harmed), (kind, harmed)


@pytest.mark.parametrize("path", [path for path, place in PAGES.items() if place.takes])
def test_a_form_is_answered_beside_a_broken_list(console: Console, path: str) -> None:
    """What was typed is not lost, and the page says that something is left out."""
    # GIVEN a form that asks for something, and how it is answered
    filled(console)
    operator, where = console.person(Role.OPERATOR), url(console, PAGES[path])
    form = {**operator.get(where).asks, **TYPED}
    whole = operator.post(where, form, origin=ORIGIN).status
    # WHEN an item of any kind cannot be read
    for kind in each_damaged(console.world.table):
        answer = operator.post(where, form, origin=ORIGIN)
        # THEN it is answered all the same, with what was typed
        assert answer.status == whole, kind
        assert "typed-by-hand" in answer.body, kind


def listed(client: Client, edge: Edge) -> Iterator[tuple[str, int]]:
    """Yield each list of an API, and how it is answered."""
    for method, path in edge.routes:
        if method == "GET" and path.startswith("/v1/") and "<" not in path:
            yield path, client.call(method, path).status


def test_a_form_that_changes_something_keeps_what_was_typed(console: Console) -> None:
    """An operator sees the form of a tenant whose own item is broken; what is sent is not lost."""
    # GIVEN what an operator has typed into a form that changes something
    operator, where = console.person(Role.OPERATOR), f"{HOME}/clients/create"
    form = {**operator.get(where).decision, "name": "typed-by-hand"}
    # WHEN the tenant's own item cannot be read any more
    home = keys.tenant(TENANT)
    stored = console.world.table.get(home)
    console.world.table.write(Put({"pk": home.pk, "sk": home.sk, "tenant": [CANARY]}))
    answer = operator.post(where, form, origin=ORIGIN)
    # THEN the form is shown again with it, and nothing was begun
    assert answer.status == UNAVAILABLE
    assert 'value="typed-by-hand"' in answer.body
    assert answer.decision[CSRF] == form[CSRF]
    assert console.recorded() == []
    # AND it is taken as it is, once the item is as it was
    console.world.table.write(*([Put(stored)] if stored else [Delete(home)]))
    again = {**answer.decision, "name": "typed-by-hand", "scope:journeys:read": "1"}
    assert "typed-by-hand" in operator.post(where, again, origin=ORIGIN).body
    assert [(action, outcome) for action, outcome, *_ in console.recorded()][-1] == (
        "client.create",
        "done",
    )


@pytest.mark.parametrize("edge", [manage.edge, connect.edge, onboarding.edge])
def test_a_broken_item_harms_no_list_of_the_api(console: Console, edge: Edge) -> None:
    """It is left out; what is one thing, such as the policy, is not answered without it."""
    # GIVEN a client, and what each list answers
    filled(console)
    client = Client(console.world.context(), edge=edge)
    whole = dict(listed(client, edge))
    # WHEN an item of any kind cannot be read, THEN each list is answered all the same
    for kind in each_damaged(console.world.table):
        harmed = {path for path, status in listed(client, edge) if status != whole[path]}
        assert all(kind in OWN and OWN[kind] in path for path in harmed), (kind, harmed)


def test_a_list_says_that_something_is_left_out(console: Console) -> None:
    """Its operator which and why, its administrator that there is something."""
    # GIVEN a journey with an attribute of another type
    journey_id, table = console.simulation.journey.id, console.world.table
    table.write(Update(keys.journey(journey_id), set={"steps": CANARY}))
    # WHEN the journeys are listed
    operator, admin = console.person(Role.OPERATOR, subject="otto"), console.person(Role.ADMIN)
    told, tenants = (each.get(f"{HOME}/journeys").body for each in (operator, admin))
    # THEN the operator reads the item and the field, and the administrator neither
    assert f"JOURNEY {journey_id}</code>: Journey.steps holds what" in told
    assert "Not everything can be shown: 1 of what is stored" in tenants
    assert "Journey.steps" not in tenants
    assert CANARY not in told + tenants


def test_the_page_of_a_broken_journey_says_so(console: Console) -> None:
    """With what an operator can do."""
    # GIVEN a journey that lacks an attribute
    page, table = console.journey_url, console.world.table
    key = keys.journey(console.simulation.journey.id)
    operator, admin = console.person(Role.OPERATOR, subject="otto"), console.person(Role.ADMIN)
    table.write(Update(key, remove=("company_id",)))
    # WHEN its page is opened
    told, tenants = operator.get(page), admin.get(page)
    # THEN it cannot be shown, and who can mend it reads what is missing
    assert (told.status, tenants.status) == (UNAVAILABLE, UNAVAILABLE)
    assert "&#39;company_id&#39;" in told.body
    assert "from a backup" in told.body
    assert "company_id" not in tenants.body
    assert "Tell the operator of this service the request id" in tenants.body


def test_a_tenant_that_cannot_be_read_lets_no_one_else_in(console: Console) -> None:
    """Whether it was offboarded is not known. The operator finds the rest of it."""
    # GIVEN the item of a tenant, which cannot be read
    operator, admin = console.person(Role.OPERATOR, subject="otto"), console.person(Role.ADMIN)
    console.world.table.write(Update(keys.tenant(TENANT), set={"closed_at": CANARY}))
    # THEN its administrator is told so, and the operator sees its journeys
    assert admin.get(f"{HOME}/journeys").status == UNAVAILABLE
    assert operator.get(f"{HOME}/journeys").status == 200


def test_a_journey_with_other_steps_than_its_policy_hides_no_other(console: Console) -> None:
    """Its own page says so; the list names it to the operator."""
    # GIVEN a journey whose steps are gone
    journey_id, table = console.simulation.journey.id, console.world.table
    table.write(Update(keys.journey(journey_id), set={"steps": []}))
    operator = console.person(Role.OPERATOR)
    # WHEN its page and the list are opened
    own, listed = operator.get(console.journey_url), operator.get(f"{HOME}/journeys")
    # THEN the one cannot be shown, and the other says which it leaves out
    assert own.status == UNAVAILABLE
    assert "its steps are not those of version 1 of the policy" in own.body
    assert listed.status == 200
    assert f"JOURNEY {journey_id}</code>: its steps are not" in listed.body


def test_an_endpoint_under_the_name_of_another_hides_no_list(console: Console) -> None:
    """It is named as what it is by its key."""
    # GIVEN an endpoint that says that it is a further one
    filled(console)
    console.world.table.write(Update(keys.endpoint(TENANT), set={"further": "end_other"}))
    # WHEN the endpoints are listed, THEN the page says which it leaves out
    listed = console.person(Role.OPERATOR).get(f"{HOME}/webhooks")
    assert listed.status == 200
    assert f"ENDPOINT {TENANT}</code>: it says that it is another one" in listed.body
