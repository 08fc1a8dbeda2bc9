"""The OpenID flow between the browser and the provider: there, and back.

    1. leave        state, nonce and PKCE verifier are stored, bound to this browser; 303 to the
                    provider
    2. come_back    the state is used up, once; `identify` learns what the provider says; the caller
                    begins a session; 303 back to the page that asked for it

Several tabs may sign in at once: each state is a record of its own. A return that cannot be
finished leads to the page that asked for it.

Source: OpenID Connect Core §3.1; RFC 9700 §2.1.1 and §4.7.
"""

import hmac
from collections.abc import Callable
from typing import Final

from jetbridge.flows.browser import identify
from jetbridge.flows.browser.cookies import browser_cookie, browser_of, cookies_of
from jetbridge.flows.browser.identify import Claims
from jetbridge.flows.context import Context
from jetbridge.model.errors import Link, PageError
from jetbridge.model.secret import Secret
from jetbridge.model.sentence import say
from jetbridge.model.settings import Settings
from jetbridge.model.transaction import CALLBACK_PATH, SIGN_IN_LIFETIME, VERIFIER_FIELD, SignIn
from jetbridge.store import keys, transactions
from jetbridge.vault.sealing import UnsealableError, Vault
from jetbridge.web import openid, pages, reader
from jetbridge.web.cookies import Cookie
from jetbridge.web.openid import ProviderFaultError, ProviderUnavailableError
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other

_TITLE: Final = say("This sign-in cannot be finished")
_START_AGAIN: Final = say("Go back to where you began, and start the connection there again.")
_SIGN_IN_AGAIN: Final = say("Sign in again")


def leave(  # noqa: PLR0913 - what the protocol takes, each by its name
    context: Context,
    provider: IdentityProvider,
    request: Request,
    return_to: str,
    *,
    callback: str = CALLBACK_PATH,
    prompt: str = "",
    max_age: int | None = None,
) -> Response:
    """Send the browser to the provider, to come back to `callback` and from there to `return_to`.

    `prompt` and `max_age` are as in `openid.authorization_url`.

    Raises:
        PageError: 502 or 503, the provider cannot be used right now.
    """
    url, cookie = departure(
        context, provider, request, return_to, callback=callback, prompt=prompt, max_age=max_age
    )
    return see_other(url, cookies=(cookie,))


def departure(  # noqa: PLR0913 - what the protocol takes, each by its name
    context: Context,
    provider: IdentityProvider,
    request: Request,
    return_to: str,
    *,
    callback: str = CALLBACK_PATH,
    prompt: str = "",
    max_age: int | None = None,
) -> tuple[str, str]:
    """Store a sign-in that is about to leave; return where to, and the browser's cookie.

    `prompt` and `max_age` are as in `openid.authorization_url`.

    Raises:
        PageError: 502 or 503, the provider cannot be used right now.
    """
    try:
        metadata = provider.metadata()
    except (ProviderFaultError, ProviderUnavailableError) as fault:
        raise identify.failure(fault) from fault
    browser = browser_of(context, request)
    state, nonce, verifier = (context.ids.token() for _ in range(3))
    key = transactions.sign_in_key(state)
    seal = context.vault.seal
    sign_in = SignIn(
        sealed_return_to=seal(Secret(return_to), item=key, field=transactions.RETURN_TO_FIELD),
        browser=keys.digest(browser),
        nonce=nonce,
        sealed_verifier=seal(Secret(verifier), item=key, field=VERIFIER_FIELD),
        expires_at=context.clock.now() + SIGN_IN_LIFETIME,
    )
    transactions.add_sign_in(context.table, state, sign_in)
    url = openid.authorization_url(
        metadata,
        identify.relying_party(context.settings, request, callback),
        scopes=" ".join(context.settings.oidc_scopes),
        state=state,
        nonce=nonce,
        verifier=verifier,
        prompt=prompt,
        max_age=max_age,
        language=reader.current().language,
    )
    return url, browser_cookie(context.settings, request, browser)


