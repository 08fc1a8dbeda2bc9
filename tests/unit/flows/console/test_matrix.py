"""Which role may use which page and action: all of them, as they are declared."""

import re
from typing import Final

import pytest

from jetbridge.flows.console import registry
from jetbridge.flows.console.places import OF_TENANT, Act, Page, Place
from jetbridge.flows.people import requests
from jetbridge.flows.self_service import clients
from jetbridge.model.audit import Action
from jetbridge.model.console import Role, suffices
from jetbridge.model.erasure import Identifier, NameKind
from jetbridge.model.identity import Person
from jetbridge.model.person_request import PersonAct
from jetbridge.store import policies
from jetbridge.web import forms
from jetbridge.web.client_bodies import ClientBody
from tests.fakes.identity_provider import ISSUER
from tests.support import told, webhooks
from tests.support.browser import ORIGIN, Browser
from tests.support.commands import EVERY
from tests.support.console import HOME, OTHER, Console

PLACES: Final = {place.path: place for place in registry.PLACES}
ACTS: Final = {path: place for path, place in PLACES.items() if isinstance(place, Act)}
ASKING: Final = {
    path: place for path, place in PLACES.items() if isinstance(place, Page) and place.takes
}
"""Pages with a form that asks and changes nothing."""
VARIABLE: Final = re.compile(r"<(\w+)>")
KINDS: Final = ("journeys", "connections", "connections/links", "webhooks", "clients")
BY_ID: Final = tuple(f"{OF_TENANT}/{kind}/<" for kind in KINDS)
"""How the paths begin of what a tenant has by its id."""
FORBIDDEN: Final = 403
NOT_THERE: Final = 404


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


def _client(console: Console) -> str:
    """Return the id of the tenant's client."""
    found, _ = clients.page(console.world.table, "demo", limit=100, after=None)
    return found[0].client.client_id


def _request(console: Console) -> str:
    """Return the id of a copy that was asked for."""
    named = Identifier(NameKind.CANDIDATE, "can-1")
    person = Person("demo", "ana")
    return requests.ask(console.world.context(), person, PersonAct.COPY, named).id


@pytest.fixture
def console(console: Console) -> Console:
    """Return a console whose tenant has one of everything."""
    person = Person("demo", "otto")
    body = ClientBody(name="backend", scopes=("clients:write",))
    clients.create(console.world.context(), person, body, None)
    webhooks.registered(console.world)
    webhooks.delivery(console.world)
    told.unresolved(console.world, "evt-1")
    return console


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", PLACES)
def test_a_place_lets_in_who_has_its_role(console: Console, path: str, role: Role) -> None:
    """And no one else."""
    # GIVEN a person with one role
    browser, place = console.person(role), PLACES[path]
    # WHEN they ask for a place
    status = browser.get(url(console, place)).status
    # THEN they see it where their role suffices, whatever it has to say, and a refusal otherwise
    if suffices(role, place.role):
        assert status in (200, 303, 409)
    else:
        assert status == FORBIDDEN


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN])
@pytest.mark.parametrize("path", [path for path in PLACES if "<tenant>" in path])
def test_another_tenant_is_not_there(console: Console, path: str, role: Role) -> None:
    """It is answered as if there were no such page: nothing tells whether there is the tenant."""
    # GIVEN a person of one tenant
    browser = console.person(role)
    # WHEN they ask for a place of another one, and of one that does not exist
    theirs = browser.get(url(console, PLACES[path], OTHER))
    nobodys = browser.get(url(console, PLACES[path], "no-such-tenant"))
    # THEN the answers are the same
    assert theirs.status == nobodys.status == NOT_THERE
    assert theirs.body == nobodys.body


@pytest.mark.parametrize("path", PLACES)
def test_who_is_not_signed_in_is_led_to_the_issuer(console: Console, path: str) -> None:
    """From every place, and nothing of it is told."""
    # WHEN a browser without a session asks for a place
    answer = console.browser().get(url(console, PLACES[path]))
    # THEN it is sent to sign in
    assert answer.status == 303
    assert answer.location.startswith(f"{ISSUER}/authorize?")


@pytest.mark.parametrize("path", ACTS)
def test_a_form_does_not_get_around_the_role(console: Console, path: str) -> None:
    """The token of a form is right for anyone's own session: the role decides."""
    # GIVEN a viewer, who has made the form's token by themselves
    viewer = console.person(Role.VIEWER)
    before = console.simulation.journey
    # WHEN they send the form of an action
    answer = viewer.post(
        url(console, ACTS[path]), token_of(console, viewer, ACTS[path]), origin=ORIGIN
    )
    # THEN it is refused, nothing changes, and nothing is recorded
    assert answer.status == FORBIDDEN
    assert console.simulation.journey == before
    assert console.recorded() == []


