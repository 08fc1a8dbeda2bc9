"""Whether SmartRecruiters takes the deployment's client: a token is obtained (RFC 6749 §4.4)."""

from typing import Final

from jetbridge.flows.connection.own_credentials import ask_client
from jetbridge.flows.context import Context
from jetbridge.model.own_credentials import CLIENT_FIELDS, Finding
from jetbridge.partners.smartrecruiters.credentials import master_pair

FIELDS: Final = CLIENT_FIELDS
OPTIONAL_FIELDS: Final = ()


def examine(context: Context) -> tuple[Finding, ...]:
    """Ask for a token with the partner-level credential."""
    found, _ = ask_client(context, master_pair(context))
    return (found,)
