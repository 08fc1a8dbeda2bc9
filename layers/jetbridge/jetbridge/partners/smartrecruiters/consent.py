"""Consent: an admin is shown what a connection means, and approves or denies it.

    1. show     the request is checked, then who is signed in; the page is bound to them
    2. decide   the form is checked; approved: the worker exchanges the credentials; denied:
                nothing is; the browser goes back to SmartRecruiters, or a page says how it ended

Every consent page counts once. Submitted again, its form gets the answer of the first time. A form
is bound to the browser and the person that saw it, not to one session: several tabs work side by
side, and each page that refuses leads back to the question.

Source: the partner's page "OAuth 2.0 General Partner Integration", steps 3 and 4.
"""

import hmac
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

from jetbridge.flows import audit
from jetbridge.flows.browser import signin
from jetbridge.flows.browser.cookies import browser_cookie, browser_of
from jetbridge.flows.context import Context
from jetbridge.model.audit import Action, Change
from jetbridge.model.errors import Link, PageError
from jetbridge.model.record import replace
from jetbridge.model.sentence import say
from jetbridge.model.transaction import (
    CONSENT_LIFETIME,
    Consent,
    ConsentRequest,
    Decision,
)
from jetbridge.partners.smartrecruiters import (
    approvals,
    consent_ends,
    consent_progress,
    consent_query,
    pages,
    paths,
    popup,
)
from jetbridge.store import consents, keys
from jetbridge.web import accounts, forms
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response
from jetbridge.web.sessions import Person


def show(context: Context, provider: IdentityProvider, request: Request) -> Response:
    """Answer the consentUrl.

    Raises:
        PageError: the request is refused, before the person is asked to sign in.
    """
    asked = consent_query.read(request, context.settings)
    if popup.is_framed(request):
        return popup.wait(context, asked)
    frame = popup.require_own_window(context, request, asked) if asked.frame else None
    ended = popup.ended(frame) if frame else None
    if ended:
        return ended
    person = signin.signed_in(context, request)
    if person is None:
        return signin.begin(context, provider, request, paths.of_request(asked))
    until = context.clock.now() + CONSENT_LIFETIME
    return _ask(context, request, asked, person, min(until, frame.expires_at) if frame else until)


def decide(context: Context, request: Request) -> Response:
    """Take the answer of the consent page's form.

    Raises:
        PageError: 400 or 403, the form is not one that we showed to this browser and person, or
            too old.
    """
    forms.require_own_page(request, context.settings.base_url(request.domain), always=False)
    form = forms.read(request)
    consent_id, csrf_token = form.get("transaction", ""), form.get("csrf_token", "")
    consent = _consent(context, request, consent_id, csrf_token)
    if consent.decision is not Decision.OPEN:
        return consent_progress.wait(context, consent, consent_id, request)
    person = _person(context, request, consent)
    match form.get("decision"):
        case "approve":
            with _recorded(context, Action.CONSENT_APPROVE, consent, person, request):
                approved = approvals.give(context, consent, person)
            if approved is None or approvals.dispatch(context, approved):
                return consent_progress.wait(context, consent, consent_id, request)
            return consent_progress.leave(consent_id)
        case "deny" if _deny(context, consent, person, request):
            consent_ends.tell_frame_of_denial(context.table, consent.request, person.tenant)
            return consent_ends.denied(context, consent.request, person)
        case "deny":
            return consent_progress.wait(context, consent, consent_id, request)
        case _:
            raise PageError(
                400,
                say("This form cannot be read"),
                say("It holds no decision."),
                consent_ends.START_AGAIN,
            )


def _deny(context: Context, consent: Consent, person: Person, request: Request) -> bool:
    """Deny an open consent; return whether it was open."""
    with _recorded(context, Action.CONSENT_DENY, consent, person, request):
        return consents.deny(context.table, consent)


def _recorded(
    context: Context, action: Action, consent: Consent, person: Person, request: Request
) -> AbstractContextManager[list[str]]:
    """Record the decision of a person in the audit trail."""
    actor, on = f"person:{person.subject}", (consent.request.company_id,)
    change = Change(action, person.tenant, actor, request.request_id, on)
    return audit.recorded(audit.Trail.of(context), change)


def _ask(
    context: Context, request: Request, asked: ConsentRequest, person: Person, until: int
) -> Response:
    settings = context.settings
    consent_id, csrf_token = context.ids.token(), context.ids.token()
    browser = browser_of(context, request)
    consent = Consent(
        request=asked,
        browser=keys.digest(browser),
        person=person.digest,
        csrf=keys.digest(csrf_token),
        expires_at=until,
    )
    consents.create(context.table, consent_id, consent)
    allowed = consent_query.allow_list(settings)
    page = pages.consent(
        pages.ConsentPage(
            request=asked,
            person=person,
            connected=consent_ends.is_connected(context.table, asked, person.tenant),
            we_receive=settings.smartrecruiters_scopes,
            they_receive=settings.partner_scopes,
            transaction=consent_id,
            csrf_token=csrf_token,
            returns_to=urlsplit(asked.redirect).hostname or "",
            form_actions=allowed.form_action_sources if asked.redirect else (),
            account=accounts.form(browser, paths.of_request(asked)),
        )
    )
    return replace(page, cookies=(browser_cookie(context.settings, request, browser),))


def _consent(context: Context, request: Request, consent_id: str, csrf_token: str) -> Consent:
    """Return the consent that this browser was shown, answered or not.

    Raises:
        PageError: 400 where there is none, 403 where it was shown elsewhere.
    """
    consent = consents.find(context.table, consent_id)
    if consent is None:
        raise PageError(
            400,
            say("This page is out of date"),
            say("Nothing was decided with it."),
            consent_ends.START_AGAIN,
        )
    if not hmac.compare_digest(keys.digest(csrf_token), consent.csrf):
        raise PageError(
            403,
            say("This decision cannot be accepted"),
            say("It does not come from the page that you were shown. Nothing was decided."),
            consent_ends.START_AGAIN,
        )
    if not consent_progress.is_own(context.settings, request, consent):
        raise PageError(
            403,
            say("This decision cannot be accepted"),
            say("The page was shown in another browser. Nothing was decided."),
            say("Look at the question in this browser, and answer it here."),
            link=Link(paths.of_request(consent.request), consent_ends.ASK_AGAIN),
        )
    return consent


def _person(context: Context, request: Request, consent: Consent) -> Person:
    """Return who is signed in, where it is who saw the page, and in time.

    Raises:
        PageError: 400 or 403; each leads back to the question.
    """
    question = Link(paths.of_request(consent.request), consent_ends.ASK_AGAIN)
    if consent.expires_at <= context.clock.now():
        raise PageError(
            400,
            say("This page is out of date"),
            say("Nothing was decided with it."),
            say("Look at the question again, and answer it there."),
            link=question,
        )
    person = signin.signed_in(context, request)
    if person is None:
        raise PageError(
            403,
            say("Your sign-in has ended"),
            say("Nothing was decided."),
            say("Sign in again. You are asked the same question then."),
            link=Link(paths.of_request(consent.request), say("Sign in again")),
        )
    if not hmac.compare_digest(person.digest, consent.person):
        raise PageError(
            403,
            say("You are signed in with another account now"),
            say(
                "In another tab you signed in as {name} of {tenant}, and this page was shown to"
                " another person. Nothing was decided.",
                name=person.name,
                tenant=person.organisation,
            ),
            say("Look at the question again. It names the account, and lets you use another."),
            link=question,
        )
    return person
