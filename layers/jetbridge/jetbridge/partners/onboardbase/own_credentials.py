"""The deployment's client at Onboardbase: a wrong one is answered like a wrong code."""

from typing import Final

from jetbridge.flows.connection.own_credentials import not_asked
from jetbridge.flows.context import Context
from jetbridge.model.own_credentials import CLIENT_FIELDS, Finding
from jetbridge.partners.onboardbase.api import PARTNER

FIELDS: Final = CLIENT_FIELDS
OPTIONAL_FIELDS: Final = ()
_WHY: Final = "Not asked: Onboardbase answers a wrong client and a wrong code alike."


def examine(_context: Context) -> tuple[Finding, ...]:
    """Return that nothing was asked."""
    return not_asked(PARTNER, _WHY)
