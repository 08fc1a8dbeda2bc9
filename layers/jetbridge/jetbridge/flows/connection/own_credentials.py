"""Whether the partners take the deployment's own credentials: each asked once, without effect.

How a partner is asked is in the module `own_credentials` of its folder. What is obtained is thrown
away, and nothing here is stored.
"""

from typing import Final

from jetbridge.broker import trial
from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.connection.capabilities import own_credentials
from jetbridge.flows.connection.credentials import StoredPair
from jetbridge.flows.context import Context
from jetbridge.model import outbound, registry
from jetbridge.model.outcome import Done, Failed, NotPerformed, Refused, Unknown
from jetbridge.model.own_credentials import CLIENT, CLIENT_FIELDS, Finding, Result
from jetbridge.model.partner import Capability
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.vault.secrets import (
    SecretDeniedError,
    SecretNotReadError,
    Secrets,
    SecretUnavailableError,
)

IDENTITY: Final = "identity"
"""The client at the sign-in service. It is not asked: the first sign-in shows it."""
KEYRING: Final = "keyring"
"""The secret that seals the others. No partner issues it."""


def examine(context: Context, name: str) -> tuple[Finding, ...]:
    """Ask the partner of a secret, once for each credential in it.

    Args:
        context: the ports.
        name: one of `names`.
    """
    if name == IDENTITY:
        return not_asked(name, "Not asked: sign in once, at the consent page.")
    return own_credentials(name).examine(context)


def names() -> tuple[str, ...]:
    """Return the secrets, by name: a partner's each, and the sign-in service's."""
    partners = registry.every(Capability.OWN_CREDENTIALS)
    return (*(each.name for each in partners), IDENTITY)


def variable(name: str) -> str:
    """Return the functions' variable that names a secret."""
    return f"{name.upper()}_SECRET_ID"


def ask_client(
    context: Context, source: StoredPair, code: AuthorizationCode | None = None
) -> tuple[Finding, Secret | None]:
    """Ask a token endpoint once; return what it said, and the token if it gave one."""
    dialect = source.dialect
    found = Finding(dialect.partner, CLIENT, Result.NOT_SET)
    if not is_set(context.secrets, source.secret_id, *CLIENT_FIELDS):
        return found, None
    with outbound.about(partner=dialect.partner, source=source.name) as heard:
        try:
            pair = source.load(fresh=True)
        except SecretUnavailableError as missing:
            return unusable(found, missing), None
        answer = trial.obtain(
            context.http,
            dialect,
            pair,
            code,
            timeout=context.settings.http_timeout,
            now=context.clock.now(),
        )
    found = replace(found, status=heard.last.status if heard.last else 0)
    match answer:
        case Done(token):
            return replace(found, result=Result.WORKS), token.value
        case Refused(error=error):
            return replace(found, result=Result.REFUSED, error=error), None
        case NotPerformed() | Unknown():
            return unanswered(found, answer), None


def is_set(secrets: Secrets, secret_id: str, *fields: str) -> bool:
    """Return whether a secret holds any of these fields. One that cannot be read may."""
    try:
        members = secrets.get(secret_id, fresh=True)
    except SecretUnavailableError:
        return True
    return any(members.get(field) for field in fields)


def unusable(found: Finding, missing: SecretUnavailableError) -> Finding:
    """Return the finding where there is nothing that could be sent, or that is not known."""
    match missing:
        case SecretNotReadError():
            result = Result.UNKNOWN
        case SecretDeniedError():
            result = Result.DENIED
        case _:
            result = Result.UNUSABLE
    return replace(found, result=result, error=missing.rule)


def unanswered(found: Finding, failure: Failed) -> Finding:
    """Return the finding where the partner was not asked, or its answer does not tell."""
    word = "unreachable" if isinstance(failure, NotPerformed) else "no_answer"
    error = f"{word}: {failure.detail}" if failure.detail else word
    if isinstance(failure, Unknown) and failure.status:
        error = failure.detail
    return replace(found, result=Result.UNKNOWN, error=error)


def not_asked(name: str, why: str) -> tuple[Finding, ...]:
    """Return the finding about credentials that no call is known to test; `why` is a sentence."""
    return (Finding(name, CLIENT, Result.NOT_ASKED, why=why),)
