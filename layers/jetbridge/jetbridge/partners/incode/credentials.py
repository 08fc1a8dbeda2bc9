"""Where the broker finds the deployer's Incode credential, and how Incode's APIs are reached."""

from typing import Final

from jetbridge.flows.connection.credentials import StoredPair
from jetbridge.flows.context import Context
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import results
from jetbridge.vault.secrets import credential

ADMIN_TOKEN: Final = "admin_token"  # noqa: S105 - the name of a field
"""The field of the secret with the token by which results are asked for. It may be missing."""


def client_pair(context: Context) -> StoredPair:
    """Return the deployer's Incode credential."""
    settings = context.settings
    return StoredPair(
        "incode",
        incode.dialect(settings.incode_auth_url),
        context.secrets,
        settings.incode_secret_id,
    )


def checks_pair(context: Context) -> StoredPair:
    """Return the same credential, with a token and a circuit of its own for asking for results.

    Where Incode refuses or fails there, requests of onboardings go on.
    """
    return replace(client_pair(context), name="incode-checks")


def configured_api(context: Context) -> incode.Api:
    """Return where and how Incode's API is reached.

    Raises:
        SecretUnavailableError: the secret cannot be read, or lacks an API key that can be sent.
    """
    settings = context.settings
    secret_id = settings.incode_secret_id
    key = credential(secret_id, context.secrets.get(secret_id), "api_key")
    return incode.Api(
        url=settings.incode_api_url,
        key=Secret(key),
        version=settings.incode_api_version,
        candidate_field=settings.incode_candidate_field,
        timeout=settings.http_timeout,
    )


def configured_results(context: Context) -> results.Api:
    """Return where and how Incode is asked for results.

    Raises:
        SecretUnavailableError: the secret cannot be read, or lacks the API key.
    """
    settings, api = context.settings, configured_api(context)
    token = context.secrets.get(settings.incode_secret_id).get(ADMIN_TOKEN)
    return results.Api(
        url=api.url,
        key=api.key,
        version=api.version,
        status_path=settings.incode_status_path,
        score_path=settings.incode_score_path,
        token=Secret(token) if token else None,
        timeout=api.timeout,
    )
