"""The wait for an approved exchange: a moment with the form's answer, then on a page of its own.

The page looks again by itself, with a script or without, and leaves as soon as there is an
outcome: to SmartRecruiters, or to a page that says how it ended. Looking changes nothing.
"""

import hmac
from typing import Final

from jetbridge.flows.browser import signin
from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.flows.context import Context
from jetbridge.model.errors import Link, PageError
from jetbridge.model.sentence import say
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock
from jetbridge.model.transaction import Consent, Decision
from jetbridge.partners.smartrecruiters import approvals, consent_ends, pages, paths
from jetbridge.store import consents, keys
from jetbridge.web.cookies import Cookie
from jetbridge.web.request import Request
from jetbridge.web.response import JSON, NO_STORE, Response, json_response, see_other

_LOOKS: Final = (0.1, 0.2, 0.3, 0.4, *(0.5,) * 4)
"""Seconds between looks at an exchange that has just been approved. Most have ended by then, and
their admin sees no page that says to wait."""


def wait(context: Context, consent: Consent, consent_id: str, request: Request) -> Response:
    """Answer the form of a consent that was answered: with its end, if that comes in a moment."""
    for seconds in _LOOKS:
        answered = consents.get(context.table, consent.name) or consent
        if response := _ended(context, answered, request):
            return response
        context.pause.pause(seconds)
    return leave(consent_id)


def leave(consent_id: str) -> Response:
    """Send the browser to the page that waits."""
    return see_other(pages.progress_url(consent_id))


def show(context: Context, request: Request) -> Response:
    """Tell how an approved exchange is getting on: a page, or JSON for the page's script.

    Raises:
        PageError: 400 or 403, there is no such consent in this browser.
    """
    consent_id = request.parameter("transaction") or ""
    consent = _own(context.settings, request, consents.find(context.table, consent_id))
    ended = _ended(context, consent, request)
    if JSON in request.headers.get("accept", ""):
        status = {"status": "ended" if ended else "running", **_facts(context.clock, consent)}
        return json_response(200, status, headers=NO_STORE)
    if ended:
        return ended
    if consent.decision is Decision.OPEN:
        return see_other(paths.of_request(consent.request))
    return pages.progress(
        consent.request,
        consent_id,
        nonce=context.ids.token(),
        seconds=context.clock.now() - consent.approved_at,
        asked=bool(consent.exchange),
    )


def is_own(settings: Settings, request: Request, consent: Consent) -> bool:
    """Return whether a consent was shown in the browser that sent the request."""
    browser = keys.digest(cookies_of(settings, request).read(Cookie.BROWSER))
    return hmac.compare_digest(browser, consent.browser)


def _own(settings: Settings, request: Request, consent: Consent | None) -> Consent:
    if consent is None:
        raise PageError(
            400,
            say("This page is out of date"),
            say("It tells nothing more."),
            consent_ends.START_AGAIN,
        )
    if not is_own(settings, request, consent):
        raise PageError(
            403,
            say("This page belongs to another browser"),
            say("The connection was approved there, and only that browser shows how it goes on."),
            say("Look at the question in this browser. It says whether the company is connected."),
            link=Link(paths.of_request(consent.request), consent_ends.ASK_AGAIN),
        )
    return consent


def _ended(context: Context, consent: Consent, request: Request) -> Response | None:
    """Return the page of a consent's end, None while it has none."""
    if consent.decision is Decision.OPEN:
        return None
    if consent.decision is Decision.DENIED:
        return consent_ends.denied(context, consent.request, signin.signed_in(context, request))
    outcome = approvals.outcome(context, consent)
    return consent_ends.ended(consent.request, outcome, request) if outcome else None


def _facts(clock: Clock, consent: Consent) -> dict[str, object]:
    seconds = clock.now() - consent.approved_at if consent.approved_at else 0
    return {"asked": bool(consent.exchange), "seconds": seconds}
