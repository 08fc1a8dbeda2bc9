"""Where Onboarder verifies a person, and what it says of them.

    1. POST …/oauth/token      once, at once
    2. GET …/oauth/userinfo    up to three times; it changes nothing

Whether a person is verified is for the verifications to say: who completes a flow may have skipped
them. Source: the partner's page "OAuth 2.0 API Reference", steps 1 and 2.
"""

import logging
from typing import Final

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser.authorize import Departure
from jetbridge.flows.connection.credentials import HeldToken
from jetbridge.flows.context import Context
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.outcome import Done, NotPerformed, Refused, Unknown
from jetbridge.model.person import Person, verdict
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.model.verification import Learnt, Trouble
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.onboarder.credentials import client_pair
from jetbridge.partners.onboarder.onboarding import FLOW_ID
from jetbridge.partners.onboarder.person import NoPerson, read_userinfo

logger = logging.getLogger(__name__)

_WAITS: Final = (0.0, 0.5, 1.0)
"""Seconds to wait before each try."""
_PATIENCE: Final = 4.0
"""Seconds for one try: with the exchange before them, all of them fit into one request."""


def address(settings: Settings) -> str:
    """Return the partner's base URL."""
    return settings.onboarder_api_url


def scopes(settings: Settings) -> tuple[str, ...]:
    """Return what a person is asked to show."""
    return settings.onboarder_scopes


def authorization_url(context: Context, onboarding: Onboarding, departure: Departure) -> str:
    """Return where the browser goes to be verified.

    Raises:
        SecretUnavailableError: our client id cannot be read.
    """
    return onboarder.authorization_url(
        context.settings.onboarder_api_url,
        client_id=client_pair(context).load().client_id,
        flow_id=onboarding.settings[FLOW_ID],
        redirect_uri=departure.redirect_uri,
        scopes=context.settings.onboarder_scopes,
        state=departure.state,
        verifier=departure.verifier,
    )


def learn(context: Context, code: AuthorizationCode) -> Learnt | Trouble:
    """Exchange a code, and ask who it is."""
    answer = context.broker.exchange(client_pair(context), code)
    match answer:
        case Done(token):
            return _userinfo(context, token.value)
        case Refused():
            return _refused(answer)
        case NotPerformed():
            misconfigured = answer.is_about_credentials
            return Trouble.MISCONFIGURED if misconfigured else Trouble.UNREACHABLE
        case Unknown():
            return Trouble.UNKNOWN


def _refused(refused: Refused) -> Trouble:
    """Tell the code's faults from ours (the partner's page, "Error Codes")."""
    match refused.error:
        case "invalid_grant" | "access_denied":
            return Trouble.START_AGAIN
        case code:
            # Among them unauthorized_client, which is how the partner says invalid_client.
            logger.error("exchange refused", extra={"status": refused.status, "reason": code})
            return Trouble.MISCONFIGURED


def _userinfo(context: Context, access_token: Secret) -> Learnt | Trouble:
    held = HeldToken(onboarder.PARTNER, access_token)
    timeout = min(_PATIENCE, context.settings.http_timeout)
    url = context.settings.onboarder_api_url
    for wait in _WAITS:
        context.pause.pause(wait)
        sent = context.broker.send(
            held, lambda token: onboarder.userinfo_request(url, token, timeout=timeout)
        )
        if not isinstance(sent, Done):
            continue
        match read_userinfo(sent.value):
            case Person() as found:
                return _judged(context.settings, found)
            case NoPerson.TOKEN_REFUSED:
                return Trouble.START_AGAIN
            case NoPerson.UNREADABLE:
                return Trouble.UNKNOWN
            case NoPerson.UNAVAILABLE:
                continue
    return Trouble.UNKNOWN


def _judged(settings: Settings, found: Person) -> Learnt:
    kept = found.kept(settings.onboarder_kept_fields)
    return Learnt(verdict(found, settings.onboarder_required), kept)
