"""Sessions of the console: how they begin, go on and end."""

from urllib.parse import parse_qs, urlsplit

import pytest

from jetbridge.model.console import Role, roles_of
from jetbridge.store import keys
from jetbridge.web import sessions
from jetbridge.web.sessions import Person
from tests.support.browser import ORIGIN, Browser
from tests.support.console import HOME, Console, a_console

MINUTE = 60


def is_in(browser: Browser) -> bool:
    """Return whether a browser is let in."""
    return browser.get(HOME).status == 200


def sign_out(browser: Browser, **more: str) -> None:
    """Press a button of the form that ends the session."""
    fields = browser.get(HOME).fields
    answer = browser.post("/console/sign-out", {**fields, **more}, origin=ORIGIN)
    assert answer.status == 200, answer.body


@pytest.mark.parametrize(
    ("claim", "roles"),
    [
        (["admin", "staff"], (Role.ADMIN,)),
        ("viewer operator", (Role.VIEWER, Role.OPERATOR)),
        ("viewer,admin", (Role.VIEWER, Role.ADMIN)),
        (["admin viewer"], ()),
        ("Admin administrators", ()),
        ({"admin": True}, ()),
        (True, ()),
        (None, ()),
    ],
)
def test_roles_are_whole_words_of_a_claim(claim: object, roles: tuple[Role, ...]) -> None:
    """A list, or a text with blanks or commas between them; nothing else gives a role."""
    assert roles_of(claim) == roles


def test_without_a_claim_no_one_gets_in() -> None:
    """The template's default: the console is switched off, and says what to set."""
    console = a_console(CONSOLE_ROLES_CLAIM="")
    for path in ("/console", "/console/sign-in", HOME):
        answer = console.browser().get(path)
        assert answer.status == 403
        assert "ConsoleRolesClaim" in answer.body


def test_switching_the_console_off_ends_its_sessions(console: Console) -> None:
    """At once: no one has to wait for them."""
    browser = console.person("operator", tenant=None)
    console.world.environment = {**console.world.environment, "CONSOLE_ROLES_CLAIM": ""}
    later = console.browser()
    later.cookies = {**browser.cookies}
    assert later.get(HOME).status == 403


@pytest.mark.parametrize(
    ("roles", "tenant"), [((), "demo"), (("boss",), "demo"), (("admin",), ""), (("viewer",), "a#b")]
)
def test_who_has_no_role_gets_no_session(
    console: Console, roles: tuple[str, ...], tenant: str
) -> None:
    """Nor who has one and no tenant to have it in."""
    browser = console.browser()
    console.named(*roles, tenant=tenant)
    answer = console.sign_in(browser)
    assert answer.status == 403
    assert "no access to the console" in answer.body
    assert "__Host-jetbridge_console" not in browser.cookies


def test_a_session_that_is_not_used_ends(console: Console) -> None:
    """Half an hour after its last request."""
    browser = console.person("viewer")
    for _ in range(3):
        console.world.clock.advance(29 * MINUTE)
        assert is_in(browser)
    console.world.clock.advance(30 * MINUTE)
    assert not is_in(browser)


def test_every_session_ends(console: Console) -> None:
    """Eight hours after its beginning, however busy it is."""
    browser = console.person("viewer")
    for _ in range(8 * 3 - 1):
        console.world.clock.advance(20 * MINUTE)
        assert is_in(browser)
    console.world.clock.advance(20 * MINUTE)
    assert not is_in(browser)


def test_a_session_is_written_once_a_minute(console: Console) -> None:
    """A person who clicks fast costs no more writes."""
    browser = console.person("viewer")
    key = keys.console_session(browser.cookies["__Host-jetbridge_console"])
    began = console.world.table.get(key)
    console.world.clock.advance(59)
    assert is_in(browser)
    assert console.world.table.get(key) == began
    console.world.clock.advance(1)
    assert is_in(browser)
    assert console.world.table.get(key) != began


def test_signing_out_ends_the_session_itself(console: Console) -> None:
    """A cookie that was copied before is worth nothing afterwards."""
    browser = console.person("admin")
    copied = {**browser.cookies}
    sign_out(browser)
    assert browser.cookies["__Host-jetbridge_console"] == ""
    browser.cookies = copied
    assert not is_in(browser)


def test_not_you_ends_the_session_and_asks_for_another_account(console: Console) -> None:
    """The issuer is told to ask for the credentials."""
    browser = console.person("admin")
    sign_out(browser, another="1")
    assert not is_in(browser)
    left = browser.get("/console/sign-in?account=another").location
    assert parse_qs(urlsplit(left).query)["prompt"] == ["login"]


def test_signing_out_takes_a_form_of_ours(console: Console) -> None:
    """Another site cannot sign a person out."""
    browser = console.person("admin")
    assert browser.post("/console/sign-out", {}, origin="https://evil.example").status == 403
    assert browser.post("/console/sign-out", {}, origin=ORIGIN).status == 403
    assert is_in(browser)


def test_a_new_sign_in_replaces_the_session(console: Console) -> None:
    """Of the same browser: the one before is over, and its id is never taken again."""
    browser = console.person("viewer")
    before = browser.cookies["__Host-jetbridge_console"]
    console.named("admin")
    left = browser.get("/console/sign-in").location
    browser.get(console.identity.sign_in(left))
    after = browser.cookies["__Host-jetbridge_console"]
    assert after != before
    stale = console.browser()
    stale.cookies = {"__Host-jetbridge_console": before}
    assert not is_in(stale)


def test_who_signs_in_again_without_a_role_keeps_no_session(console: Console) -> None:
    """The issuer has taken it away meanwhile: what it said before counts no longer."""
    browser = console.person("admin")
    console.named()
    left = browser.get("/console/sign-in?fresh=1").location
    assert browser.get(console.identity.sign_in(left)).status == 403
    assert not is_in(browser)


@pytest.mark.parametrize(
    "asked",
    [
        *("https://evil.example", "//evil.example", "/consolex", "/console//evil", "/v1/journeys"),
        *("/console/%2e%2E/auth/callback", "/console/.%2e?a=b"),
        *("/console/../auth/callback", "/console/\\evil", "javascript:alert(1)", "/console/a b"),
    ],
)
def test_a_sign_in_leads_to_a_page_of_the_console(console: Console, asked: str) -> None:
    """Whatever its address says."""
    browser = console.browser()
    console.named("viewer")
    left = browser.get(f"/console/sign-in?to={asked}")
    assert browser.get(console.identity.sign_in(left.location)).location == "/console"


def test_a_sign_in_leads_back_to_what_was_asked_for(console: Console) -> None:
    """With its query."""
    browser = console.browser()
    console.named("viewer")
    assert console.sign_in(browser, f"{HOME}/journeys?id=x").location == f"{HOME}/journeys?id=x"


def test_the_session_of_a_consent_is_none_of_the_console(console: Console) -> None:
    """Its cookie has another name, and its id leads to nothing here."""
    session_id, now = "s" * 43, console.world.clock.now()
    sessions.start(console.world.table, session_id, Person("ana", "demo", "Ana"), now=now)
    browser = console.browser()
    for name in ("__Host-jetbridge_session", "__Host-jetbridge_console"):
        browser.cookies = {name: session_id}
        assert not is_in(browser)
