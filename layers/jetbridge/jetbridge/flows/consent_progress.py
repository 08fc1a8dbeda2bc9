"""The wait for an approved exchange: a moment with the form's answer, then on a page of its own.

The page looks again by itself, with a script or without, and leaves as soon as there is an
outcome: to SmartRecruiters, or to a page that says how it ended. Looking changes nothing.
"""

import hmac
from typing import Final

from jetbridge.flows import approvals, signin
from jetbridge.flows import consent_ends as ends
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.browser import cookies_of
from jetbridge.model.errors import Link, PageError
from jetbridge.model.transaction import Consent, Decision
from jetbridge.store import consents, keys
from jetbridge.web import pages
from jetbridge.web.cookies import Cookie
from jetbridge.web.request import Request
from jetbridge.web.response import JSON, NO_STORE, Response, json_response, see_other

_LOOKS: Final = (0.1, 0.2, 0.3, 0.4, *(0.5,) * 4)
"""Seconds between looks at an exchange that has just been approved. Most have ended by then, and
their admin sees no page that says to wait."""


def wait(bridge: Bridge, consent: Consent, consent_id: str, request: Request) -> Response:
    """Answer the form of a consent that was answered: with its end, if that comes in a moment."""
    for seconds in _LOOKS:
        answered = consents.get(bridge.table, consent.name) or consent
        if response := _ended(bridge, answered, request):
            return response
        bridge.pause.pause(seconds)
    return leave(consent_id)


def leave(consent_id: str) -> Response:
    """Send the browser to the page that waits."""
    return see_other(pages.progress_url(consent_id))


def show(bridge: Bridge, request: Request) -> Response:
    """Tell how an approved exchange is getting on: a page, or JSON for the page's script.

    Raises:
        PageError: 400 or 403, there is no such consent in this browser.
    """
    consent_id = request.parameter("transaction") or ""
    consent = _own(bridge, request, consents.find(bridge.table, consent_id))
    ended = _ended(bridge, consent, request)
    if JSON in request.headers.get("accept", ""):
        status = {"status": "ended" if ended else "running", **_facts(bridge, consent)}
        return json_response(200, status, headers=NO_STORE)
    if ended:
        return ended
    if consent.decision is Decision.OPEN:
        return see_other(consent.request.url)
    return pages.progress(
        consent.request,
        consent_id,
        nonce=bridge.ids.token(),
        seconds=bridge.clock.now() - consent.approved_at,
        asked=bool(consent.exchange),
    )


def is_own(bridge: Bridge, request: Request, consent: Consent) -> bool:
    """Tell whether a consent was shown in the browser that sent the request."""
    browser = keys.digest(cookies_of(bridge, request).read(Cookie.BROWSER))
    return hmac.compare_digest(browser, consent.browser)


def _own(bridge: Bridge, request: Request, consent: Consent | None) -> Consent:
    if consent is None:
        raise PageError(400, "This page is out of date", "It tells nothing more.", ends.START_AGAIN)
    if not is_own(bridge, request, consent):
        raise PageError(
            403,
            "This page belongs to another browser",
            "The connection was approved there, and only there is told how it goes on.",
            "Look at the question in this browser. It says whether the company is connected.",
            link=Link(consent.request.url, ends.ASK_AGAIN),
        )
    return consent


def _ended(bridge: Bridge, consent: Consent, request: Request) -> Response | None:
    """Return the page of a consent's end, None while it has none."""
    if consent.decision is Decision.OPEN:
        return None
    if consent.decision is Decision.DENIED:
        return ends.denied(bridge, consent.request, signin.signed_in(bridge, request))
    outcome = approvals.outcome(bridge, consent)
    return ends.ended(consent.request, outcome, request) if outcome else None


def _facts(bridge: Bridge, consent: Consent) -> dict[str, object]:
    seconds = bridge.clock.now() - consent.approved_at if consent.approved_at else 0
    return {"asked": bool(consent.exchange), "seconds": seconds}
