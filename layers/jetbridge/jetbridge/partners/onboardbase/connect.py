"""An administrator connects the tenant's Onboardbase account, in the browser.

    1. show     who is signed in? a page says what connecting means; nothing is stored
    2. leave    its form: 303 to Onboardbase with a state of that person and browser
    3. finish   state, then who is signed in, then error, then code; `key_exchange` gets the key; a
                page says how it ended

Onboardbase knows no PKCE, so the state is the one defence against a code from elsewhere: it is
random, used once, and good only in the browser that it left from, for the person who left. It is
used up when the rest is known to be right: a visit is not lost because a session ended meanwhile.
Who comes back a second time (Back, a reload, a double click) is told how the first one ended.

Source: the partner's page "OAuth with Onboardbase".
"""

from contextlib import suppress
from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import audit
from jetbridge.flows.browser import authorize, connect_links, signin
from jetbridge.flows.browser.cookies import browser_cookie, browser_of, cookies_of
from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.model.audit import Action, Change
from jetbridge.model.connect_link import PARAMETER
from jetbridge.model.connection import Status
from jetbridge.model.errors import Link, PageError
from jetbridge.model.record import replace
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.transaction import AUTHORIZATION_LIFETIME, Authorization
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboardbase import exchange, outcomes, pages
from jetbridge.partners.onboardbase.credentials import app_pair
from jetbridge.store import authorizations, connections
from jetbridge.store import connect_links as links
from jetbridge.store.table import StoreError
from jetbridge.vault.secrets import SecretNotReadError, SecretUnavailableError
from jetbridge.web import accounts, authorization, forms
from jetbridge.web.authorization import Refused
from jetbridge.web.cookies import Cookie
from jetbridge.web.pages import Notice, notice
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other
from jetbridge.web.sessions import Person

PATH: Final = "/connect/onboardbase"
_RETURN: Final = f"{PATH}/callback"
_AGAIN: Final = Link(PATH, say("Start again"))

_REFUSED: Final = {
    "invalid_credentials": outcomes.MISCONFIGURED,
    "server_error": outcomes.REJECTED,
    "temporarily_unavailable": outcomes.REJECTED,
}
"""What an `error` means. The value that a person's refusal has is not published, so every other
one is taken for that."""


def show(context: Context, provider: IdentityProvider, request: Request) -> Response:
    """Say what connecting Onboardbase means, after sign-in.

    Raises:
        PageError: 502 or 503, the sign-in service cannot be used right now; 403, 404 or 410, the
            link by which the person came cannot be used.
    """
    token = request.parameter(PARAMETER) or ""
    path = connect_links.path(PATH, token)
    person = signin.signed_in(context, request)
    if person is None:
        return signin.begin(context, provider, request, path)
    link = connect_links.opened(context, request, person, onboardbase.PARTNER, token)
    if _client_id(context) is None:
        return _ended(outcomes.MISCONFIGURED, request)
    settings, browser = context.settings, browser_of(context, request)
    holder = connections.holder(context.table, onboardbase.PARTNER, person.tenant)
    page = pages.connect(
        pages.ConnectPage(
            person=person,
            connected=bool(holder and holder.status is Status.ACTIVE),
            scopes=settings.onboardbase_scopes,
            minutes=AUTHORIZATION_LIFETIME // 60,
            site=settings.onboardbase_app_url,
            action=PATH,
            csrf_token=forms.token(browser, path, person.digest),
            account=accounts.form(browser, path),
            link=token,
            until=link.expires_at if link else 0,
            returns_to=link.return_url if link else "",
        )
    )
    return replace(page, cookies=(browser_cookie(context.settings, request, browser),))


def leave(context: Context, request: Request) -> Response:
    """Take the page's form: send the browser to Onboardbase.

    Raises:
        PageError: 400 or 403, the form is not one that we showed to this browser and person.
    """
    forms.require_own_page(request, context.settings.base_url(request.domain), always=False)
    form = forms.read(request)
    token = form.get(PARAMETER, "")
    path = connect_links.path(PATH, token)
    person = _who_saw_the_page(context, request, form.get("csrf_token", ""), path)
    link = connect_links.opened(context, request, person, onboardbase.PARTNER, token)
    client_id = _client_id(context)
    if client_id is None:
        return _ended(outcomes.MISCONFIGURED, request)
    settings = context.settings
    departure = authorize.depart(
        context,
        request,
        browser_of(context, request),
        Authorization(
            partner=onboardbase.PARTNER,
            tenant=person.tenant,
            subject=person.subject,
            scopes=settings.onboardbase_scopes,
            expires_at=context.clock.now() + AUTHORIZATION_LIFETIME,
            link_id=link.id if link else "",
        ),
        pkce=False,
    )
    url = onboardbase.authorization_url(
        settings.onboardbase_app_url,
        client_id=client_id,
        redirect_uri=departure.redirect_uri,
        scopes=settings.onboardbase_scopes,
        state=departure.state,
        quoted=settings.onboardbase_quote_params == "true",
    )
    return see_other(url, cookies=(departure.cookie,))


