"""What it means to a journey that a partner's folder has raised an `OnboardingError`."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

import jetbridge
from jetbridge.flows.journey import ask
from jetbridge.flows.onboarding import refusals
from jetbridge.flows.partner import onboards
from jetbridge.model import registry
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.journey import Reason
from jetbridge.model.journey_events import DidNothing, Outcome, Outdated, Refused, Unclear
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import BUSY, Hindrance, OnboardingError, Why
from jetbridge.model.outcome import Cause, NotPerformed, Unknown
from jetbridge.model.outcome import Refused as PartnerRefused
from jetbridge.model.partner import Capability

ONBOARDING: Final = Onboarding(
    id="onb_1",
    tenant="demo",
    client_id="jny_1",
    partner="incode",
    status=Status.UNKNOWN_OUTCOME,
    notification_type="URL",
    external_customer_id="hire-1",
    link_minutes=60,
    digest="d",
    created_at=0,
    updated_at=0,
)
FAULT: Final = PartnerRefused(
    violation=Violation("/phone", "partner_refused", "+1 415 is no phone")
)

WHYS: Final[dict[str, tuple[Why, Outcome]]] = {
    "busy": (BUSY, DidNothing(Reason.NONE, ask.SOON, "onb_1")),
    "refused": (FAULT, Refused("/phone partner_refused", onboarding_id="onb_1")),
    "unknown": (Unknown(), Unclear("onb_1")),
    "not repeated": (Hindrance.NOT_REPEATED, Unclear("onb_1")),
    "key reused": (Hindrance.KEY_REUSED, Outdated("known")),
    "another's": (
        Hindrance.ALREADY_REQUESTED,
        Refused(reason=Reason.ALREADY_REQUESTED, onboarding_id="known"),
    ),
    "not connected": (
        Hindrance.NOT_CONNECTED,
        DidNothing(Reason.NOT_CONNECTED, onboarding_id="onb_1"),
    ),
    "unreachable": (
        NotPerformed(Cause.UNREACHABLE),
        DidNothing(retry_after=refusals.RETRY, onboarding_id="onb_1"),
    ),
    "throttled": (
        NotPerformed(Cause.THROTTLED, 90, 429),
        DidNothing(retry_after=90, onboarding_id="onb_1"),
    ),
}
"""Why there is no onboarding, and what comes of the step."""


@pytest.mark.parametrize(("why", "outcome"), WHYS.values(), ids=WHYS)
def test_a_journey_is_told_what_came_of_its_request(why: Why, outcome: Outcome) -> None:
    """Whichever partner was asked: of the words in a refusal none is kept."""
    # WHEN a request of a journey has led to no onboarding
    failed = [
        ask.failed(each.name, OnboardingError(why, ONBOARDING), "known")
        for each in registry.every(Capability.ONBOARDS)
    ]
    # THEN each partner's is the same to it
    assert {*failed} == {outcome}


@pytest.mark.parametrize(
    ("partner", "cause", "reason"),
    [
        ("incode", Cause.CREDENTIALS, Reason.PARTNER_CREDENTIALS),
        ("incode", Cause.NOT_SET_UP, Reason.PARTNER_CREDENTIALS),
        ("incode", Cause.SECRET_NOT_READ, Reason.UNREACHABLE),
        ("enboarder", Cause.CREDENTIALS, Reason.NOT_CONNECTED),
        ("enboarder", Cause.SECRET_NOT_READ, Reason.UNREACHABLE),
    ],
)
def test_credentials_are_repaired_by_whose_they_are(
    partner: str, cause: Cause, reason: Reason
) -> None:
    """The deployment's by its operator, a tenant's by connecting its account again."""
    # GIVEN credentials that are refused or not to be had
    error = OnboardingError(NotPerformed(cause, error="invalid_client"))
    # WHEN a journey has asked with them
    failed = ask.failed(partner, error, "")
    # THEN its step says whose turn it is, and the partner's error
    assert isinstance(failed, DidNothing)
    assert failed.reason is reason
    assert failed.fault == ("" if reason is Reason.UNREACHABLE else "invalid_client")


@pytest.mark.parametrize("name", [each.name for each in registry.every(Capability.ONBOARDS)])
def test_a_route_words_what_every_partner_has_in_common(name: str) -> None:
    """A partner's folder need not say it again."""
    # GIVEN what no partner was asked for
    known = replace(ONBOARDING, partner=name)
    for why, slug in (
        (BUSY, "request-in-progress"),
        (Hindrance.KEY_REUSED, "idempotency-key-reused"),
    ):
        # WHEN its folder words it, THEN it is a problem
        problem = onboards(name).problem(OnboardingError(why, known))
        assert isinstance(problem, ApiProblem)
        assert problem.slug == slug


def test_no_flow_reads_the_type_of_a_problem() -> None:
    """What happened is told by type; a problem document is for the caller of a route."""
    # GIVEN the sources of everything but the edge and the console, which render problems
    layer = Path(jetbridge.__file__).parent
    inner = [
        layer / name for name in ("model", "broker", "store", "oauth", "vault", "flows", "partners")
    ]
    # THEN none looks at one
    reading = [
        str(file.relative_to(layer))
        for folder in inner
        for file in folder.rglob("*.py")
        if "console" not in file.parts and re.search(r"\.slug\b|extensions\.get", file.read_text())
    ]
    assert reading == []
