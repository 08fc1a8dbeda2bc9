"""POPUP mode: a frame inside SmartRecruiters waits while its window signs in and decides.

The frame has no cookies of ours (browsers block third-party ones) and sign-in services refuse to
be framed. So nothing is decided in the frame:

    1. wait          the frame stores a transaction, and shows a form that carries it and a ticket
    2. open_window   the form opens a window; the transaction is bound to this browser by a
                     first-party cookie, and the ticket opens the window in no other
    3.               the window shows the consent page like any other, after sign-in
    4. status        the frame asks how it ended, and learns nothing else: as the consent did that
                     was approved in the window, whichever process exchanged the credentials

An attacker who knows a transaction's id can ask for its status, no more: the ticket is only in
the frame, it is taken only from our own page, and what it opens is bound to one browser, in
which the person who decides has signed in.
"""

import hmac
from typing import Final

from jetbridge.flows.browser.cookies import browser_cookie, browser_of, cookies_of
from jetbridge.flows.context import Context
from jetbridge.model.company import company_key
from jetbridge.model.errors import Link, PageError
from jetbridge.model.record import replace
from jetbridge.model.sentence import say
from jetbridge.model.transaction import (
    FRAME_LIFETIME,
    ConsentRequest,
    Decision,
    Frame,
    FrameStatus,
)
from jetbridge.partners.smartrecruiters import approvals, consent_ends, pages, paths
from jetbridge.store import consents, keys, transactions
from jetbridge.web import forms
from jetbridge.web.cookies import Cookie
from jetbridge.web.pages import moves_on
from jetbridge.web.request import Request
from jetbridge.web.response import NO_STORE, Response, json_response

_FRAMED: Final = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})
_START_OVER: Final = say(
    "Close this window, go back to SmartRecruiters and choose “Start over” there."
)


def is_framed(request: Request) -> bool:
    """Return whether a browser wants the page for a frame (Fetch Metadata).

    A client that leaves the header out gets the pages that no frame may show.
    """
    return request.headers.get("sec-fetch-dest") in _FRAMED


def wait(context: Context, asked: ConsentRequest) -> Response:
    """Begin to wait, inside SmartRecruiters.

    Raises:
        PageError: 400, the request is one for a page of its own.
    """
    if asked.redirect or asked.frame:
        raise PageError(
            400,
            say("This page cannot be shown inside another"),
            say("The link is made for a window of its own."),
            consent_ends.START_AGAIN,
        )
    frame_id, ticket = context.ids.token(), context.ids.token()
    frame = Frame(
        company_id=asked.company_id,
        ticket=keys.digest(ticket),
        expires_at=context.clock.now() + FRAME_LIFETIME,
    )
    transactions.add_frame(context.table, frame_id, frame)
    return pages.frame_waits(
        request=asked,
        transaction=frame_id,
        ticket=ticket,
        nonce=context.ids.token(),
        ancestors=context.settings.frame_ancestors,
    )


def open_window(context: Context, request: Request) -> Response:
    """Open the frame's window, and bind it to this browser. Pressed twice, it opens again.

    Raises:
        PageError: 400 or 403, the form is not our frame's, came too late, or opened the window in
            another browser before.
    """
    base_url = context.settings.base_url(request.domain)
    forms.require_own_page(request, base_url, always=True)
    form = forms.read(request)
    frame_id, ticket = form.get("transaction", ""), form.get("ticket", "")
    browser, now = browser_of(context, request), context.clock.now()
    frame = transactions.get_frame(context.table, frame_id, now=now)
    if frame is None or not hmac.compare_digest(frame.ticket, keys.digest(ticket)):
        raise _too_late()
    asked = ConsentRequest(frame.company_id, frame=frame_id)
    this = keys.digest(browser)
    if not transactions.open_window(context.table, frame_id, browser=this, now=now):
        frame = transactions.get_frame(context.table, frame_id, now=now) or frame
        if frame.browser != this:
            raise _open_elsewhere(asked) if frame.browser else _too_late()
    cookie = browser_cookie(context.settings, request, browser)
    return replace(moves_on(paths.of_request(asked)), cookies=(cookie,))


def require_own_window(context: Context, request: Request, asked: ConsentRequest) -> Frame:
    """Return the frame `asked.frame`, where this browser opened its window.

    It may have ended: see `ended`.

    Raises:
        PageError: 403, the frame's window is another's, or the frame waited too long.
    """
    browser = cookies_of(context.settings, request).read(Cookie.BROWSER)
    frame = _standing(context, asked.frame)
    if (
        frame is None
        or not browser
        or frame.browser != keys.digest(browser)
        or company_key(frame.company_id) != company_key(asked.company_id)
        or frame.status is FrameStatus.EXPIRED
    ):
        raise PageError(
            403,
            say("This window belongs to no connection in progress"),
            say("The connection was given up, or began in another browser."),
            _START_OVER,
        )
    return frame


def ended(frame: Frame) -> Response | None:
    """Tell this window how it ended, where it was decided before; None while the frame waits."""
    return None if frame.status is FrameStatus.WAITING else pages.window_ended(frame.status)


def _too_late() -> PageError:
    return PageError(
        400,
        say("This window was opened too late"),
        say(
            "A window can be opened for {minutes} minutes, until the connection is decided.",
            minutes=FRAME_LIFETIME // 60,
        ),
        _START_OVER,
    )


def _open_elsewhere(asked: ConsentRequest) -> PageError:
    """Two presses at the same moment in a new browser arrive like two browsers."""
    return PageError(
        400,
        say("This connection is open in another window"),
        say("Nothing is lost: go on in that window."),
        say("If you cannot find it, and it is in this browser, go on here."),
        link=Link(paths.of_request(asked), say("Go on here")),
    )


def status(context: Context, request: Request) -> Response:
    """Tell a frame how its window ended: a word for its script, a page where there is none."""
    frame_id = request.parameter("transaction") or ""
    frame = _standing(context, frame_id)
    found = frame.status if frame else FrameStatus.EXPIRED
    is_approved = bool(frame and frame.consent and found is FrameStatus.WAITING)
    if is_framed(request):
        again_url = paths.of_request(ConsentRequest(frame.company_id)) if frame else ""
        return pages.frame_status(
            found,
            frame_id,
            context.settings.frame_ancestors,
            again_url=again_url,
            approved=is_approved,
        )
    told = {"status": found, "approved": True} if is_approved else {"status": found}
    return json_response(200, told, headers=NO_STORE)


def _standing(context: Context, frame_id: str) -> Frame | None:
    """Return the frame as it stands, ended where the exchange that was approved for it has.

    While that runs the frame waits, however long ago it began.
    """
    frame = transactions.get_frame(context.table, frame_id, now=context.clock.now())
    if frame is None or frame.status not in (FrameStatus.WAITING, FrameStatus.EXPIRED):
        return frame
    consent = consents.get(context.table, frame.consent) if frame.consent else None
    if consent is None or consent.decision not in (Decision.EXCHANGING, Decision.APPROVED):
        return replace(frame, consent="")
    outcome = approvals.outcome(context, consent)
    if outcome is None:
        return replace(frame, status=FrameStatus.WAITING)
    ended = FrameStatus.CONNECTED if outcome.connected else FrameStatus.FAILED
    return replace(frame, status=ended)
