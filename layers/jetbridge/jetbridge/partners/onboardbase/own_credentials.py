"""The deployment's client at Onboardbase: a wrong one is answered like a wrong code."""

from jetbridge.flows.connection.own_credentials import not_asked
from jetbridge.flows.context import Context
from jetbridge.model.own_credentials import Finding
from jetbridge.partners.onboardbase.api import PARTNER


def examine(_context: Context) -> tuple[Finding, ...]:
    """Return that nothing was asked."""
    return not_asked(PARTNER)
