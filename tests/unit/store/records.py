"""Records that a test stores."""

from typing import Final

from jetbridge.model.connection import Connection, Status
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from tests.fakes.clock import START

CONNECTION: Final = Connection(
    "con_A", "demo", "smartrecruiters", "acme", Status.ACTIVE, "connected", START, START
)

ONBOARDING: Final = Onboarding(
    id="onb_A",
    tenant="demo",
    client_id="jb_ci_caller",
    partner="enboarder",
    status=OnboardingStatus.NOT_PERFORMED,
    notification_type="",
    external_customer_id="hire-1",
    link_minutes=0,
    digest="",
    created_at=START,
    updated_at=START,
    correlation_id="hire-1",
    version=1,
)
