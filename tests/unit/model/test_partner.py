"""An entry of the registry whose parts contradict each other is refused when it is made."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from jetbridge.model import registry
from jetbridge.model.erasure import NameKind
from jetbridge.model.partner import Capability, Partner, Reports, Requests
from jetbridge.model.policy import Delivery, StepKind

type Change = Callable[[Partner], Partner]

VERIFIES: Final = Partner(
    "verifies",
    "Verifies",
    "x",
    frozenset(
        {
            Capability.ONBOARDS,
            Capability.ONBOARDED_PERSONS,
            Capability.CODE_FLOW,
            Capability.GIVES_VERDICTS,
            Capability.WORKS,
            Capability.NOTIFIES,
            Capability.NOTIFIED_PERSONS,
        }
    ),
    step=StepKind.VERIFY,
    requests=Requests(
        sends=frozenset({Delivery.SMS}),
        longest_link=24,
        about_person=frozenset({"employee"}),
        identifies=("/employee/id",),
    ),
    jobs=frozenset({"check_verifies"}),
)
LAUNCHES: Final = Partner(
    "launches",
    "Launches",
    "x",
    frozenset({Capability.ONBOARDS, Capability.ONBOARDED_PERSONS, Capability.LAUNCHES}),
    step=StepKind.LAUNCH,
    requests=Requests(about_person=frozenset({"employee"})),
)
REPORTS: Final = Reports(steps=("READY", "DONE"), succeeded="DONE", failed="FAILED")
HIRES: Final = Partner(
    "hires",
    "Hires",
    "x",
    frozenset(
        {
            Capability.CONNECTS,
            Capability.LIFECYCLE,
            Capability.POLLED,
            Capability.HIRING_SYSTEM,
            Capability.SAMPLE_HIRE,
        }
    ),
    step=StepKind.REPORT,
    reports=REPORTS,
    candidate_ids={NameKind.CANDIDATE: "id"},
    keep_alive_after=86_400,
)


def without(*capabilities: Capability, **facts: Any) -> Change:  # noqa: ANN401 - facts of any type
    """Return the change that takes capabilities away, and gives facts other values."""
    return lambda held: replace(held, capabilities=held.capabilities - {*capabilities}, **facts)


def with_(*capabilities: Capability, **facts: Any) -> Change:  # noqa: ANN401 - facts of any type
    """Return the change that adds capabilities, and gives facts other values."""
    return lambda held: replace(held, capabilities=held.capabilities | {*capabilities}, **facts)


CONTRADICTIONS: Final[list[tuple[Partner, Change, str]]] = [
    # A capability without another one
    (HIRES, without(Capability.SAMPLE_HIRE), "has hiring_system without sample_hire"),
    (
        HIRES,
        without(Capability.HIRING_SYSTEM, step=None, reports=None, candidate_ids={}),
        "has sample_hire without hiring_system",
    ),
    (HIRES, without(Capability.CONNECTS), "has lifecycle without connection"),
    (
        HIRES,
        without(Capability.CONNECTS, Capability.LIFECYCLE),
        "has poll without connection",
    ),
    (
        HIRES,
        without(Capability.CONNECTS, Capability.LIFECYCLE, Capability.POLLED),
        "has hiring_system without connection",
    ),
    (
        VERIFIES,
        without(Capability.NOTIFIED_PERSONS),
        "has notification without notified_persons",
    ),
    (VERIFIES, without(Capability.NOTIFIES), "has notified_persons without notification"),
    (VERIFIES, without(Capability.ONBOARDED_PERSONS), "without onboarded_persons"),
    (
        LAUNCHES,
        without(Capability.ONBOARDS, Capability.LAUNCHES, step=None, requests=None),
        "has onboarded_persons without onboarding",
    ),
    (VERIFIES, without(Capability.WORKS, jobs=frozenset()), "has verdicts without jobs"),
    (
        LAUNCHES,
        without(Capability.ONBOARDS, Capability.ONBOARDED_PERSONS, step=None, requests=None),
        "has launching without onboarding",
    ),
    # A fact without its capability, and a capability without its fact
    (HIRES, with_(reports=None), "has hiring_system without reports"),
    (HIRES, with_(candidate_ids={}), "has hiring_system without candidate_ids"),
    (LAUNCHES, with_(reports=REPORTS), "has reports without hiring_system"),
    (
        LAUNCHES,
        with_(candidate_ids={NameKind.CANDIDATE: "id"}),
        "has candidate_ids without hiring_system",
    ),
    (VERIFIES, with_(requests=None), "has onboarding without requests"),
    (HIRES, with_(requests=Requests()), "has requests without onboarding"),
    (VERIFIES, with_(jobs=frozenset()), "has jobs without jobs"),
    (LAUNCHES, with_(jobs=frozenset({"launch"})), "has jobs without jobs"),
    (LAUNCHES, with_(keep_alive_after=1), "has keep_alive_after without connection"),
    (LAUNCHES, with_(connect_path="/connect/x"), "has connect_path without connection"),
    (
        VERIFIES,
        with_(jobs=frozenset({"check"})),
        "has verdicts without the job check_verifies",
    ),
    # A step without what a journey asks for at it, and a capability without its step
    (LAUNCHES, without(Capability.LAUNCHES), "has the step launch without launching"),
    (HIRES, with_(step=StepKind.VERIFY), "has hiring_system without a step of the kind report"),
    (HIRES, with_(step=None), "has hiring_system without a step of the kind report"),
    (
        VERIFIES,
        with_(step=None),
        "has onboarding without a step of the kind launch or verify",
    ),
    (VERIFIES, with_(Capability.LAUNCHES), "has launching without a step of the kind launch"),
    (LAUNCHES, with_(Capability.CODE_FLOW), "has code_flow without a step of the kind verify"),
    # Facts that contradict each other
    (
        HIRES,
        with_(reports=replace(REPORTS, succeeded="HIRED")),
        "has reports whose succeeded is not one of steps",
    ),
    (
        HIRES,
        with_(reports=replace(REPORTS, failed="READY")),
        "has reports whose failed is one of steps",
    ),
    (VERIFIES, with_(requests=Requests()), "verifies without longest_link"),
    (
        LAUNCHES,
        with_(requests=Requests(longest_link=24)),
        "has longest_link or sends without the step verify",
    ),
    (
        LAUNCHES,
        with_(requests=Requests(sends=frozenset({Delivery.EMAIL}))),
        "has longest_link or sends without the step verify",
    ),
    (
        LAUNCHES,
        with_(requests=Requests(identifies=("/employee/id",))),
        "identifies by /employee/id, which is in no field of about_person",
    ),
]


@pytest.mark.parametrize(("whole", "change", "fault"), CONTRADICTIONS)
def test_a_contradiction_is_refused_by_its_name(whole: Partner, change: Change, fault: str) -> None:
    """Otherwise a flow that has begun would fail half-way: at the first cancel, say."""
    # GIVEN a partner whose parts fit, WHEN one of them is taken away or added
    with pytest.raises(LookupError) as refused:
        change(whole)
    # THEN there is no such entry, and the message says what is wrong
    assert str(refused.value).startswith(f"the partner {whole.name} ")
    assert fault in str(refused.value)


def test_two_partners_with_a_job_of_one_name_are_refused() -> None:
    """The second one's messages would be done by the first."""
    # GIVEN a partner whose job is called as that of another one
    jobs = registry.partner("smartrecruiters").jobs
    second = with_(Capability.WORKS, jobs=jobs)(LAUNCHES)
    # WHEN it is registered, THEN both and the job are named
    with (
        pytest.raises(ValueError, match=f"smartrecruiters and launches .* {min(jobs)}"),
        registry.registered(second),
    ):
        pass
    # AND it is not registered
    assert registry.known("launches") is None
