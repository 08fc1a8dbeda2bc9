"""Who came back from the sign-in service: its answer, the code's trade, the ID token's claims.

Source: OpenID Connect Core §3.1.2.5 to §3.1.3.7; RFC 7636; RFC 9207.
"""

import logging
from collections.abc import Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.errors import PageError
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.sentence import say
from jetbridge.model.settings import Settings
from jetbridge.model.tenant import is_tenant
from jetbridge.model.transaction import CALLBACK_PATH
from jetbridge.store import tenants
from jetbridge.web import openid
from jetbridge.web.openid import (
    ClientRefusedError,
    CodeRefusedError,
    ProviderFaultError,
    ProviderUnavailableError,
    RelyingParty,
    UnknownKeyError,
)
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.sessions import Person

_MAX_NAME_LENGTH: Final = 80
_RETRY: Final = 60
"""Seconds after which to try again, where the provider names no time."""

logger = logging.getLogger(__name__)


type Claims = Mapping[str, object]
"""What a verified ID token says of a person. `sub` is a text that can be stored."""


def claims(  # noqa: PLR0913 - what the protocol needs, each by its name
    context: Context,
    provider: IdentityProvider,
    request: Request,
    *,
    verifier: Secret,
    nonce: str,
    callback: str = CALLBACK_PATH,
) -> Claims:
    """Return what the provider says of who came back with `request`, to our path `callback`.

    `verifier` and `nonce` are those that the sign-in began with.

    Raises:
        PageError: 400, 403, 502 or 503; the sign-in failed.
    """
    try:
        code = _code(request, provider.metadata())
        party = relying_party(context.settings, request, callback)
        token = _trade(context, provider, party, code=code, verifier=verifier)
        return _verify(context, provider, token, nonce)
    except (ProviderFaultError, ProviderUnavailableError) as fault:
        raise failure(fault) from fault


def relying_party(
    settings: Settings, request: Request, callback: str = CALLBACK_PATH
) -> RelyingParty:
    """Return us, as the provider knows us, without the secret: its token endpoint alone needs it.

    `callback` is the path to which it sends the browser back.
    """
    redirect_uri = f"{settings.base_url(request.domain)}{callback}"
    return RelyingParty(settings.oidc_client_id, redirect_uri)


def failure(fault: ProviderFaultError | ProviderUnavailableError) -> PageError:
    """Return what the person is told where the provider fails, and log what the operator needs."""
    if isinstance(fault, CodeRefusedError):
        return PageError(
            400,
            say("The sign-in service does not know this sign-in any more"),
            say("It took too long, or it was finished before."),
            say("Sign in again."),
        )
    logger.warning("sign-in failed", extra={"reason": str(fault) or type(fault).__name__})
    if isinstance(fault, ProviderUnavailableError):
        return PageError(
            503,
            say("The sign-in service does not answer"),
            say("Nothing was changed."),
            say("Try again in a few minutes."),
            retry_after=fault.retry_after or _RETRY,
        )
    return PageError(
        502,
        say("The sign-in service gave an answer that cannot be trusted"),
        say("Nothing was changed. This is a fault of the set-up, not of yours."),
        say("Try again. If it happens again, tell the vendor of this integration."),
    )


def _code(request: Request, metadata: openid.Metadata) -> str:
    """Read the authorization response (OpenID Connect Core §3.1.2.5 and 6, RFC 9207 §2.4)."""
    issuer = request.parameter("iss")
    if issuer != metadata.issuer and (issuer is not None or metadata.sends_issuer):
        raise ProviderFaultError("the authorization response names another issuer")
    match request.parameter("error"), request.parameter("code"):
        case None, str(code) if code:
            return code
        case "server_error" | "temporarily_unavailable", _:
            raise ProviderUnavailableError
        case None | "invalid_request" | "unauthorized_client" | "invalid_scope", _:
            raise ProviderFaultError("the provider refused our request or sent no code")
        case _:
            raise PageError(
                403,
                say("You did not sign in"),
                say("The sign-in was cancelled, or the sign-in service did not let you in."),
                say("Nothing was changed. Sign in again, or close this page."),
            )


def _trade(
    context: Context,
    provider: IdentityProvider,
    party: RelyingParty,
    *,
    code: str,
    verifier: Secret,
) -> str:
    """Trade the code for an ID token, with a fresh secret where ours may have been rotated."""

    def attempt(client_secret: str) -> str:
        token_request = openid.token_request(
            provider.metadata(),
            replace(party, secret=client_secret),
            code=code,
            verifier=verifier.reveal(),
            timeout=context.settings.http_timeout,
        )
        return openid.read_id_token(provider.send(token_request))

    secret = _client_secret(context)
    try:
        return attempt(secret)
    except ClientRefusedError:
        renewed = _client_secret(context, fresh=True)
        if renewed == secret:
            raise
        return attempt(renewed)


def _verify(
    context: Context, provider: IdentityProvider, token: str, nonce: str
) -> Mapping[str, object]:
    """Verify the ID token, with the key set fetched again where it names an unknown key."""
    from jetbridge.web import id_token

    def attempt(*, fresh: bool) -> Mapping[str, object]:
        return id_token.verify(
            token,
            provider.keys(fresh=fresh),
            issuer=provider.metadata().issuer,
            client_id=context.settings.oidc_client_id,
            nonce=nonce,
            now=context.clock.now(),
        )

    try:
        return attempt(fresh=False)
    except UnknownKeyError:
        return attempt(fresh=True)


def _client_secret(context: Context, *, fresh: bool = False) -> str:
    """Return our secret at the provider; a public client, which relies on PKCE, has none."""
    members = context.secrets.get(context.settings.identity_secret_id, fresh=fresh)
    return members.get("client_secret", "")


def person(context: Context, told: Claims) -> Person:
    """Return who claims are about.

    Raises:
        PageError: 403, the provider does not say which tenant the person belongs to, or the tenant
            was offboarded.
    """
    tenant = tenant_of(context.settings, told)
    if not tenant:
        raise PageError(
            403,
            say("Your account belongs to no organisation here"),
            say("The sign-in service did not say which organisation you act for."),
            say("Ask the vendor of this integration to set up your account, then sign in again."),
        )
    if tenants.is_closed(context.table, tenant):
        raise PageError(
            403,
            say("Your organisation no longer uses this integration"),
            say("Its access was ended by the vendor of this integration."),
            say("Nothing was changed. Ask the vendor if you did not expect this."),
        )
    return Person(str(told["sub"]), tenant, name_of(told))


def tenant_of(settings: Settings, told: Claims) -> str:
    """Return the tenant that claims name, empty where they name none that there can be."""
    tenant = told.get(settings.tenant_claim, settings.default_tenant)
    return tenant if isinstance(tenant, str) and is_tenant(tenant) else ""


def name_of(told: Claims) -> str:
    """Return what to call who claims are about: the subject, where they hold no name."""
    names = (told.get(name) for name in ("name", "preferred_username", "email"))
    named = (name for name in names if isinstance(name, str) and name.strip())
    # Characters that do not print could make one name look like another.
    return "".join(filter(str.isprintable, next(named, str(told["sub"]))))[:_MAX_NAME_LENGTH]
