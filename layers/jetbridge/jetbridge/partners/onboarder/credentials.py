"""Where the broker finds the deployer's Onboarder credential."""

from jetbridge.flows.connection.credentials import StoredPair
from jetbridge.flows.context import Context
from jetbridge.partners.onboarder import api as onboarder


def client_pair(context: Context) -> StoredPair:
    """Return the deployer's Onboarder credential."""
    settings = context.settings
    return StoredPair(
        "onboarder",
        onboarder.dialect(settings.onboarder_api_url),
        context.secrets,
        settings.onboarder_secret_id,
    )
