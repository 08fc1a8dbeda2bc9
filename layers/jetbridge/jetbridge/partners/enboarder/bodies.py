"""The bodies of the onboarding API for Enboarder, in readable names, checked whole."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder import rules
from jetbridge.partners.enboarder.workflows import (
    CancelMode,
    Changes,
    Channel,
    LaunchKind,
    Order,
    Participant,
)
from jetbridge.web.fields import Day, Email, Lines, Name, Phone, Text
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document, invalid
from jetbridge.web.json_schema import Like
from jetbridge.web.orders import with_former
from jetbridge.web.reading import Reading
from jetbridge.web.request import Request

MAX_ITEMS: Final = 100
"""Launches in one bulk request."""


type CustomFields = Annotated[dict[Text, Lines], Field(max_length=100)]
"""Values by their label in Enboarder; `brand` and `location` are among them."""


class Employee(Body):
    """A person of a workflow."""

    name: Name | None = None
    """Needed, unless an advanced launch names a profile by `externalId`."""
    first_name: Name | None = None
    last_name: Name | None = None
    email: Email | None = None
    """This or `mobile` is needed."""
    mobile: Phone | None = None
    """With its country code; sent in E.164 form."""
    preferred_channel: Channel | None = None
    """That address has to be given then."""
    external_id: Text | None = None
    """Of a profile that Enboarder has; advanced launches only."""


class Manager(Employee):
    """A manager of a workflow."""

    label: Name | None = None
    """Such as Direct Manager; advanced launches need it."""


class _Launch(Body):
    kind: LaunchKind = "basic"
    employee: Employee
    managers: Annotated[tuple[Manager, ...], Field(max_length=50)]
    """Basic: exactly one."""
    start_date: Day
    """`YYYY-MM-DD`."""
    custom_fields: CustomFields | None = None
    external_customer_id: Text | None = None
    """Your own id of the hire: one onboarding stands for it."""
    candidate_id: Text | None = None
    """With `jobId`: the hire, where there is no `externalCustomerId`."""
    job_id: Text | None = None


class Onboarding(_Launch):
    """Launches a workflow at Enboarder."""

    partner: Literal["enboarder"]


class BulkItem(_Launch):
    """One launch of several. It is read as an `Onboarding`."""

    partner: Literal["enboarder"] = "enboarder"


class BulkOnboardings(Body):
    """Launches at Enboarder, each an onboarding of its own."""

    items: Annotated[
        tuple[Annotated[dict[str, Any], Like(BulkItem)], ...],
        Field(min_length=1, max_length=MAX_ITEMS),
    ]
    """All of them are in order, or none is taken."""


class OnboardingUpdate(Body):
    """Changes what a workflow was launched with. What is not given stays."""

    employee: Employee | None = None
    managers: Annotated[tuple[Manager, ...], Field(max_length=50)] | None = None
    start_date: Day | None = None
    custom_fields: CustomFields | None = None


class Cancellation(Body):
    """How a workflow is cancelled."""

    mode: CancelMode = "CANCEL_ALL"
    """`CANCEL_ALL` ends what is pending or in progress and ignores the rest; `ALL` wants each
    workflow in a state that can be cancelled; `SELECTED` those with the custom fields."""
    comments: Name | None = None
    """A reason, in text."""
    custom_fields: CustomFields | None = None
    """Needed with `SELECTED`."""


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is to be launched.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(Onboarding, sent, reading, between=rules.broken)
    content = Changes(
        _participant(body.employee),
        tuple(map(_participant, body.managers)),
        body.start_date,
        body.custom_fields,
    )
    return Order(body.kind, content, body.external_customer_id, body.candidate_id, body.job_id)


def orders(request: Request) -> tuple[Order, ...]:
    """Read the body of `POST /v1/onboardings/bulk`: all of it is in order, or none is taken.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule of
            every item.
    """
    read, faults = list[Order](), list[Violation]()
    for index, item in enumerate(validated(BulkOnboardings, document(request)).items):
        try:
            read.append(with_former(read_order, {"partner": enboarder.PARTNER, **item}))
        except ApiProblem as problem:
            faults += [
                Violation(f"/items/{index}{each.pointer}", each.rule, each.detail)
                for each in problem.errors
            ]
    if faults:
        raise invalid(*faults)
    return tuple(read)


def changes(request: Request) -> Changes:
    """Read the body of `PATCH /v1/onboardings/{id}`. What the kind forbids, the flow knows.

    Raises:
        ApiProblem: as `orders`; 422 too where nothing changes.
    """
    sent = document(request)
    body = validated(OnboardingUpdate, sent)
    if not sent:
        raise invalid(Violation("", "no_change", "Name at least one field to change."))
    return Changes(
        _participant(body.employee) if body.employee else None,
        tuple(map(_participant, body.managers)) if body.managers is not None else None,
        body.start_date,
        body.custom_fields,
    )


def cancellation(request: Request) -> Cancellation:
    """Read the body of `POST /v1/onboardings/{id}/cancel`, which may be left out.

    Raises:
        ApiProblem: as `orders`.
    """
    if not request.body:
        return Cancellation()
    body = validated(Cancellation, document(request))
    if body.mode == "SELECTED" and not body.custom_fields:
        rule = "Required when mode is SELECTED: they select."
        raise invalid(Violation("/customFields", "required_with_mode", rule))
    return body


def _participant(body: Employee) -> Participant:
    return Participant(**body.model_dump())
