"""A tenant's policy as it is written: a JSON document.

Reading one is cheap, and takes every version that was ever stored: what is required here may be
loosened, never tightened. Whether a new one makes sense is checked in
`jetbridge.web.policy_check`. docs/policies.md explains the document to the people who write one;
its JSON schema is docs/schemas/policy.v1.json.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, cast

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticKnownError

from jetbridge.model import registry
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.message_limit import MAX_PER_DAY, PER_DAY
from jetbridge.model.partner import Reports
from jetbridge.model.policy import Delivery, Policy, Reaction, Start, Step, StepKind, Template
from jetbridge.web.fields import matching
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import invalid
from jetbridge.web.policy_fields import Fields

HOUR: Final = 3_600
_MAX_HOURS: Final = 24 * 90
_NAME: Final = r"^[a-z][a-z0-9-]{0,39}$"
_ZONE: Final = r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,3}$"
_COUNTRY: Final = r"^[A-Z]{2}$"
_IN_A_STEP: Final = re.compile(rf"^(/steps/\d+)/({'|'.join(StepKind)})")
"""What pydantic says of a fault in a step: where it is, and as which kind it was read."""

type StepName = Annotated[
    str,
    Field(json_schema_extra={"pattern": _NAME}),
    matching(_NAME, "name", "Must be 1 to 40 of a-z, 0-9 and -, a letter first."),
]
type TimeZone = Annotated[
    str,
    Field(json_schema_extra={"pattern": _ZONE}),
    matching(_ZONE, "time_zone", "Must be the IANA name of a time zone, such as Europe/Berlin."),
]
type Country = Annotated[
    str,
    Field(json_schema_extra={"pattern": _COUNTRY}),
    matching(_COUNTRY, "country", "Must be two capital letters (ISO 3166-1), such as DE."),
]
type Names = Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=20)]
type Hours = Annotated[int, Field(strict=True, ge=1, le=_MAX_HOURS)]


def _one_of(choices: Callable[[], Sequence[str]]) -> tuple[BeforeValidator, Any]:
    """Return what holds a string to names that are looked up when a document is read.

    A partner may be registered later than this module is loaded.
    """

    def check(value: object) -> object:
        names = choices()
        if value not in names:
            raise PydanticKnownError("literal_error", {"expected": " or ".join(map(repr, names))})
        return value

    def describe(schema: dict[str, Any]) -> None:
        names = choices()
        schema |= {"enum": [*names]} if len(names) > 1 else {"const": names[0]}

    return BeforeValidator(check), Field(json_schema_extra=describe)


def _partner_of(kind: StepKind) -> tuple[BeforeValidator, Any]:
    """Return what holds a string to the names of the partners that steps of a kind may ask."""
    return _one_of(lambda: registry.of_steps(kind))


def _reports() -> Reports:
    return registry.reports(registry.hiring_system().name)


type Reported = Annotated[str, *_one_of(lambda: _reports().steps)]


class VerifyStep(Body):
    """The person proves who they are, by a link."""

    name: StepName
    kind: Literal["verify"]
    partner: Annotated[str, *_partner_of(StepKind.VERIFY)]
    fields: Fields
    applicant_may_choose: Names = ()
    delivery: Delivery = Delivery.BUS
    deadline_in_hours: Hours = 72
    remind_after_hours: Annotated[tuple[Hours, ...], Field(max_length=10)] = ()
    on_rejection: Reaction = Reaction.REVIEW
    on_deadline: Reaction = Reaction.REVIEW
    on_refusal: Reaction = Reaction.REVIEW


class LaunchStep(Body):
    """A workflow begins that welcomes the person."""

    name: StepName
    kind: Literal["launch"]
    partner: Annotated[str, *_partner_of(StepKind.LAUNCH)]
    fields: Fields
    applicant_may_choose: Names = ()
    on_refusal: Reaction = Reaction.REVIEW


class ReportStep(Body):
    """The hiring system is told. Of a failure it is told by `reportFailure`, not by a step."""

    name: StepName
    kind: Literal["report"]
    partner: Annotated[str, *_partner_of(StepKind.REPORT)] = registry.hiring_system().name
    status: Reported = _reports().succeeded
    on_refusal: Reaction = Reaction.REVIEW


type AnyStep = Annotated[VerifyStep | LaunchStep | ReportStep, Field(discriminator="kind")]


class PolicyDocument(Body):
    """What follows from a hire, step by step."""

    schema_: Annotated[Literal["jetbridge.policy/1"], Field(alias="schema")]
    start: Start = Start.HIRED
    steps: Annotated[list[AnyStep], Field(min_length=1, max_length=10)]
    report_failure: Annotated[bool, Field(strict=True)] = True
    time_zone: TimeZone | None = None
    default_country: Country | None = None
    messages_per_day: Annotated[int, Field(strict=True, ge=1, le=MAX_PER_DAY)] = PER_DAY


def read(document: Mapping[str, Any], tenant: str, version: int) -> Policy:
    """Return a document as the policy that it is. What its fields hold is not looked at.

    Raises:
        ApiProblem: 422, with every member that is unknown, missing or of the wrong kind.
    """
    try:
        body = validated(PolicyDocument, document)
    except ApiProblem as problem:
        raise invalid(*map(_located, problem.errors)) from None
    return Policy(
        tenant,
        version,
        tuple(map(_step, body.steps)),
        start=body.start,
        report_failure=body.report_failure,
        time_zone=body.time_zone or "",
        default_country=body.default_country or "",
        messages_per_day=body.messages_per_day,
    )


def _step(body: VerifyStep | LaunchStep | ReportStep) -> Step:
    match body:
        case VerifyStep():
            return Step(
                body.name,
                StepKind.VERIFY,
                body.partner,
                _as_written(body.fields),
                applicant_may_choose=frozenset(body.applicant_may_choose),
                delivery=body.delivery,
                deadline=body.deadline_in_hours * HOUR,
                reminders=tuple(hours * HOUR for hours in sorted(body.remind_after_hours)),
                on_rejection=body.on_rejection,
                on_deadline=body.on_deadline,
                on_refusal=body.on_refusal,
            )
        case LaunchStep():
            return Step(
                body.name,
                StepKind.LAUNCH,
                body.partner,
                _as_written(body.fields),
                applicant_may_choose=frozenset(body.applicant_may_choose),
                on_refusal=body.on_refusal,
            )
        case ReportStep():
            return Step(
                body.name,
                StepKind.REPORT,
                body.partner,
                on_refusal=body.on_refusal,
                status=body.status,
            )


def _as_written(fields: Fields) -> Template:
    """Return fields as they are: nothing was validated, so nothing became a model."""
    return cast("Template", fields)


def _located(fault: Violation) -> Violation:
    """Return a fault with a pointer into the document, as it was written."""
    match fault.rule:
        case "union_tag_not_found":
            return Violation(f"{fault.pointer}/kind", "missing", "This field is required.")
        case "union_tag_invalid":
            kinds = ", ".join(StepKind)
            return Violation(f"{fault.pointer}/kind", "literal_error", f"Must be one of {kinds}.")
    return Violation(_IN_A_STEP.sub(r"\1", fault.pointer), fault.rule, fault.detail)
