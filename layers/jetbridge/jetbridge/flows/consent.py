"""Consent: an admin is shown what a connection means, and approves or denies it.

    1. show     the request is checked, then who is signed in; the page is bound to that session
    2. decide   the form is checked; approved: the credentials are exchanged; denied: nothing is;
                the browser goes back to SmartRecruiters, or a page says how it ended

Every consent page counts once. Submitted again, its form gets the answer of the first time.

Source: the partner's page "OAuth 2.0 General Partner Integration", steps 3 and 4.
"""

import hmac
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from jetbridge.flows import exchange, frames, outcomes, signin
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.outcomes import Outcome
from jetbridge.model.errors import PageError
from jetbridge.model.transaction import (
    CONSENT_LIFETIME,
    Consent,
    ConsentRequest,
    Decision,
    FrameStatus,
)
from jetbridge.store import keys, transactions
from jetbridge.store.table import StoreError
from jetbridge.web import consent_query, forms, pages
from jetbridge.web.cookies import Cookie
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other
from jetbridge.web.sessions import Person

_START_AGAIN: Final = "Go back to SmartRecruiters and start the connection there again."
_CLOSE: Final = "You can close this window."
_BACK: Final = "Back to SmartRecruiters"


def show(bridge: Bridge, provider: IdentityProvider, request: Request) -> Response:
    """Answer the consentUrl.

    Raises:
        PageError: the request is refused, before anybody is asked to sign in.
    """
    asked = consent_query.read(request, bridge.settings)
    if frames.is_framed(request):
        return frames.wait(bridge, asked)
    if asked.frame:
        frames.require_own_window(bridge, request, asked)
    person = signin.signed_in(bridge, request)
    if person is None:
        return signin.begin(bridge, provider, request, asked.url)
    return _ask(bridge, request, asked, person)


def decide(bridge: Bridge, request: Request) -> Response:
    """Take the answer of the consent page's form.

    Raises:
        PageError: 400 or 403, the form is not one that we showed to this session, or too old.
    """
    forms.require_own_page(request, bridge.settings.base_url(request.domain), always=False)
    form = forms.read(request)
    consent_id = form.get("transaction", "")
    consent = _consent(bridge, request, consent_id, form.get("csrf_token", ""))
    person = signin.signed_in(bridge, request)
    if person is None:
        raise PageError(
            403,
            "Your sign-in has ended",
            "Nothing was decided.",
            _START_AGAIN,
        )
    match form.get("decision"):
        case "approve" if transactions.decide(bridge.table, consent_id, Decision.EXCHANGING):
            outcome = _exchange(bridge, consent, person)
            # The exchange has happened, whatever becomes of the note about it.
            with suppress(StoreError):
                transactions.conclude(bridge.table, consent_id, outcome.kind)
            return _ended(consent.request, outcome, request)
        case "deny" if transactions.decide(bridge.table, consent_id, Decision.DENIED):
            _tell_frame(bridge, consent.request, FrameStatus.DENIED)
            return _denied(consent.request)
        case "approve" | "deny":
            consent = _consent(bridge, request, consent_id, form.get("csrf_token", ""))
            return _answered(consent, request)
        case _:
            raise PageError(400, "This form cannot be read", "It holds no decision.", _START_AGAIN)


def _ask(bridge: Bridge, request: Request, asked: ConsentRequest, person: Person) -> Response:
    settings = bridge.settings
    consent_id, csrf_token = bridge.ids.token(), bridge.ids.token()
    consent = Consent(
        request=asked,
        session=keys.digest(signin.cookies_of(bridge, request).read(Cookie.SESSION)),
        csrf=keys.digest(csrf_token),
        expires_at=bridge.clock.now() + CONSENT_LIFETIME,
    )
    transactions.add_consent(bridge.table, consent_id, consent)
    allowed = consent_query.allow_list(settings)
    return pages.consent(
        pages.ConsentPage(
            request=asked,
            person=person,
            we_receive=settings.smartrecruiters_scopes,
            they_receive=settings.partner_scopes,
            transaction=consent_id,
            csrf_token=csrf_token,
            returns_to=urlsplit(asked.redirect).hostname or "",
            form_actions=allowed.form_action_sources if asked.redirect else (),
        )
    )


def _consent(bridge: Bridge, request: Request, consent_id: str, csrf_token: str) -> Consent:
    """Return the consent that this session was shown.

    Raises:
        PageError: 400 where there is none, 403 where it was shown to somebody else.
    """
    consent = transactions.get_consent(bridge.table, consent_id, now=bridge.clock.now())
    if consent is None:
        raise PageError(
            400, "This page is out of date", "Nothing was decided with it.", _START_AGAIN
        )
    session = keys.digest(signin.cookies_of(bridge, request).read(Cookie.SESSION))
    same_session = hmac.compare_digest(session, consent.session)
    if not (hmac.compare_digest(keys.digest(csrf_token), consent.csrf) and same_session):
        raise PageError(
            403,
            "This decision cannot be accepted",
            "It does not come from the page that you were shown, or you have signed in anew since.",
            _START_AGAIN,
        )
    return consent


def _exchange(bridge: Bridge, consent: Consent, person: Person) -> Outcome:
    try:
        outcome = exchange.approve(
            bridge,
            company_id=consent.request.company_id,
            tenant=person.tenant,
            subject=person.subject,
        )
    except Exception:
        _tell_frame(bridge, consent.request, FrameStatus.FAILED)
        raise
    ended = FrameStatus.CONNECTED if outcome.connected else FrameStatus.FAILED
    _tell_frame(bridge, consent.request, ended)
    return outcome


def _tell_frame(bridge: Bridge, asked: ConsentRequest, status: FrameStatus) -> None:
    if not asked.frame:
        return
    # A frame that is not told says after a while that it was too late; the window knows better.
    with suppress(StoreError):
        transactions.end_frame(bridge.table, asked.frame, status)


def _answered(consent: Consent, request: Request) -> Response:
    """Answer a form that was submitted before."""
    match consent.decision:
        case Decision.DENIED:
            return _denied(consent.request)
        case Decision.APPROVED:
            # An earlier release knew outcomes that are one now.
            outcome = outcomes.BY_KIND.get(consent.outcome, outcomes.NOT_HERE)
            return _ended(consent.request, outcome, request)
        case _:
            raise PageError(
                409,
                "This is being connected right now",
                "You approved it a moment ago, and that has not finished.",
                "Wait a minute, then look at the integration in SmartRecruiters.",
            )


def _ended(asked: ConsentRequest, outcome: Outcome, request: Request) -> Response:
    if outcome.connected and asked.redirect:
        return see_other(asked.redirect)
    return pages.notice(
        pages.Notice(
            title=outcome.title,
            explanation=outcome.explanation,
            advice=_CLOSE if outcome.connected and asked.frame else outcome.advice,
            tone="good" if outcome.connected else "bad",
            status=outcome.status,
            link=pages.Link(asked.redirect, _BACK) if asked.redirect else None,
            request_id="" if outcome.connected else request.request_id,
        )
    )


def _denied(asked: ConsentRequest) -> Response:
    if asked.redirect:
        return see_other(asked.redirect)
    return pages.notice(
        pages.Notice(
            title="Not connected",
            explanation="You denied the connection. Nothing was exchanged.",
            advice=_CLOSE,
        )
    )
