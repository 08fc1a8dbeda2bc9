"""What a rehearsal assumes of the deployment, its tenant and the hire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder.api import Account
from jetbridge.partners.smartrecruiters.customer import READY

MADE_UP: Final = "made-up"
ORIGIN: Final = "https://jetbridge.example"
ADDRESSES: Final = {
    "INCODE_API_URL": "https://incode.example",
    "INCODE_AUTH_URL": "https://incode.example",
}
"""What stands for addresses that a function is not given, and that have no default."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What decides how a policy is played, beside the policy and the hire.

    `variables` is the functions' environment. `account` is the tenant's at Enboarder, None where
    it is not connected. `sequence` counts the hires of the application. `onboarding_status` is what
    SmartRecruiters shows before the hire.
    """

    variables: Mapping[str, str] = field(repr=False)
    tenant: str = "rehearsal"
    company: str = "acme"
    account: Account | None = field(default_factory=lambda: Account("US", Secret(MADE_UP)))
    sequence: int = 1
    onboarding_status: str = READY
