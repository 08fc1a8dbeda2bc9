"""The pages of a consent: what each shows, and what its policy must let through.

Only `frame_waits` and `frame_status` may be shown inside another site, and only inside the
configured ones; they hold nothing that a click could approve.
"""

from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from jetbridge.model.errors import Form, Link
from jetbridge.model.record import record, replace
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.transaction import ConsentRequest, FrameStatus
from jetbridge.partners.smartrecruiters import paths, scope_texts
from jetbridge.web import html, pages, reader
from jetbridge.web.html import Policy
from jetbridge.web.pages import Notice
from jetbridge.web.response import Response
from jetbridge.web.scope_texts import describe
from jetbridge.web.sessions import Person

_TEMPLATES: Final = Path(__file__).with_name("templates")
_LOOK_AGAIN: Final = 4
"""Seconds after which a page that waits reloads itself, where there is no JavaScript."""
_CONNECTING: Final = say("Connecting to SmartRecruiters")
_MAY_TAKE: Final = say("SmartRecruiters may take up to two minutes to answer.")
_FROM_THE_BEGINNING: Final = say("Start the connection again in SmartRecruiters.")


@record
class _Ending:
    status: FrameStatus
    tone: str
    title: Sentence
    advice: Sentence


_ENDINGS: Final = (
    _Ending(
        FrameStatus.CONNECTED, "good", say("Connected"), say("SmartRecruiters takes it from here.")
    ),
    _Ending(
        FrameStatus.DENIED, "plain", say("Not connected: denied"), say("Nothing was exchanged.")
    ),
    _Ending(
        FrameStatus.FAILED, "bad", say("Not connected"), say("The other window says what to do.")
    ),
    _Ending(
        FrameStatus.EXPIRED,
        "bad",
        say("Not connected: too late"),
        say("The other window took too long."),
    ),
)


@record
class ConsentPage:
    """What the consent page shows and what its form carries.

    `connected` says that the company is connected to the tenant already. `we_receive` and
    `they_receive` are scopes; `account` is the form by which to sign in with another account;
    `form_actions` the CSP sources that the answer to the form may redirect to, which Chromium
    counts as part of the form's action.
    """

    request: ConsentRequest
    person: Person
    connected: bool
    we_receive: tuple[str, ...]
    they_receive: tuple[str, ...]
    transaction: str
    csrf_token: str
    account: Form
    returns_to: str = ""
    form_actions: tuple[str, ...] = ()


def consent(page: ConsentPage) -> Response:
    """Ask the person to approve or to deny."""
    context = {
        "title": say("Connect {company}?", company=page.request.company_id),
        "company_id": page.request.company_id,
        "person": page.person,
        "we_receive": describe(page.we_receive, scope_texts.RECEIVED, scope_texts.REASONS),
        "they_receive": describe(page.they_receive, scope_texts.GIVEN, scope_texts.REASONS),
        "action": paths.CONSENT,
        "transaction": page.transaction,
        "csrf_token": page.csrf_token,
        "connected": page.connected,
        "account": page.account,
        "returns_to": page.returns_to,
    }
    policy = Policy(form_actions=("'self'", *page.form_actions))
    return html.page("consent.html.j2", context, policy=policy, folder=_TEMPLATES)


def window_ended(status: FrameStatus) -> Response:
    """Tell a frame's window, opened again, how it ended."""
    ending = next(ending for ending in _ENDINGS if ending.status is status)
    explanation = say("It was decided in this browser before.")
    if status is FrameStatus.FAILED:
        explanation = say("It was approved in this browser before, and could not be connected.")
    advice = say("You can close this window.")
    if status is not FrameStatus.CONNECTED:
        advice = say(
            "You can close this window. To try again, go back to SmartRecruiters and choose “Start"
            " over” there."
        )
    return pages.notice(
        Notice(
            title=ending.title,
            explanation=explanation,
            advice=advice,
            tone=ending.tone,
        )
    )


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
        "title": say("Connect {company}", company=request.company_id),
        "action": reader.current().keep(paths.WINDOW),
        "transaction": transaction,
        "ticket": ticket,
        "status_url": reader.current().keep(frame_status_url(transaction)),
        "again_url": reader.current().keep(paths.of_request(request)),
        "connecting": _CONNECTING,
        "may_take": _MAY_TAKE,
        "endings": _ENDINGS,
        "nonce": nonce,
        "script": html.source("frame.js", _TEMPLATES),
    }
    policy = Policy(form_actions=("'self'",), ancestors=ancestors, script_nonce=nonce)
    return html.page("frame.html.j2", context, policy=policy, folder=_TEMPLATES)


def frame_status(
    status: FrameStatus,
    transaction: str,
    ancestors: tuple[str, ...],
    *,
    again_url: str = "",
    approved: bool = False,
) -> Response:
    """Tell how the window ended, inside SmartRecruiters and without JavaScript.

    `again_url` is where the frame may be asked for again, empty where that is not known;
    `approved` says that the window has approved, and the exchange may not have ended.
    """
    if status is FrameStatus.WAITING:
        asks = say("Sign in and approve there. This page looks again by itself.")
        page = Notice(
            title=_CONNECTING if approved else say("Waiting for the other window"),
            explanation=_MAY_TAKE if approved else asks,
            tone="waiting",
            link=Link(reader.current().keep(frame_status_url(transaction)), say("Look now")),
        )
    else:
        ending = next(ending for ending in _ENDINGS if ending.status is status)
        page = Notice(title=ending.title, explanation=ending.advice, tone=ending.tone)
        if status is not FrameStatus.CONNECTED:
            page = replace(
                page,
                advice=say("Start over when you are ready.") if again_url else _FROM_THE_BEGINNING,
                link=Link(reader.current().keep(again_url), say("Start over"))
                if again_url
                else None,
            )
    refresh = _LOOK_AGAIN if status is FrameStatus.WAITING else None
    return pages.notice(page, refresh=refresh, policy=Policy(ancestors=ancestors))


def progress(
    request: ConsentRequest, transaction: str, *, nonce: str, seconds: int, asked: bool
) -> Response:
    """Wait for an approved exchange, and leave by itself when it has ended.

    `seconds` have passed since the approval; `asked` says that SmartRecruiters is being asked.
    `nonce` is random and for this response only; it lets the page's own script run.
    """
    context = {
        "title": _CONNECTING,
        "company_id": request.company_id,
        "url": progress_url(transaction),
        "seconds": seconds,
        "asked": asked,
        "may_take": _MAY_TAKE,
        "returns": bool(request.redirect),
        "refresh": _LOOK_AGAIN,
        "nonce": nonce,
        "script": html.source("progress.js", _TEMPLATES),
    }
    policy = Policy(script_nonce=nonce)
    return html.page("progress.html.j2", context, policy=policy, folder=_TEMPLATES)


def progress_url(transaction: str) -> str:
    """Return where a browser waits for the exchange that was approved in it."""
    return f"{paths.PROGRESS}?{urlencode({'transaction': transaction})}"


def frame_status_url(transaction: str) -> str:
    """Return where a frame looks how its window ended."""
    return f"{paths.FRAME}?{urlencode({'transaction': transaction})}"
