"""A link that an administrator was sent: it says what is asked, and counts once."""

from typing import Any, Final, override

import pytest

from jetbridge.flows.connection import connect_links as flow
from jetbridge.model.connect_link import DEFAULT_MINUTES, ConnectLink, Order, Stand
from jetbridge.model.connection import Status
from jetbridge.model.record import replace
from jetbridge.model.transaction import AUTHORIZATION_LIFETIME
from jetbridge.store import audit, connect_links, connections, keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Check, Table, Write
from tests.fakes.partners.onboardbase import KEY_URL
from tests.fakes.passing import PassingTable
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import FunctionEnv
from tests.support.onboardbase import START, come_back, press, stored

RETURN_URL: Final = "https://vendor.example/done?case=7"
ORDER: Final = Order("onboardbase", DEFAULT_MINUTES)


def made(env: FunctionEnv, order: Order = ORDER, tenant: str = "demo") -> tuple[ConnectLink, str]:
    """Make a link; return it with its path."""
    context = env.world.context()
    link, url = flow.create(context, tenant, order, by="jb_ci_caller", base_url=ORIGIN)
    return link, url.reveal().removeprefix(ORIGIN)


def visit(env: FunctionEnv, browser: Browser, path: str) -> Page:
    """Open a link, sign in where need be, agree at Onboardbase, and come back."""
    page = browser.get(path)
    if page.status == 303:
        page = env.signed_in(browser, path)
    left = press(browser, page)
    assert left.status == 303, left.body
    return browser.get(env.onboardbase.authorize(left.location))


def as_stored(env: FunctionEnv, link: ConnectLink) -> ConnectLink:
    """Return the link as it is stored."""
    found = connect_links.get(env.world.table, link.id)
    assert found
    return found


def items(env: FunctionEnv) -> dict[Any, Any]:
    """Return everything that is stored."""
    assert isinstance(env.world.table, MemoryTable)
    return dict(env.world.table._items)


def test_a_link_connects_once_and_returns_to_the_vendor(env: FunctionEnv, browser: Browser) -> None:
    """The whole way; opened again, it says that all is done."""
    # GIVEN a link with an address to return to
    link, path = made(env, replace(ORDER, return_url=RETURN_URL))
    # WHEN an administrator opens it, signs in and agrees
    ended = visit(env, browser, path)
    # THEN the account is connected, and the browser is where the vendor wanted it
    assert (ended.status, ended.location) == (303, RETURN_URL)
    connection = stored(env)
    assert connection.status is Status.ACTIVE
    # AND the link is used, for that connection
    used = as_stored(env, link)
    assert used.stand(env.world.clock.now()) is Stand.USED
    assert used.used_for == connection.id
    # AND opens no more
    again = browser.get(path)
    assert again.status == 410
    assert "You are done." in again.body
    assert 'hreflang="de"' in again.body


def test_its_use_is_an_event_and_in_the_audit_trail(env: FunctionEnv, browser: Browser) -> None:
    """The vendor's systems learn which link it was, and the trail who used it."""
    # GIVEN a link
    link, path = made(env)
    # WHEN it is used
    visit(env, browser, path)
    # THEN an event names it beside the connection
    (told,) = [each for each in env.world.bus.published if each.type == "connection.link_used"]
    assert told.detail["linkId"] == link.id
    assert told.detail["connectionId"] == stored(env).id
    assert [each for each in env.world.bus.published if each.type == "connection.activated"]
    # AND the audit trail the person
    chains = keys.audit_chains("demo")
    entries = [each for chain in chains for each in audit.entries(env.world.table, chain)]
    assert [each["actor"] for each in entries if link.id in str(each["on"])] == [
        "person:admin-1"
    ] * 2


def test_looking_at_a_link_changes_nothing(env: FunctionEnv, browser: Browser) -> None:
    """Scanners, previews and reloads do."""
    # GIVEN an administrator who is signed in
    _, path = made(env)
    env.signed_in(browser, path)
    before = items(env)
    # WHEN the link is loaded again and again
    for headers in ({}, {"sec_purpose": "prefetch"}, {"user_agent": "scanner"}):
        assert browser.get(path, **headers).status == 200
    # THEN nothing was stored
    assert items(env) == before


def test_only_the_digest_of_a_link_is_stored(env: FunctionEnv) -> None:
    """Who reads the table cannot open it."""
    # GIVEN a link
    _, path = made(env)
    token = path.partition("link=")[2]
    # WHEN the table is read, THEN it is not there
    assert token.startswith("jb_cl_")
    assert token[-43:] not in repr(items(env))


