"""The pages of the browser flows: what each shows, and what its policy must let through.

Only `frame_waits` and `frame_status` may be shown inside another site, and only inside the
configured ones; they hold nothing that a click could approve.
"""

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from jetbridge.model.errors import PageError
from jetbridge.model.transaction import (
    CONSENT_PATH,
    FRAME_PATH,
    WINDOW_PATH,
    ConsentRequest,
    FrameStatus,
)
from jetbridge.web import html, scope_texts
from jetbridge.web.html import Policy
from jetbridge.web.response import Response
from jetbridge.web.sessions import Person

_LOOK_AGAIN: Final = 4
"""Seconds after which the status page without JavaScript reloads itself."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way on from a page."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that says how something ended. `tone` is `good`, `bad`, `waiting` or `plain`."""

    title: str
    explanation: str
    advice: str = ""
    tone: str = "plain"
    status: int = 200
    link: Link | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class _Ending:
    status: FrameStatus
    tone: str
    title: str
    advice: str


_ENDINGS: Final = (
    _Ending(FrameStatus.CONNECTED, "good", "Connected", "SmartRecruiters takes it from here."),
    _Ending(FrameStatus.DENIED, "plain", "Not connected: denied", "Nothing was exchanged."),
    _Ending(FrameStatus.FAILED, "bad", "Not connected", "The other window says what to do."),
    _Ending(
        FrameStatus.EXPIRED, "bad", "Not connected: too late", "The other window took too long."
    ),
)


def notice(page: Notice) -> Response:
    """Say how something ended."""
    return html.page("notice.html.j2", _notice_context(page), status=page.status)


def refusal(error: PageError, request_id: str, *, link: Link | None = None) -> Response:
    """Draw a `PageError`. Without `link` it fits `jetbridge.web.render`'s `PageRenderer`."""
    page = Notice(
        title=error.title,
        explanation=error.explanation,
        advice=error.advice,
        tone="bad",
        status=error.status,
        link=link,
        request_id=request_id,
    )
    response = notice(page)
    if error.retry_after is None:
        return response
    return replace(response, headers={**response.headers, "Retry-After": str(error.retry_after)})


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """What the consent page shows and what its form carries.

    `we_receive` and `they_receive` are scopes; `form_actions` the CSP sources that the answer to
    the form may redirect to, which Chromium counts as part of the form's action.
    """

    request: ConsentRequest
    person: Person
    we_receive: tuple[str, ...]
    they_receive: tuple[str, ...]
    transaction: str
    csrf_token: str
    returns_to: str = ""
    form_actions: tuple[str, ...] = ()


def consent(page: ConsentPage) -> Response:
    """Ask the person to approve or to deny."""
    context = {
        "title": f"Connect {page.request.company_id}?",
        "company_id": page.request.company_id,
        "person": page.person,
        "we_receive": scope_texts.describe(page.we_receive),
        "they_receive": scope_texts.describe(page.they_receive),
        "action": CONSENT_PATH,
        "transaction": page.transaction,
        "csrf_token": page.csrf_token,
        "returns_to": page.returns_to,
    }
    policy = Policy(form_actions=("'self'", *page.form_actions))
    return html.page("consent.html.j2", context, policy=policy)


def window_opens(request: ConsentRequest) -> Response:
    """Begin a frame's window, and move on to the consent page by itself.

    A redirect would do, but Chromium holds every hop of a form's redirects against the form's
    `form-action`, and where the sign-in service sends people in turn, nobody can list.
    """
    return html.page("window.html.j2", {"title": "One moment", "url": request.url})


def frame_waits(
    *,
    request: ConsentRequest,
    transaction: str,
    ticket: str,
    nonce: str,
    ancestors: tuple[str, ...],
) -> Response:
    """Ask, inside SmartRecruiters, to go on in a window of its own, and wait for it there.

    `nonce` is random and for this response only; it lets the page's own script run.
    """
    context = {
        "title": f"Connect {request.company_id}",
        "action": WINDOW_PATH,
        "transaction": transaction,
        "ticket": ticket,
        "status_url": frame_status_url(transaction),
        "again_url": request.url,
        "endings": _ENDINGS,
        "nonce": nonce,
        "script": html.source("frame.js"),
    }
    policy = Policy(form_actions=("'self'",), ancestors=ancestors, script_nonce=nonce)
    return html.page("frame.html.j2", context, policy=policy)


def frame_status(status: FrameStatus, transaction: str, ancestors: tuple[str, ...]) -> Response:
    """Tell how the window ended, inside SmartRecruiters and without JavaScript."""
    if status is FrameStatus.WAITING:
        page = Notice(
            title="Waiting for the other window",
            explanation="Sign in and approve there. This page looks again by itself.",
            tone="waiting",
            link=Link(frame_status_url(transaction), "Look now"),
        )
    else:
        ending = next(ending for ending in _ENDINGS if ending.status is status)
        page = Notice(title=ending.title, explanation=ending.advice, tone=ending.tone)
    refresh = _LOOK_AGAIN if status is FrameStatus.WAITING else None
    context = {**_notice_context(page), "refresh": refresh}
    return html.page("notice.html.j2", context, policy=Policy(ancestors=ancestors))


def frame_status_url(transaction: str) -> str:
    """Return where a frame looks how its window ended."""
    return f"{FRAME_PATH}?{urlencode({'transaction': transaction})}"


def _notice_context(page: Notice) -> dict[str, object]:
    return {
        "title": page.title,
        "explanation": page.explanation,
        "advice": page.advice,
        "tone": page.tone,
        "link": page.link,
        "request_id": page.request_id,
        "refresh": None,
    }
