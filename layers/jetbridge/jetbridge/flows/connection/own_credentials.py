"""Whether the partners take the deployment's own credentials: each asked once, without effect.

    smartrecruiters   client      a token is obtained (RFC 6749 §4.4)
    incode            client      a token is obtained
                      api_key     `request-new` with an empty `loginHint`, for which 400 is
                                  documented
    onboarder         client      a code that was never issued is exchanged: `invalid_grant` says
                                  that the client was taken (RFC 6749 §5.2)
    onboardbase       client      not asked: it answers a wrong client and a wrong code alike
    identity          client      not asked: the first sign-in shows it

What is obtained is thrown away, and nothing here is stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from jetbridge.broker.dialect import NoToken, TokenRefused
from jetbridge.broker.token_answer import read_token
from jetbridge.broker.token_request import AuthorizationCode, token_request
from jetbridge.flows.connection.credentials import StoredPair
from jetbridge.flows.context import Context
from jetbridge.model import outbound
from jetbridge.model.ports import NoAnswer, NotSent
from jetbridge.model.secret import Secret
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode.api import KeyProbe
from jetbridge.partners.incode.credentials import incode_api, incode_pair
from jetbridge.partners.onboarder.credentials import onboarder_pair
from jetbridge.partners.smartrecruiters.credentials import master_pair
from jetbridge.vault.secrets import SecretNotRead, SecretUnavailable

CLIENT: Final = "client"
API_KEY: Final = "api_key"
_INVALID_GRANT: Final = "invalid_grant"


class Result(StrEnum):
    """What became of a test."""

    WORKS = "works"
    """The partner takes it."""
    REFUSED = "refused"
    """The partner says that it does not."""
    UNUSABLE = "unusable"
    """It cannot be read, or cannot be sent."""
    NOT_SET = "not_set"
    """It is empty. A deployment need not use every partner."""
    UNKNOWN = "unknown"
    """It cannot be read at this moment, no answer came, or none that tells."""
    NOT_ASKED = "not_asked"
    """No call is known that does nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a partner said of one credential.

    `part` is `client` (id and secret) or `api_key`. `status` is the HTTP status, 0 where no answer
    came. `error` is the partner's error in the protocol's words, or what is wrong with the secret.
    """

    name: str
    part: str
    result: Result
    status: int = 0
    error: str = ""


def examine(context: Context, name: str) -> tuple[Finding, ...]:
    """Ask the partner of a secret, once for each credential in it.

    Args:
        context: the ports.
        name: one of `NAMES`.
    """
    return _TESTS[name](context)


def _smartrecruiters(context: Context) -> tuple[Finding, ...]:
    return (_client(context, master_pair(context))[0],)


def _onboarder(context: Context) -> tuple[Finding, ...]:
    """Exchange a code that cannot exist: the client is looked at before the code."""
    callback = f"{context.settings.base_url('localhost')}/connect/onboarder/callback"
    code = AuthorizationCode(Secret(context.ids.token()), callback, Secret(context.ids.token()))
    found, _ = _client(context, onboarder_pair(context), code)
    taken = found.result is Result.REFUSED and found.error == _INVALID_GRANT
    return (replace(found, result=Result.WORKS, error="") if taken else found,)


def _incode(context: Context) -> tuple[Finding, ...]:
    client, token = _client(context, incode_pair(context))
    key = Finding(client.name, API_KEY, Result.NOT_SET)
    if not _is_set(context, context.settings.incode_secret_id, API_KEY):
        return client, key
    if token is None:
        # Incode asks for the key beside a token.
        return client, replace(key, result=Result.UNKNOWN, error="no token to ask with")
    return client, _api_key(context, key, token)


def _api_key(context: Context, key: Finding, token: Secret) -> Finding:
    with outbound.about(partner=incode.PARTNER, source=key.name):
        try:
            request = incode.key_probe(incode_api(context), token)
            response = context.http.send(request)
        except SecretUnavailable as missing:
            return replace(key, result=_without(missing), error=missing.rule)
        except (NotSent, NoAnswer) as failure:
            return replace(key, result=Result.UNKNOWN, error=_word(failure))
    results = {
        KeyProbe.TAKEN: (Result.WORKS, ""),
        KeyProbe.REFUSED: (Result.REFUSED, f"http_{response.status}"),
        KeyProbe.UNCLEAR: (Result.UNKNOWN, f"http_{response.status}"),
    }
    result, error = results[incode.read_key_probe(response)]
    return replace(key, result=result, status=response.status, error=error)


def _client(
    context: Context, source: StoredPair, code: AuthorizationCode | None = None
) -> tuple[Finding, Secret | None]:
    """Ask a token endpoint once; return what it said, and the token if it gave one."""
    dialect = source.dialect
    found = Finding(dialect.partner, CLIENT, Result.NOT_SET)
    if not _is_set(context, source.secret_id, "client_id", "client_secret"):
        return found, None
    token: Secret | None = None
    with outbound.about(partner=dialect.partner, source=source.name) as heard:
        try:
            pair = source.load(fresh=True)
            request = token_request(dialect, pair, code, timeout=context.settings.http_timeout)
            token = read_token(dialect, context.http.send(request), now=context.clock.now()).value
            found = replace(found, result=Result.WORKS)
        except SecretUnavailable as missing:
            found = replace(found, result=_without(missing), error=missing.rule)
        except TokenRefused as refused:
            found = replace(found, result=Result.REFUSED, error=refused.code)
        except NoToken as lacking:
            found = replace(found, result=Result.UNKNOWN, error=lacking.rule)
        except (NotSent, NoAnswer) as failure:
            found = replace(found, result=Result.UNKNOWN, error=_word(failure))
    return replace(found, status=heard.last.status if heard.last else 0), token


def _without(missing: SecretUnavailable) -> Result:
    return Result.UNKNOWN if isinstance(missing, SecretNotRead) else Result.UNUSABLE


def _is_set(context: Context, secret_id: str, *fields: str) -> bool:
    """Tell whether a secret holds any of these fields. One that cannot be read may."""
    try:
        members = context.secrets.get(secret_id, fresh=True)
    except SecretUnavailable:
        return True
    return any(members.get(field) for field in fields)


def _word(failure: NotSent | NoAnswer) -> str:
    word = "unreachable" if isinstance(failure, NotSent) else "no_answer"
    return f"{word}: {failure.cause}" if failure.cause else word


def _not_asked(name: str) -> Callable[[Context], tuple[Finding, ...]]:
    return lambda _context: (Finding(name, CLIENT, Result.NOT_ASKED),)


_TESTS: Final[Mapping[str, Callable[[Context], tuple[Finding, ...]]]] = {
    "smartrecruiters": _smartrecruiters,
    "incode": _incode,
    "onboarder": _onboarder,
    "onboardbase": _not_asked("onboardbase"),
    "identity": _not_asked("identity"),
}
NAMES: Final = tuple(_TESTS)
"""The secrets, by name."""