def test_a_link_of_another_tenant_says_so_and_offers_another_account(
    env: FunctionEnv, browser: Browser
) -> None:
    """A person who finds a link can do nothing with it, and learns nothing of whose it is."""
    # GIVEN a link of another tenant
    link, path = made(env, tenant="globex")
    # WHEN a person of this one opens it
    page = env.signed_in(browser, path)
    # THEN they are told who they are, and nothing else
    assert page.status == 403
    assert "Ana Ruiz" in page.body
    assert "globex" not in page.body
    # AND may sign in with another account, and come back to the link
    env.identity.claims = {"tenant": "globex", "sub": "admin-2"}
    leaving = browser.use_another_account(page)
    back = browser.get(env.identity.sign_in(leaving.next_url))
    assert back.location == path
    assert visit(env, browser, path).status == 200
    assert as_stored(env, link).used_at


@pytest.mark.parametrize("part", ["handle", "secret", "nothing"])
def test_a_link_that_is_not_whole_is_refused(env: FunctionEnv, browser: Browser, part: str) -> None:
    """One that names no link, one with another secret, and no link of ours at all."""
    # GIVEN a link, and a person who is signed in
    _, path = made(env)
    env.signed_in(browser, path)
    wrong = {
        "handle": path.replace("jb_cl_", "jb_cl_A")[:-1],
        "secret": path[:-1] + ("A" if path[-1] != "A" else "B"),
        "nothing": f"{START}?link=x",
    }[part]
    # WHEN it is opened with a fault, THEN it is refused
    assert browser.get(wrong).status == 404


def test_a_link_ends(env: FunctionEnv, browser: Browser) -> None:
    """At its end it opens no more, and says since when and what to do."""
    # GIVEN a link that is good for an hour
    _, path = made(env, replace(ORDER, minutes=60))
    env.world.clock.advance(3_599)
    assert env.signed_in(browser, path).status == 200
    # WHEN it has ended
    env.world.clock.advance(1)
    page = browser.get(path)
    # THEN the page says so
    assert page.status == 410
    assert "It was good until" in page.body
    assert "for a new link" in page.body


def test_a_link_that_was_revoked_opens_no_more(env: FunctionEnv, browser: Browser) -> None:
    """Not for a page that is open already either."""
    # GIVEN a page that a link has opened
    link, path = made(env)
    page = env.signed_in(browser, path)
    # WHEN the link is revoked
    flow.revoke(env.world.context(), "demo", link.id)
    # THEN neither the link nor the page leads on
    assert browser.get(path).status == 410
    assert press(browser, page).status == 410


def test_a_link_that_is_revoked_during_the_visit_connects_nothing(
    env: FunctionEnv, browser: Browser
) -> None:
    """No code is exchanged for it."""
    # GIVEN an administrator who is at Onboardbase
    link, path = made(env)
    left = press(browser, env.signed_in(browser, path))
    # WHEN the link is revoked, and they come back
    flow.revoke(env.world.context(), "demo", link.id)
    page = browser.get(env.onboardbase.authorize(left.location))
    # THEN nothing was asked of Onboardbase
    assert page.status == 410
    assert env.http.sent("POST", KEY_URL) == []
    assert connections.holder(env.world.table, "onboardbase", "demo") is None


class _RevokedMeanwhile(PassingTable):
    """A table in which a link is revoked just before something is written beside its check."""

    def __init__(self, table: Table, env: FunctionEnv, link: ConnectLink) -> None:
        super().__init__(table)
        self._context, self._links = env.world.context(), [link]

    @override
    def write(self, *writes: Write) -> None:
        """Revoke it, once, and then write."""
        if any(isinstance(each, Check) for each in writes):
            while self._links:
                flow.revoke(self._context, "demo", self._links.pop().id)
        super().write(*writes)


def test_a_link_that_is_revoked_at_the_last_moment_says_so(
    env: FunctionEnv, browser: Browser
) -> None:
    """Not that another tab is at it: waiting would be in vain."""
    # GIVEN an administrator who is at Onboardbase
    link, path = made(env)
    left = press(browser, env.signed_in(browser, path))
    back = env.onboardbase.authorize(left.location)
    # WHEN the link is revoked after it was looked at, before the exchange begins
    context = env.world.context()
    late = env.browser(replace(context, table=_RevokedMeanwhile(context.table, env, link)))
    late.cookies = browser.cookies
    page = late.get(back)
    # THEN the page says that the link is over, and nothing was asked of Onboardbase
    assert page.status == 410
    assert "taken back" in page.body
    assert env.http.sent("POST", KEY_URL) == []


