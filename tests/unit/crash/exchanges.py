"""The exchange of a code for the key of Onboardbase."""

from typing import Final

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.context import Context
from jetbridge.model.secret import Secret
from jetbridge.model.transaction import Authorization
from jetbridge.partners.onboardbase import exchange as onboardbase_exchange
from tests.fakes.partners.onboardbase import SCOPES, Onboardbase

CALLBACK: Final = "https://jetbridge.test/callback"
AUTHORIZATION: Final = Authorization(
    "onboardbase", "demo", expires_at=2_000_000_000, subject="admin-1", scopes=SCOPES
)


def onboardbase() -> Onboardbase:
    """Return an Onboardbase at which the administrator agreed twice."""
    partner = Onboardbase()
    for code in ("code-1", "code-2"):
        partner.issue(code, redirect_uri=CALLBACK)
    return partner


def exchange(context: Context, code: str = "code-1") -> object:
    """Come back from Onboardbase with a code."""
    return onboardbase_exchange.exchange(
        context, AUTHORIZATION, AuthorizationCode(Secret(code), CALLBACK)
    )
