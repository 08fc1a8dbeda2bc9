"""Where the broker finds SmartRecruiters' credentials: the partner's own, and each company's."""

from jetbridge.flows.connection.credentials import SealedPair, StoredPair
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.partners.smartrecruiters import api as smartrecruiters


def master_pair(context: Context) -> StoredPair:
    """Return SmartRecruiters' partner-level credential, which confirms integrations."""
    settings = context.settings
    return StoredPair(
        "smartrecruiters-master",
        smartrecruiters.dialect(settings.smartrecruiters_api_url),
        context.secrets,
        settings.smartrecruiters_secret_id,
    )


def company_pair(context: Context, connection: Connection) -> SealedPair:
    """Return the credential that SmartRecruiters issued for one company."""
    return SealedPair(
        f"{connection.id}/{connection.settings['clientId']}",
        smartrecruiters.dialect(context.settings.smartrecruiters_api_url),
        context,
        connection,
    )