def come_back(  # noqa: PLR0913 - who comes back, and what becomes of them
    context: Context,
    provider: IdentityProvider,
    request: Request,
    admit: Callable[[Claims], str],
    is_known: Callable[[], bool],
    *,
    callback: str = CALLBACK_PATH,
) -> Response:
    """Take the browser back from the provider, and send it where it wanted to go.

    Args:
        context: the ports.
        provider: the sign-in service.
        request: the return, to `callback`.
        admit: begins a session for who the claims are about, and returns its cookie. It raises
            PageError where they have no access.
        is_known: says whether a person is signed in, where the return was finished before.
        callback: the path that the provider was told.

    Raises:
        PageError: as `finish`.
    """
    state = request.parameter("state") or ""
    sign_in = transactions.get_sign_in(context.table, state)
    return_to = sign_in and _return_to(context.vault, state, sign_in)
    if sign_in is None or not return_to:
        raise PageError(
            400, _TITLE, say("There is no such sign-in, or it is long over."), _START_AGAIN
        )
    _require_this_browser(context.settings, request, sign_in, return_to)
    if sign_in.used or not _use(context, state, sign_in, return_to):
        return _finished_before(return_to, is_known=is_known())
    try:
        verifier = context.vault.open(
            sign_in.sealed_verifier,
            item=transactions.sign_in_key(state),
            field=VERIFIER_FIELD,
        ).secret
        told = identify.claims(
            context,
            provider,
            request,
            verifier=verifier,
            nonce=sign_in.nonce,
            callback=callback,
        )
        cookie = admit(told)
    except PageError as refused:
        return pages.refusal(refused, request.request_id, link=Link(return_to, _SIGN_IN_AGAIN))
    return see_other(return_to, cookies=(cookie,))


def _return_to(vault: Vault, state: str, sign_in: SignIn) -> str:
    """Return where a sign-in leads; empty where its sealing key was removed after its end."""
    if not sign_in.sealed_return_to:
        return sign_in.return_to
    key, field = transactions.sign_in_key(state), transactions.RETURN_TO_FIELD
    try:
        return vault.open(sign_in.sealed_return_to, item=key, field=field).secret.reveal()
    except UnsealableError:
        return ""


def _require_this_browser(
    settings: Settings, request: Request, sign_in: SignIn, return_to: str
) -> None:
    """Refuse a return that began elsewhere (RFC 9700 §4.7).

    Two tabs that are opened at the same moment, in a browser without our cookie, are given two;
    the browser keeps the later one, and the other tab ends here. It goes on by a sign-in of its
    own, which the provider usually answers at once.
    """
    browser = keys.digest(cookies_of(settings, request).read(Cookie.BROWSER))
    if not hmac.compare_digest(sign_in.browser, browser):
        raise PageError(
            400,
            _TITLE,
            say(
                "It began in another browser, or another tab of this one began at the same moment."
            ),
            say(
                "Go on here: you are asked to sign in again if you have not done so in the other"
                " tab."
            ),
            # Where a partner's return waits for this sign-in, its code stays where it began.
            link=Link(return_to.partition("/callback?")[0], say("Go on")),
        )


def _use(context: Context, state: str, sign_in: SignIn, return_to: str) -> bool:
    if sign_in.expires_at <= context.clock.now():
        raise PageError(
            400,
            _TITLE,
            say("It took too long."),
            say("Sign in again to go on where you were."),
            link=Link(return_to, _SIGN_IN_AGAIN),
        )
    return transactions.use_sign_in(context.table, state)


def _finished_before(return_to: str, *, is_known: bool) -> Response:
    if is_known:
        return see_other(return_to)
    raise PageError(
        400,
        _TITLE,
        say("It was finished before, or is being finished in another tab."),
        say("Go on: you are asked to sign in again if need be."),
        link=Link(return_to, say("Go on")),
    )
