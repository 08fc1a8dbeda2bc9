"""Where the deployer's credentials at Vouchwell are, and where Vouchwell is.

A partner of the product has these variables in `jetbridge.model.settings`.
"""

from jetbridge.flows.connection.credentials import StoredPair
from jetbridge.flows.context import Context
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings, url
from jetbridge.vault.secrets import credential
from tests.sixth.vouchwell import api


def api_url(settings: Settings) -> str:
    """Return the base URL of the partner's API and pages."""
    return url(settings.environ["VOUCHWELL_API_URL"])


def pair(context: Context) -> StoredPair:
    """Return the deployer's client at the partner."""
    secret_id = context.settings.environ["VOUCHWELL_SECRET_ID"]
    return StoredPair(
        api.PARTNER, api.dialect(api_url(context.settings)), context.secrets, secret_id
    )


def notification_key(context: Context) -> Secret:
    """Return what the partner signs its notifications with.

    Raises:
        SecretUnavailableError: it cannot be read, or is not set.
    """
    secret_id = context.settings.environ["VOUCHWELL_SECRET_ID"]
    return Secret(credential(secret_id, context.secrets.get(secret_id), "notification_key"))
