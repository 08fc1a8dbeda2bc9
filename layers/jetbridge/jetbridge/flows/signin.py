"""Sign-in: the browser goes to the OpenID provider and comes back as somebody.

    1. begin    state, nonce and PKCE verifier are stored, bound to this browser; 303 to the
                provider
    2. finish   the state is taken, once; `identify` learns who it is; a session begins; 303 back
                to the page that asked for it

Source: OpenID Connect Core §3.1; RFC 9700 §2.1.1 and §4.7.
"""

from typing import Final

from jetbridge.flows import identify
from jetbridge.flows.bridge import Bridge
from jetbridge.model.errors import PageError
from jetbridge.model.secret import Secret
from jetbridge.model.transaction import SIGN_IN_LIFETIME, SignIn
from jetbridge.store import keys, transactions
from jetbridge.web import openid, pages, sessions
from jetbridge.web.cookies import BROWSER_LIFETIME, Cookie, Cookies
from jetbridge.web.openid import ProviderFault, ProviderUnavailable
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other
from jetbridge.web.sessions import Person

_START_AGAIN: Final = "Go back to where you began, and start the connection there again."


def cookies_of(bridge: Bridge, request: Request) -> Cookies:
    """Return the request's cookies, in the form that our own origin calls for."""
    base_url = bridge.settings.base_url(request.domain)
    return Cookies(request.cookies, secure=base_url.startswith("https:"))


def signed_in(bridge: Bridge, request: Request) -> Person | None:
    """Return who is signed in, or None."""
    session_id = cookies_of(bridge, request).read(Cookie.SESSION)
    return sessions.find(bridge.table, session_id, now=bridge.clock.now())


def begin(bridge: Bridge, provider: IdentityProvider, request: Request, return_to: str) -> Response:
    """Send the browser to sign in, to come back to `return_to`, a path of ours.

    Raises:
        PageError: 502 or 503, the provider cannot be used right now.
    """
    try:
        metadata = provider.metadata()
    except (ProviderFault, ProviderUnavailable) as fault:
        raise identify.failure(fault) from fault
    cookies = cookies_of(bridge, request)
    browser = cookies.read(Cookie.BROWSER) or bridge.ids.token()
    state, nonce, verifier = (bridge.ids.token() for _ in range(3))
    sign_in = SignIn(
        return_to=return_to,
        browser=keys.digest(browser),
        nonce=nonce,
        sealed_verifier=bridge.vault.seal(
            Secret(verifier),
            item=transactions.sign_in_key(state),
            field=transactions.VERIFIER_FIELD,
        ),
        expires_at=bridge.clock.now() + SIGN_IN_LIFETIME,
    )
    transactions.add_sign_in(bridge.table, state, sign_in)
    url = openid.authorization_url(
        metadata,
        identify.relying_party(bridge, request),
        scopes=" ".join(bridge.settings.oidc_scopes),
        state=state,
        nonce=nonce,
        verifier=verifier,
    )
    return see_other(
        url, cookies=(cookies.write(Cookie.BROWSER, browser, lifetime=BROWSER_LIFETIME),)
    )


def finish(bridge: Bridge, provider: IdentityProvider, request: Request) -> Response:
    """Take the browser back from the provider, begin a session, and send it where it wanted to go.

    Raises:
        PageError: 400, there is no such sign-in, it is used or too old, or it began elsewhere.
    """
    cookies = cookies_of(bridge, request)
    state = request.parameter("state") or ""
    browser = cookies.read(Cookie.BROWSER)
    now = bridge.clock.now()
    sign_in = transactions.take_sign_in(bridge.table, state, browser=keys.digest(browser), now=now)
    if sign_in is None:
        raise PageError(
            400,
            "This sign-in cannot be finished",
            "It was finished before, took too long, or began in another browser.",
            _START_AGAIN,
        )
    try:
        verifier = bridge.vault.open(
            sign_in.sealed_verifier,
            item=transactions.sign_in_key(state),
            field=transactions.VERIFIER_FIELD,
        ).secret
        person = identify.person(bridge, provider, request, verifier=verifier, nonce=sign_in.nonce)
    except PageError as refused:
        again = pages.Link(sign_in.return_to, "Sign in again")
        return pages.refusal(refused, request.request_id, link=again)
    session_id = bridge.ids.token()
    sessions.start(bridge.table, session_id, person, now=now)
    return see_other(
        sign_in.return_to,
        cookies=(cookies.write(Cookie.SESSION, session_id, lifetime=sessions.LIFETIME),),
    )
