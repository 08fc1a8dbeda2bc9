"""An administrator connects the tenant's Onboardbase account, in the browser.

    1. start    who is signed in? 303 to Onboardbase with a state of that session and browser
    2. finish   state, then error, then code; `key_exchange` gets the key; a page says how it ended

Onboardbase knows no PKCE, so the state is the one defence against a code from elsewhere: it is
random, taken once, and good only in the browser and the session that it left from.

Source: the partner's page "OAuth with Onboardbase".
"""

import hmac
from typing import Final

from jetbridge.flows import authorize, key_exchange, signin
from jetbridge.flows import key_outcomes as outcomes
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import onboardbase_pair
from jetbridge.flows.outcomes import Outcome
from jetbridge.model.errors import PageError
from jetbridge.model.transaction import AUTHORIZATION_LIFETIME, Authorization
from jetbridge.partners import onboardbase
from jetbridge.store import keys
from jetbridge.vault.secrets import SecretUnavailable
from jetbridge.web import authorization, pages
from jetbridge.web.authorization import Refused
from jetbridge.web.cookies import Cookie
from jetbridge.web.pages import Link, Notice
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other

PATH: Final = "/connect/onboardbase"

_REFUSED: Final = {
    "invalid_credentials": outcomes.MISCONFIGURED,
    "server_error": outcomes.REJECTED,
    "temporarily_unavailable": outcomes.REJECTED,
}
"""What an `error` means. The value that a person's refusal has is not published, so every other
one is taken for that."""


def start(bridge: Bridge, provider: IdentityProvider, request: Request) -> Response:
    """Send the browser to Onboardbase, after sign-in.

    Raises:
        PageError: 502 or 503, the sign-in service cannot be used right now.
    """
    person = signin.signed_in(bridge, request)
    if person is None:
        return signin.begin(bridge, provider, request, PATH)
    settings = bridge.settings
    try:
        client_id = onboardbase_pair(bridge).load().client_id
    except SecretUnavailable:
        return _ended(outcomes.MISCONFIGURED, request)
    departure = authorize.depart(
        bridge,
        request,
        authorize.browser_of(bridge, request),
        Authorization(
            partner=onboardbase.PARTNER,
            tenant=person.tenant,
            session=_session(bridge, request),
            subject=person.subject,
            scopes=settings.onboardbase_scopes,
            expires_at=bridge.clock.now() + AUTHORIZATION_LIFETIME,
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


def finish(bridge: Bridge, request: Request) -> Response:
    """Take the browser back from Onboardbase.

    Raises:
        PageError: 400, this is no return of a visit that began in this browser; 403, it began in
            another session, or the session has ended.
    """
    state = onboardbase.unquoted(authorization.state(request))
    taken = authorize.arrive(bridge, request, onboardbase.PARTNER, state)
    person = signin.signed_in(bridge, request)
    same_session = hmac.compare_digest(_session(bridge, request), taken.session)
    if person is None or not same_session:
        raise PageError(
            403,
            "Your sign-in has ended",
            "You have signed in anew since, or too long ago. Nothing was exchanged.",
            "Start again.",
        )
    code = authorization.code(request)
    if isinstance(code, Refused):
        return _ended(_REFUSED.get(code.error, outcomes.DENIED), request)
    grant = authorize.grant(bridge, state, taken, code)
    return _ended(key_exchange.exchange(bridge, taken, grant), request)


def _session(bridge: Bridge, request: Request) -> str:
    return keys.digest(signin.cookies_of(bridge, request).read(Cookie.SESSION))


def _ended(outcome: Outcome, request: Request) -> Response:
    tones = {True: "good", False: "plain" if outcome is outcomes.DENIED else "bad"}
    return pages.notice(
        Notice(
            title=outcome.title,
            explanation=outcome.explanation,
            advice=outcome.advice,
            tone=tones[outcome.connected],
            status=outcome.status,
            link=None if outcome.connected else Link(PATH, "Start again"),
            request_id="" if outcome.connected else request.request_id,
        )
    )
