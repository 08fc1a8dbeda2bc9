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
from jetbridge.web.orders import with_former
from jetbridge.web.reading import Reading
from jetbridge.web.request import Request

MAX_ITEMS: Final = 100
"""Launches in one bulk request."""


type CustomFields = Annotated[dict[Text, Lines], Field(max_length=100)]


class _Employee(Body):
    name: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    email: Email | None = None
    mobile: Phone | None = None
    preferred_channel: Channel | None = None
    external_id: Text | None = None


class _Manager(_Employee):
    label: Name | None = None


class _Launch(Body):
    """One item: `POST /v1/onboardings` with partner `enboarder`."""

    partner: Literal["enboarder"]
    kind: LaunchKind = "basic"
    employee: _Employee
    managers: Annotated[tuple[_Manager, ...], Field(max_length=50)]
    start_date: Day
    custom_fields: CustomFields | None = None
    external_customer_id: Text | None = None
    candidate_id: Text | None = None
    job_id: Text | None = None


class _Bulk(Body):
    """`POST /v1/onboardings/bulk`."""

    items: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MAX_ITEMS)]


class _Update(Body):
    """`PATCH /v1/onboardings/{id}`."""

    employee: _Employee | None = None
    managers: Annotated[tuple[_Manager, ...], Field(max_length=50)] | None = None
    start_date: Day | None = None
    custom_fields: CustomFields | None = None


class Cancellation(Body):
    """`POST /v1/onboardings/{id}/cancel`."""

    mode: CancelMode = "CANCEL_ALL"
    comments: Name | None = None
    custom_fields: CustomFields | None = None


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is to be launched.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(_Launch, sent, reading)
    content = Changes(
        _participant(body.employee),
        tuple(map(_participant, body.managers)),
        body.start_date,
        body.custom_fields,
    )
    violations = rules.broken(body.kind, content)
    if (body.candidate_id is None) != (body.job_id is None):
        absent = "/jobId" if body.job_id is None else "/candidateId"
        rule = "candidateId and jobId name a hire together."
        violations = (*violations, Violation(absent, "required_with", rule))
    if violations:
        raise invalid(*violations)
    return Order(body.kind, content, body.external_customer_id, body.candidate_id, body.job_id)


def orders(request: Request) -> tuple[Order, ...]:
    """Read the body of `POST /v1/onboardings/bulk`: all of it is in order, or none is taken.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule of
            every item.
    """
    read, faults = list[Order](), list[Violation]()
    for index, item in enumerate(validated(_Bulk, document(request)).items):
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
    body = validated(_Update, sent)
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


def _participant(body: _Employee) -> Participant:
    return Participant(**body.model_dump())
