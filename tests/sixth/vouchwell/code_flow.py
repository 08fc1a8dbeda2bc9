"""Where Vouchwell verifies a person, and by what it notifies of the verdict."""

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser.authorize import Departure
from jetbridge.flows.connection.credentials import HeldToken
from jetbridge.flows.context import Context
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.outcome import Done, NotPerformed, Refused, Unknown
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.model.verification import Learnt, Trouble
from tests.sixth.vouchwell import api, credentials
from tests.sixth.vouchwell.onboarding import CHECK


def address(settings: Settings) -> str:
    """Return the partner's base URL."""
    return credentials.api_url(settings)


def scopes(settings: Settings) -> tuple[str, ...]:
    """Return the partner's only scope."""
    del settings
    return api.SCOPES


def authorization_url(context: Context, onboarding: Onboarding, departure: Departure) -> str:
    """Return where the browser goes to be verified."""
    return api.authorization_url(
        credentials.api_url(context.settings),
        client_id=credentials.pair(context).load().client_id,
        check=onboarding.settings[CHECK],
        redirect_uri=departure.redirect_uri,
        state=departure.state,
        verifier=departure.verifier,
    )


def learn(context: Context, code: AuthorizationCode) -> Learnt | Trouble:
    """Exchange a code, and ask for the session; the verdict comes as a notification."""
    answer = context.broker.exchange(credentials.pair(context), code)
    match answer:
        case Done(token):
            return _session(context, token.value)
        case Refused(error="invalid_grant"):
            return Trouble.START_AGAIN
        case Refused():
            return Trouble.MISCONFIGURED
        case NotPerformed():
            misconfigured = answer.is_about_credentials
            return Trouble.MISCONFIGURED if misconfigured else Trouble.UNREACHABLE
        case Unknown():
            return Trouble.UNKNOWN


def _session(context: Context, access_token: Secret) -> Learnt | Trouble:
    held, settings = HeldToken(api.PARTNER, access_token), context.settings
    address = credentials.api_url(settings)
    sent = context.broker.send(
        held, lambda token: api.session_request(address, token, timeout=settings.http_timeout)
    )
    session = api.read_session(sent.value) if isinstance(sent, Done) else ""
    return Learnt(Status.IN_PROGRESS, session=session) if session else Trouble.UNKNOWN
