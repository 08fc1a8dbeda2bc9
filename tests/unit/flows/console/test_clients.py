"""API clients in the console: what is shown, and what is made, changed and ended."""

import re
from typing import Final

import pytest

from jetbridge.flows.self_service import clients
from jetbridge.flows.self_service.clients import Seen
from jetbridge.oauth import access_tokens
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import keys, tenants
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.console import HOME, Console, submit

LIST: Final = f"{HOME}/clients"
SHOWN: Final = re.compile(r'<p class="code secret">([^<]+)</p>')


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator who has signed in just now."""
    return console.person("admin")


def made(admin: Browser, name: str = "backend", *scopes: str) -> tuple[str, str]:
    """Make a client; return its id and its secret."""
    ticked = {f"scope:{each}": "1" for each in scopes or ("journeys:read", "clients:write")}
    page = submit(admin, f"{LIST}/create", name=name, **ticked)
    assert page.status == 200, page.body
    return shown(page)


def shown(page: Page) -> tuple[str, str]:
    """Return the id and the secret that a page shows."""
    client_id, secret = SHOWN.findall(page.body)
    return client_id, secret


def stored(console: Console, client_id: str) -> Seen:
    """Return a client as it is stored."""
    return clients.find(console.world.table, "demo", client_id)


def is_good(console: Console, client_id: str, secret: str) -> bool:
    """Return whether a secret authenticates a client at this moment."""
    now, digest = console.world.clock.now(), keys.digest(secret)
    return any(
        each.digest == digest and each.is_live(now)
        for each in stored(console, client_id).client.secrets
    )


def test_a_client_is_made_and_its_secret_shown_once(console: Console, admin: Browser) -> None:
    """By the flow of the API, with the scopes that were ticked."""
    client_id, secret = made(admin, "hiring backend", "onboardings:read", "clients:write")
    assert stored(console, client_id).client.scopes == ("clients:write", "onboardings:read")
    assert is_good(console, client_id, secret)
    pages = [admin.get(LIST).body, admin.get(f"{LIST}/{client_id}").body]
    assert all("hiring backend" in each and secret not in each for each in pages)
    assert console.recorded()[-1] == ("client.create", "done", "person:ana", (client_id,))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "backend"}, "<strong>Scopes:</strong> Must not be empty."),
        ({"name": " ", "scope:journeys:read": "1"}, "<strong>Name:</strong> Must not be empty."),
        ({"name": "b", "scope:notifications:write": "1"}, "There is no such scope."),
        ({"name": "b\x1b[0m", "scope:journeys:read": "1"}, "<strong>Name:</strong> Must not hold"),
    ],
)
def test_what_breaks_a_rule_is_shown_again(
    console: Console, admin: Browser, fields: dict[str, str], told: str
) -> None:
    """With the field, the rule, and what was filled in; nothing is made."""
    before = clients.page(console.world.table, "demo", limit=100, after=None)
    answer = submit(admin, f"{LIST}/create", **fields)
    assert answer.status in (400, 422)
    assert told in answer.body
    assert f'value="{fields["name"].replace("\x1b", "\ufffd")}"' in answer.body
    if "scope:journeys:read" in fields:
        assert 'name="scope:journeys:read" value="1" checked' in answer.body
    assert clients.page(console.world.table, "demo", limit=100, after=None) == before


def test_a_secret_is_replaced(console: Console, admin: Browser) -> None:
    """Both are good for as long as was chosen."""
    client_id, first = made(admin)
    one = f"{LIST}/{client_id}"
    page = submit(admin, f"{one}/rotate", overlap="3600")
    _, second = shown(page)
    assert "The one before it is good until" in page.body
    assert is_good(console, client_id, first)
    assert is_good(console, client_id, second)
    assert submit(admin, f"{one}/rotate", overlap="3600").status == 409
    console.world.clock.advance(3_600)
    console.named("admin")
    left = admin.get("/console/sign-in?fresh=1").location
    admin.get(console.identity.sign_in(left))
    assert not is_good(console, client_id, first)
    # AND one that may be in wrong hands ends at once
    _, third = shown(submit(admin, f"{one}/rotate", overlap="0"))
    assert not is_good(console, client_id, second)
    assert is_good(console, client_id, third)
    assert {action for action, *_ in console.recorded()} == {"client.create", "client.rotate"}


def test_when_a_client_was_last_used_is_told_to_the_day(console: Console, admin: Browser) -> None:
    """Which of them are needed still."""
    client_id, _ = made(admin)
    assert "not yet, or long ago" in admin.get(LIST).body
    console.world.table.write(access_tokens.use(client_id, console.world.clock.now() + 40 * 86_400))
    for path in (LIST, f"{LIST}/{client_id}"):
        body = admin.get(path).body
        assert "31 October 2026" in body
        assert "long ago" not in body


def test_a_client_is_revoked_the_last_one_too(console: Console, admin: Browser) -> None:
    """Who revokes it here can make the next one here."""
    client_id, secret = made(admin)
    one = f"{LIST}/{client_id}"
    assert submit(admin, f"{one}/revoke").location.startswith(f"{LIST}?")
    assert stored(console, client_id).client.status is ClientStatus.REVOKED
    assert not is_good(console, client_id, secret)
    assert "revoked" in admin.get(LIST).body
    assert "/rotate" not in admin.get(one).body
    assert admin.get(f"{one}/revoke").status == 409
    assert admin.get(f"{one}/rotate").status == 409


@pytest.mark.parametrize("word", ["create", "rotate", "revoke"])
def test_each_change_asks_for_a_fresh_sign_in(console: Console, admin: Browser, word: str) -> None:
    """A browser that was left open gives no one a secret."""
    client_id, _ = made(admin)
    before = stored(console, client_id)
    path = f"{LIST}/create" if word == "create" else f"{LIST}/{client_id}/{word}"
    form = {**admin.get(path).decision, "name": "b", "scope:journeys:read": "1", "overlap": "0"}
    console.world.clock.advance(301)
    assert "Sign in once more" in admin.get(path).body
    assert "Sign in" in admin.post(path, form, origin=ORIGIN).body
    assert stored(console, client_id) == before


def test_nothing_is_made_for_a_tenant_that_leaves(console: Console) -> None:
    """Whatever an operator sees of it."""
    operator = console.person("operator", tenant=None)
    now = console.world.clock.now()
    console.world.table.write(tenants.close("demo", by="operator", now=now))
    answer = submit(operator, f"{LIST}/create", name="b", **{"scope:journeys:read": "1"})
    assert answer.status == 409
    assert "The tenant is being offboarded" in answer.body


def test_clients_are_listed_page_by_page(admin: Browser) -> None:
    """Each once, newest first."""
    ids = [made(admin, f"backend {number}")[0] for number in range(30)]
    found, url = [], LIST
    while url:
        page = admin.get(url).body
        found += re.findall(rf'<a href="{LIST}/([A-Za-z0-9_-]+)">backend', page)
        link = re.search(r'<p class="more"><a class="button small" href="([^"]+)"', page)
        url = f"{LIST}{link[1]}" if link else ""
    assert sorted(found) == sorted(ids)
