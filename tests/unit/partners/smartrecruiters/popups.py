"""The popup consent of SmartRecruiters, as a browser loads it."""

import json

from tests.support.browser import ORIGIN, Browser, Page
from tests.support.consent import CONSENT, POPUP, FunctionEnv

STATUS = f"{CONSENT}/frame"


def frame(env: FunctionEnv) -> Page:
    """Load the consentUrl in a frame: a browser without our cookies."""
    return env.browser().get(POPUP, sec_fetch_dest="iframe")


def opens(page: Page, browser: Browser) -> Page:
    """Press the frame's button: its form opens a window in `browser`."""
    return browser.post(page.action, page.fields, origin=ORIGIN)


def url_of(window: Page) -> str:
    """Return where the window goes by itself."""
    return window.body.partition('content="0; url=')[2].partition('"')[0].replace("&amp;", "&")


def status_of(env: FunctionEnv, page: Page) -> str:
    """Ask what the frame's script asks."""
    answered = env.browser().get(f"{STATUS}?transaction={page.fields['transaction']}")
    return str(json.loads(answered.body)["status"])
