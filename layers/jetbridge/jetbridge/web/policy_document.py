"""A tenant's policy as it is written: a JSON document, checked whole when it is put.

docs/policies.md explains it to the people who write one; its JSON schema is
docs/schemas/policy.v1.json.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from jetbridge.model.errors import Violation
from jetbridge.model.policy import Delivery, Json, Policy, Reaction, Start, Step, StepKind
from jetbridge.web.json_body import Body, invalid, validated

SCHEMA: Final = "jetbridge.policy/1"
HOUR: Final = 3_600
_MOST_HOURS: Final = 24 * 90

type Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
type Hours = Annotated[int, Field(strict=True, ge=1, le=_MOST_HOURS)]
type Fields = dict[str, Json]
type OnboardingStatus = Literal["READY_TO_ONBOARD", "ONBOARDING_SUCCESSFUL", "ONBOARDING_FAILED"]


class VerifyStep(Body):
    """The person proves who they are, by a link."""

    name: Name
    kind: Literal["verify"]
    partner: Literal["incode", "onboarder"]
    fields: Fields
    delivery: Delivery = Delivery.BUS
    deadline_in_hours: Hours = 72
    remind_after_hours: Annotated[list[Hours], Field(max_length=10)] = []
    on_rejection: Reaction = Reaction.REVIEW
    on_deadline: Reaction = Reaction.REVIEW
    on_refusal: Reaction = Reaction.REVIEW


class LaunchStep(Body):
    """A workflow begins."""

    name: Name
    kind: Literal["launch"]
    partner: Literal["enboarder"]
    fields: Fields
    on_refusal: Reaction = Reaction.REVIEW


class ReportStep(Body):
    """The hiring system is told."""

    name: Name
    kind: Literal["report"]
    partner: Literal["smartrecruiters"] = "smartrecruiters"
    status: OnboardingStatus = "ONBOARDING_SUCCESSFUL"
    on_refusal: Reaction = Reaction.REVIEW


type AnyStep = Annotated[VerifyStep | LaunchStep | ReportStep, Field(discriminator="kind")]


class PolicyDocument(Body):
    """The document."""

    schema_: Annotated[Literal["jetbridge.policy/1"], Field(alias="schema")]
    start: Start = Start.HIRED
    steps: Annotated[list[AnyStep], Field(min_length=1, max_length=10)]
    report_failure: bool = True


def read(document: Mapping[str, Any], tenant: str, version: int) -> Policy:
    """Return a document as the policy that it is.

    Raises:
        ApiProblem: 422, with every broken rule and where it is broken.
    """
    body = validated(PolicyDocument, document)
    faults = [*_faults(body)]
    if faults:
        raise invalid(*faults)
    return Policy(
        tenant,
        version,
        tuple(map(_step, body.steps)),
        start=body.start,
        report_failure=body.report_failure,
    )


def _step(body: VerifyStep | LaunchStep | ReportStep) -> Step:
    match body:
        case VerifyStep():
            return Step(
                body.name,
                StepKind.VERIFY,
                body.partner,
                body.fields,
                delivery=body.delivery,
                deadline=body.deadline_in_hours * HOUR,
                reminders=tuple(hours * HOUR for hours in sorted(body.remind_after_hours)),
                on_rejection=body.on_rejection,
                on_deadline=body.on_deadline,
                on_refusal=body.on_refusal,
            )
        case LaunchStep():
            return Step(
                body.name, StepKind.LAUNCH, body.partner, body.fields, on_refusal=body.on_refusal
            )
        case ReportStep():
            return Step(
                body.name,
                StepKind.REPORT,
                body.partner,
                on_refusal=body.on_refusal,
                status=body.status,
            )


def _faults(body: PolicyDocument) -> Iterator[Violation]:
    """Yield what is wrong although every part of it is well-formed."""
    names = [step.name for step in body.steps]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Violation(f"/steps/{index}/name", "duplicate", "Another step has this name.")
