"""Sessions of the console: how they begin, go on and end.

They are apart from those of consent: another cookie, another path to come back to, another
partition of the table. A session has an end when it is not used, and an end whatever happens.
"""

import re
from typing import Final

from jetbridge.flows.browser import identify, openid_flow
from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.flows.browser.identify import Claims
from jetbridge.flows.context import Context
from jetbridge.model.console import CALLBACK_PATH, ROOT, Session, roles_of
from jetbridge.model.errors import Link, PageError
from jetbridge.model.sentence import say
from jetbridge.model.settings import Settings
from jetbridge.store import console_sessions, tenants
from jetbridge.web.cookies import Cookie
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response

SIGN_IN: Final = f"{ROOT}/sign-in"
SIGN_OUT: Final = f"{ROOT}/sign-out"
ANOTHER: Final = f"{SIGN_IN}?account=another"
"""Signs in after the provider has asked for credentials, so that another account may be used."""

_MINUTE: Final = 60
_PATH: Final = re.compile(
    r"/console(/(?!(\.|%2[Ee]){1,2}(/|\?|$))[\w.~%-]+)*(\?[\w.~=&%+-]*)?", re.ASCII
)
"""Browsers take an encoded dot for a dot, too, and go up by two of them."""
_OTHER_ACCOUNT: Final = Link(ANOTHER, say("Sign in with another account"))


def current(context: Context, request: Request) -> Session | None:
    """Return who is signed in, or None. A session that is used goes on.

    None, too, where the console has been switched off.
    """
    if not context.settings.console_roles_claim:
        return None
    session_id, now = session_of(context.settings, request), context.clock.now()
    session = console_sessions.find(context.table, session_id, now=now)
    if session is None:
        return None
    idle = context.settings.console_idle_minutes * _MINUTE
    return console_sessions.seen(context.table, session_id, session, now=now, idle=idle)


def session_of(settings: Settings, request: Request) -> str:
    """Return the id of the session that a request names, empty where it names none."""
    return cookies_of(settings, request).read(Cookie.CONSOLE)


def begin(context: Context, provider: IdentityProvider, request: Request) -> Response:
    """Answer `/console/sign-in`: send the browser to the provider.

    The query says where to go on (`to`), that the sign-in is to be a fresh one (`fresh`), or that
    another account is wanted (`account`).

    Raises:
        PageError: 403, the console is not switched on; 502 or 503, the provider cannot be used.
    """
    fresh = request.parameter("fresh") is not None
    another = request.parameter("account") is not None
    return leave(context, provider, request, _going_to(request), fresh=fresh, another=another)


def leave(  # noqa: PLR0913 - what the provider is told
    context: Context,
    provider: IdentityProvider,
    request: Request,
    return_to: str,
    *,
    fresh: bool = False,
    another: bool = False,
) -> Response:
    """Send the browser to the provider, to come back to `return_to`. Raises as `begin` does."""
    if not context.settings.console_roles_claim:
        raise PageError(
            403,
            say("The console is not switched on"),
            say("No claim is set that says who may do what in it."),
            say("Set the parameter ConsoleRolesClaim of the deployment."),
        )
    return openid_flow.leave(
        context,
        provider,
        request,
        return_to,
        callback=CALLBACK_PATH,
        # A provider that does not know `max_age` knows `prompt`.
        prompt="login" if fresh or another else "",
        max_age=0 if fresh else context.settings.console_session_minutes * _MINUTE,
    )


def finish(context: Context, provider: IdentityProvider, request: Request) -> Response:
    """Answer `/console/signed-in`: take the browser back, begin a session, send it on.

    Raises:
        PageError: 400, there is no such sign-in, it is used or too old, or it began elsewhere.
    """
    cookies = cookies_of(context.settings, request)

    def admit(told: Claims) -> str:
        # First: where the provider now says that they have no access, none is left.
        console_sessions.end(context.table, cookies.read(Cookie.CONSOLE) or context.ids.token())
        session = _session(context, told)
        session_id = context.ids.token()
        console_sessions.start(context.table, session_id, session)
        lifetime = session.ends_at - session.seen_at
        return cookies.write(Cookie.CONSOLE, session_id, lifetime=lifetime)

    def is_known() -> bool:
        return current(context, request) is not None

    return openid_flow.come_back(
        context, provider, request, admit, is_known, callback=CALLBACK_PATH
    )


def end(context: Context, request: Request) -> tuple[str, ...]:
    """End the session of a request, and return the cookies that take it out of the browser."""
    cookies = cookies_of(context.settings, request)
    if session_id := cookies.read(Cookie.CONSOLE):
        console_sessions.end(context.table, session_id)
    return (cookies.write(Cookie.CONSOLE, "", lifetime=0),)


def _going_to(request: Request) -> str:
    """Return where to go on after a sign-in: a path of the console, whatever was asked for."""
    asked = request.parameter("to") or ROOT
    return asked if _PATH.fullmatch(asked) else ROOT


def _session(context: Context, told: Claims) -> Session:
    """Return the session of who signed in.

    Raises:
        PageError: 403, they have no role, or no tenant in which to have it.
    """
    settings, now = context.settings, context.clock.now()
    roles = roles_of(told.get(settings.console_roles_claim))
    longest = settings.console_session_minutes * _MINUTE
    session = Session(
        subject=str(told["sub"]),
        name=identify.name_of(told),
        tenant=identify.tenant_of(settings, told),
        roles=roles,
        signed_in_at=_signed_in_at(told, now),
        seen_at=now,
        expires_at=now + min(settings.console_idle_minutes * _MINUTE, longest),
        ends_at=now + longest,
    )
    if not roles or not (session.is_operator or session.tenant):
        raise PageError(
            403,
            say("Your account has no access to the console"),
            say("The sign-in service names no role for it here, or no organisation."),
            say("Ask the vendor of this integration, or your administrator, to give you one."),
            link=_OTHER_ACCOUNT,
        )
    if not session.is_operator and tenants.is_closed(context.table, session.tenant):
        raise PageError(
            403,
            say("Your organisation no longer uses this integration"),
            say("Its access was ended by the vendor of this integration."),
            say("Nothing was changed. Ask the vendor if you did not expect this."),
            link=_OTHER_ACCOUNT,
        )
    return session


def _signed_in_at(told: Claims, now: int) -> int:
    """Return when the person last gave their credentials (OpenID Connect Core §2); 0: unknown."""
    at = told.get("auth_time")
    return min(at, now) if isinstance(at, int) and not isinstance(at, bool) and at > 0 else 0
