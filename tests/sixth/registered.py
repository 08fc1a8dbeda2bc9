"""The entry of the registry by which the partner is known."""

from typing import Final

from jetbridge.model.partner import Capability, Partner, Requests
from jetbridge.model.policy import StepKind
from tests.sixth import vouchwell

VOUCHWELL: Final = Partner(
    "vouchwell",
    "Vouchwell",
    vouchwell.__name__,
    frozenset(
        {
            Capability.ONBOARDS,
            Capability.ONBOARDED_PERSONS,
            Capability.CODE_FLOW,
            Capability.NOTIFIES,
            Capability.NOTIFIED_PERSONS,
        }
    ),
    step=StepKind.VERIFY,
    requests=Requests(longest_link=24 * 7),
)
