"""An administrator who connects Onboardbase."""

from typing import Final

from jetbridge.model.connection import Connection
from jetbridge.store import connections
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import Desk

START: Final = "/connect/onboardbase"


def come_back(desk: Desk, browser: Browser) -> Page:
    """Sign in where need be, agree at Onboardbase, and come back."""
    return browser.get(desk.onboardbase.authorize(leave(desk, browser)))


def shown(desk: Desk, browser: Browser) -> Page:
    """Sign in where need be, and return the page that says what connecting means."""
    page = browser.get(START)
    if page.status == 303:
        page = desk.signed_in(browser, START)
    assert page.status == 200
    return page


def press(browser: Browser, page: Page, **headers: str) -> Page:
    """Press the page's button."""
    return browser.post(page.action, page.fields, **(headers or {"origin": ORIGIN}))


def leave(desk: Desk, browser: Browser) -> str:
    """Go on from the page, and return where Onboardbase asks the administrator."""
    page = press(browser, shown(desk, browser))
    assert page.status == 303
    return page.location


def the_connection(desk: Desk) -> Connection | None:
    """Return the demo tenant's connection, if there is one."""
    return connections.holder(desk.world.table, "onboardbase", "demo")


def stored(desk: Desk) -> Connection:
    """Return the demo tenant's connection, which must be there."""
    found = the_connection(desk)
    assert found
    return found