def finish(context: Context, provider: IdentityProvider, request: Request) -> Response:
    """Take the browser back from Onboardbase.

    A session that has ended is renewed first: the browser goes to sign in, and comes back here.

    Raises:
        PageError: 400, this is no return of a visit that began in this browser, or it took too
            long; 403, another person is signed in by now. The state is not used up by either.
    """
    state = onboardbase.unquoted(authorization.state(request))
    left = authorize.found(context, request, onboardbase.PARTNER, state, again=_AGAIN)
    if left.used:
        return _finished_before(context, state, left, request)
    again, advice = _way_back(left)
    authorize.require_time(context.clock, left, again=again, advice=advice)
    person = signin.signed_in(context, request)
    if person is None:
        return signin.begin(context, provider, request, _this_return(request))
    _require_same_person(person, left)
    code = authorization.code(request)
    if not authorizations.use_authorization(context.table, state):
        return _finished_before(context, state, left, request)
    if isinstance(code, Refused):
        outcome = _REFUSED.get(code.error, outcomes.DENIED)
    else:
        actor, on = f"person:{person.subject}", (left.link_id,) if left.link_id else ()
        change = Change(Action.CONNECTION_CONNECT, person.tenant, actor, request.request_id, on)
        with audit.recorded(audit.Trail.of(context), change):
            outcome = exchange.exchange(
                context, left, authorize.grant(context.vault, state, left, code)
            )
    # The exchange has happened, whatever becomes of the note about it.
    with suppress(StoreError):
        authorizations.conclude(context.table, state, outcome.kind)
    return _came_back(context, left, outcome, request)


def _client_id(context: Context) -> str | None:
    try:
        return app_pair(context).load().client_id
    except SecretNotReadError:
        raise
    except SecretUnavailableError:
        return None


def _who_saw_the_page(context: Context, request: Request, csrf_token: str, path: str) -> Person:
    person = signin.signed_in(context, request)
    if person is None:
        raise PageError(
            403,
            say("Your sign-in has ended"),
            say("Nothing was sent to Onboardbase."),
            say("Sign in again. The same page is shown to you then."),
            link=Link(path, say("Sign in again")),
        )
    browser = cookies_of(context.settings, request).read(Cookie.BROWSER)
    if not forms.is_token(csrf_token, browser, path, person.digest):
        raise PageError(
            403,
            say("This cannot be accepted"),
            say(
                "You are signed in as {name} of {tenant}, and the form that you sent was not shown"
                " to that account in this browser. Nothing was sent to Onboardbase.",
                name=person.name,
                tenant=person.organisation,
            ),
            say("Look at the page again. It names the account, and lets you use another."),
            link=Link(path, say("Start again")),
        )
    return person


def _require_same_person(person: Person, left: Authorization) -> None:
    again, advice = _way_back(left)
    if (person.tenant, person.subject) != (left.tenant, left.subject):
        raise PageError(
            403,
            say("You are signed in with another account now"),
            say(
                "In another tab you signed in as {name} of {tenant}. Another account went to"
                " Onboardbase. Nothing was exchanged.",
                name=person.name,
                tenant=person.organisation,
            ),
            advice or say("Start again with the account that you want to use."),
            link=again,
        )


def _way_back(left: Authorization) -> tuple[Link | None, Sentence | None]:
    """Return where a visit begins once more: who came by a link has that, and we do not."""
    return (None, connect_links.OPEN_AGAIN) if left.link_id else (_AGAIN, None)


def _this_return(request: Request) -> str:
    """Return the path that brings the browser here again with what Onboardbase sent."""
    sent = ((name, value) for name, value in request.query if name in ("state", "code", "error"))
    return f"{_RETURN}?{urlencode(list(sent))}"


def _finished_before(
    context: Context, state: str, left: Authorization, request: Request
) -> Response:
    """Tell how the visit ended, when its browser comes back with the same state again."""
    now = authorizations.get_authorization(context.table, state) or left
    if now.outcome:
        return _came_back(context, left, outcomes.BY_KIND[now.outcome], request)
    if now.expires_at <= context.clock.now():
        return _came_back(context, left, outcomes.UNKNOWN, request)
    look_again = Link(f"{_RETURN}?{urlencode({'state': state})}", say("Look again"))
    return _ended(outcomes.IN_PROGRESS, request, look_again)


def _came_back(
    context: Context, left: Authorization, outcome: Outcome, request: Request
) -> Response:
    """Tell how a visit ended; one that began with a link returns to where that leads."""
    if not left.link_id:
        return _ended(outcome, request)
    link = links.get(context.table, left.link_id)
    if link and link.return_url and outcome.connected:
        return see_other(link.return_url)
    if not outcome.connected and outcome is not outcomes.LINK_OVER:
        outcome = replace(outcome, advice=connect_links.OPEN_AGAIN)
    return _ended(outcome, request, None)


def _ended(outcome: Outcome, request: Request, link: Link | None = _AGAIN) -> Response:
    tones = {True: "good", False: "plain" if outcome.kind == outcomes.DENIED.kind else "bad"}
    return notice(
        Notice(
            title=outcome.title,
            explanation=outcome.explanation,
            advice=outcome.advice,
            tone=tones[outcome.connected],
            status=outcome.status,
            link=None if outcome.connected else link,
            request_id="" if outcome.connected else request.request_id,
            is_known=True,
        )
    )
