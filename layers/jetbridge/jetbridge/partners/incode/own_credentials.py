"""Whether Incode takes the deployment's credentials.

client      a token is obtained (RFC 6749 §4.4)
api_key     `request-new` with an empty `loginHint`, for which 400 is documented
"""

from typing import Final

from jetbridge.broker import trial
from jetbridge.flows.connection.own_credentials import ask_client, is_set, unanswered, unusable
from jetbridge.flows.context import Context
from jetbridge.model import outbound
from jetbridge.model.outcome import Done
from jetbridge.model.own_credentials import API_KEY, CLIENT_FIELDS, Finding, Result
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode.api import KeyProbe
from jetbridge.partners.incode.credentials import ADMIN_TOKEN, client_pair, configured_api
from jetbridge.vault.secrets import SecretUnavailableError

FIELDS: Final = (*CLIENT_FIELDS, API_KEY)
OPTIONAL_FIELDS: Final = (ADMIN_TOKEN,)


def examine(context: Context) -> tuple[Finding, ...]:
    """Ask for a token, and with that whether the API key is taken."""
    client, token = ask_client(context, client_pair(context))
    key = Finding(client.name, API_KEY, Result.NOT_SET)
    if not is_set(context.secrets, context.settings.incode_secret_id, API_KEY):
        return client, key
    if token is None:
        if client.result is Result.DENIED:  # both are in one secret
            return client, replace(key, result=client.result, error=client.error)
        # Incode asks for the key beside a token.
        return client, replace(key, result=Result.UNKNOWN, error="no token to ask with")
    return client, _api_key(context, key, token)


def _api_key(context: Context, key: Finding, token: Secret) -> Finding:
    with outbound.about(partner=incode.PARTNER, source=key.name):
        try:
            api = configured_api(context)
        except SecretUnavailableError as missing:
            return unusable(key, missing)
        sent = trial.send(context.http, incode.key_probe(api, token))
    if not isinstance(sent, Done):
        return unanswered(key, sent)
    response = sent.value
    results = {
        KeyProbe.TAKEN: (Result.WORKS, ""),
        KeyProbe.REFUSED: (Result.REFUSED, f"http_{response.status}"),
        KeyProbe.UNCLEAR: (Result.UNKNOWN, f"http_{response.status}"),
    }
    result, error = results[incode.read_key_probe(response)]
    return replace(key, result=result, status=response.status, error=error)
