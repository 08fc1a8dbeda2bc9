"""An administrator who connects Onboardbase."""

from typing import Final

from jetbridge.model.connection import Connection
from jetbridge.store import connections, keys
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import FunctionEnv

START: Final = "/connect/onboardbase"


def come_back(env: FunctionEnv, browser: Browser) -> Page:
    """Sign in where need be, agree at Onboardbase, and come back."""
    return browser.get(env.onboardbase.authorize(leave(env, browser)))


def shown(env: FunctionEnv, browser: Browser) -> Page:
    """Sign in where need be, and return the page that says what connecting means."""
    page = browser.get(START)
    if page.status == 303:
        page = env.signed_in(browser, START)
    assert page.status == 200
    return page


def press(browser: Browser, page: Page, **headers: str) -> Page:
    """Press the page's button."""
    return browser.post(page.action, page.fields, **(headers or {"origin": ORIGIN}))


def leave(env: FunctionEnv, browser: Browser) -> str:
    """Go on from the page, and return where Onboardbase asks the administrator."""
    page = press(browser, shown(env, browser))
    assert page.status == 303
    return page.location


def the_connection(env: FunctionEnv) -> Connection | None:
    """Return the demo tenant's connection, if there is one."""
    return connections.holder(env.world.table, "onboardbase", "demo")


def stored(env: FunctionEnv) -> Connection:
    """Return the demo tenant's connection, which must be there."""
    found = the_connection(env)
    assert found
    return found


def opened(env: FunctionEnv, field: str) -> str:
    """Return what is sealed in a field of the connection."""
    connection = stored(env)
    key = keys.connection(connection.id)
    vault = env.world.context().vault
    return vault.open(connection.sealed[field], item=key, field=field).secret.reveal()