@pytest.mark.parametrize("path", [path for path in ACTS if "<tenant>" in path])
def test_a_form_does_not_reach_another_tenant(console: Console, path: str) -> None:
    """An administrator is one of their own tenant alone, whatever the form says."""
    # GIVEN an administrator of another tenant, who has made the form's token by themselves
    other = console.person(Role.ADMIN, tenant=OTHER)
    context, act = console.world.context(), ACTS[path]
    journey, company = console.simulation.journey, console.simulation.company
    policy = policies.latest(context.table, "demo")
    form = {**token_of(console, other, act), "seen": "1"}
    # WHEN they send the form of an action, to where it is
    answer = other.post(url(console, act), form, origin=ORIGIN)
    # THEN it is not there, nothing changes, and nothing is recorded
    assert answer.status == NOT_THERE
    assert console.simulation.journey == journey
    assert console.simulation.company == company
    assert policies.latest(context.table, "demo") == policy
    assert console.recorded() == []
    # AND what is named by its id is not reached through their own tenant either
    own = url(console, act, OTHER)
    through = other.post(own, {**token_for(other, own), "version": "1", "seen": "1"}, origin=ORIGIN)
    if act.path.startswith(BY_ID):
        assert through.status == NOT_THERE
    assert console.simulation.journey == journey
    assert console.simulation.company == company
    assert policies.latest(context.table, "demo") == policy


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", ASKING)
def test_a_form_that_asks_is_for_who_may_see_its_page(
    console: Console, path: str, role: Role
) -> None:
    """Of their own tenant, and nothing of it is recorded."""
    # GIVEN a person with one role, who has made the form's token by themselves
    place, person = ASKING[path], console.person(role)
    answers = {
        tenant: person.post(where, token_for(person, where), origin=ORIGIN).status
        for tenant in ("demo", OTHER)
        if (where := url(console, place, tenant))
    }
    # THEN the form is read where their role suffices, and another tenant is not there
    assert (answers["demo"] == FORBIDDEN) is not suffices(role, place.role)
    assert (answers[OTHER] == NOT_THERE) is (role is not Role.OPERATOR)
    assert console.recorded() == []


def test_a_page_without_a_form_takes_none(console: Console) -> None:
    """Whatever is sent to it."""
    admin = console.person(Role.ADMIN)
    assert admin.post(HOME, token_for(admin, HOME), origin=ORIGIN).status == NOT_THERE


def token_of(console: Console, browser: Browser, place: Place) -> dict[str, str]:
    """Return the token of a form that the browser's session would be shown."""
    return {**token_for(browser, url(console, place)), "version": "1"}


def token_for(browser: Browser, path: str) -> dict[str, str]:
    """Return the token of a form at a path."""
    key = browser.cookies["__Host-jetbridge_browser"]
    return {"csrf_token": forms.token(key, "console", "ana", path)}


def test_a_person_with_several_roles_has_the_strongest(console: Console) -> None:
    """For their own tenant; an operator's counts for all."""
    viewer_and_admin = console.person("viewer", "admin")
    assert viewer_and_admin.get(f"{console.journey_url}/cancel").status == 200
    operator = console.person("viewer", "operator", tenant=None)
    assert operator.get(HOME).status == 200


def test_each_action_has_a_name_of_its_own() -> None:
    """Two that are called the same could not be told apart in what is said of them."""
    names = [registry.name_of(each) for each in registry.acts()]
    assert len(names) == len({*names})
    # AND the trail calls each as it calls what the API does
    assert {each.action for each in registry.acts()} <= {*Action}


def test_an_action_can_be_done_by_a_program_too() -> None:
    """By the API, or, where it is the operator's alone, by a command."""
    for act in registry.acts():
        if act.command:
            assert act.role is Role.OPERATOR
            assert act.scope is None
            assert act.command in EVERY
        else:
            assert act.scope


def test_the_navigation_shows_what_a_role_may_see() -> None:
    """The operator's own pages apart from those of a tenant."""
    # GIVEN the pages that have a name in the navigation
    named = [each for each in registry.PLACES if isinstance(each, Page) and each.menu]
    for role in Role:
        for of_tenant in (True, False):
            shown = [*registry.menu(role, of_tenant=of_tenant)]
            # THEN each is shown to those who may see it, where it belongs
            assert shown == [
                each
                for each in named
                if suffices(role, each.role) and ("<tenant>" in each.path) == of_tenant
            ]
