"""Pages where each text is as long as it may be: nothing runs over, nor out of sight."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import pytest

from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.tenant import tenants
from jetbridge.model.tenant import MAX_NAME_LENGTH
from jetbridge.web import language
from tests.browser.conftest import Opens
from tests.browser.looks import DESKTOP, require_room
from tests.support import connect, consent
from tests.support.browser import ORIGIN, Browser
from tests.support.console import a_console
from tests.support.onboardbase import START

ADDRESS: Final = f"https://{'.'.join(['h' * 60] * 3)}.example/{'p' * 1_500}"
NAME: Final = ("Donaudampfschifffahrt " * 5)[:MAX_NAME_LENGTH]
COMPANY: Final = "c" * 64
REDIRECT: Final = "https://www.smartrecruiters.com/company/acme/apps/connected"
HERE: Final = "/console/tenants/long"


def test_nothing_runs_over(open_browser: Opens) -> None:
    """Neither around a page nor in it, at 400 %."""
    # GIVEN a person, a tenant, an endpoint and a client of long names
    console = a_console()
    context = console.world.context()
    tenants.add(context, "long", "T" * MAX_NAME_LENGTH)
    endpoint.set_(context, "long", ADDRESS, ())
    browser = console.browser()
    console.named("admin", subject="s" * 200, tenant="long")
    console.identity.claims["name"] = "N" * 200
    console.sign_in(browser)
    form = {**browser.get(f"{HERE}/clients/create").decision, "name": "C" * 100}
    form |= {"scope:journeys:read": "1"}
    # THEN each page has room for them
    pages = [browser.post(f"{HERE}/clients/create", form, origin=ORIGIN)]
    paths = ("", "/clients", "/webhooks", "/webhooks/default", "/webhooks/default/deliveries")
    pages += [browser.get(f"{HERE}{path}") for path in (*paths, "/webhooks/default/change")]
    shown = open_browser().new_page()
    for each in pages:
        assert each.status == 200
        shown.set_content(each.body)
        require_room(shown, shown.main_frame)


def a_consent(name: str) -> tuple[Browser, str]:
    """Return who may consent for an organisation of this name, and where."""
    env = consent.a_function_env()
    tenants.add(env.world.context(), "demo", name)
    browser = env.browser()
    env.signed_in(browser)
    return browser, f"{consent.CONSENT}?companyId={COMPANY}&redirect={quote(REDIRECT)}"


def a_connection(name: str) -> tuple[Browser, str]:
    """Return who may connect an account for an organisation of this name, and where."""
    env = connect.a_function_env()
    tenants.add(env.world.context(), "demo", name)
    browser = env.browser()
    env.signed_in(browser, START)
    return browser, START


@pytest.mark.parametrize("code", language.NAMES)
@pytest.mark.parametrize("reach", [a_consent, a_connection])
def test_a_long_name_leaves_the_decision_in_sight(
    open_browser: Opens, code: str, reach: Callable[[str], tuple[Browser, str]]
) -> None:
    """At 1280 by 800, without scrolling, whatever the organisation is called."""
    # GIVEN the page of an organisation with the longest name
    browser, where = reach(NAME)
    asked = browser.get(where, accept_language=code)
    # WHEN it is shown
    width, height = DESKTOP
    shown = open_browser().new_page()
    shown.set_viewport_size({"width": width, "height": height})
    shown.set_content(asked.body)
    # THEN the button is within the window
    assert shown.get_by_text(NAME.strip()).count()
    box = shown.locator(".decision button").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height
    # AND who is signed in is one sentence, without gaps in it
    assert re.search(r"\w\.", shown.locator(".account").inner_text().partition("\n")[0])