def test_who_denies_may_open_the_link_again(env: FunctionEnv, browser: Browser) -> None:
    """A visit that came to nothing does not use it up."""
    # GIVEN an administrator who denied
    link, path = made(env)
    left = press(browser, env.signed_in(browser, path))
    denied = browser.get(env.onboardbase.refuse(left.location))
    assert "Open the link that you were sent once more." in denied.body
    # WHEN they open the link again and agree
    assert visit(env, browser, path).status == 200
    # THEN it is used
    assert as_stored(env, link).used_at


@pytest.mark.parametrize("what", ["late", "another account"])
def test_who_comes_back_in_vain_is_led_to_the_link(
    env: FunctionEnv, browser: Browser, what: str
) -> None:
    """A visit without the link would leave it open, and its sender would learn of nothing."""
    # GIVEN an administrator at Onboardbase, who came by a link
    link, path = made(env)
    left = press(browser, env.signed_in(browser, path))
    back = env.onboardbase.authorize(left.location)
    # WHEN they come back too late, or with another account
    if what == "late":
        env.world.clock.advance(AUTHORIZATION_LIFETIME)
    else:
        browser.cookies.pop("__Host-jetbridge_session")
        env.identity.claims = {"sub": "admin-2"}
        env.signed_in(browser, START)
    page = browser.get(back)
    # THEN they are told to open the link, and led to no page without it
    assert page.status in {400, 403}
    assert "Open the link that you were sent once more." in page.body
    assert f'href="{START}"' not in page.body
    assert as_stored(env, link).used_at is None


def test_of_two_visits_by_one_link_one_connects(env: FunctionEnv, browser: Browser) -> None:
    """The link counts once, in however many tabs it was opened."""
    # GIVEN two tabs that are both at Onboardbase
    _, path = made(env)
    page = env.signed_in(browser, path)
    first, second = press(browser, page), press(browser, browser.get(path))
    # WHEN both come back
    one = browser.get(env.onboardbase.authorize(first.location))
    other = browser.get(env.onboardbase.authorize(second.location))
    # THEN one has connected, and the other is told that the link was used
    assert (one.status, other.status) == (200, 410)
    assert len(env.http.sent("POST", KEY_URL)) == 1


def test_a_connection_that_is_connected_again_keeps_its_id(
    env: FunctionEnv, browser: Browser
) -> None:
    """With its history, and an event even where its status does not change."""
    # GIVEN a connection, and a link to connect it again
    come_back(env, browser)
    before = stored(env)
    link, path = made(env, replace(ORDER, connection_id=before.id))
    # WHEN the link is used
    visit(env, browser, path)
    # THEN it is the same connection, with another key
    after = stored(env)
    assert (after.id, after.status) == (before.id, Status.ACTIVE)
    assert after.sealed != before.sealed
    assert "connection.link_used" in [each.type for each in env.world.bus.published]
    assert as_stored(env, link).used_for == before.id


def test_a_page_of_one_link_does_not_count_for_another(env: FunctionEnv, browser: Browser) -> None:
    """The form is bound to the link that it was shown for."""
    # GIVEN the page of a link, and another link
    _, path = made(env)
    page = env.signed_in(browser, path)
    other = made(env)[1].partition("link=")[2]
    # WHEN the form names the other one, or none
    for link in (other, ""):
        answered = browser.post(page.action, {**page.fields, "link": link}, origin=ORIGIN)
        # THEN it is refused
        assert answered.status == 403


def test_a_session_that_ends_during_the_visit_comes_back_to_it(
    env: FunctionEnv, browser: Browser
) -> None:
    """The link is used all the same."""
    # GIVEN an administrator at Onboardbase whose session ends there
    link, path = made(env)
    left = press(browser, env.signed_in(browser, path))
    back = env.onboardbase.authorize(left.location)
    browser.cookies.pop("__Host-jetbridge_session")
    # WHEN they come back and sign in
    page = env.signed_in(browser, back)
    # THEN the account is connected with the link
    assert page.status == 200
    assert as_stored(env, link).used_at
