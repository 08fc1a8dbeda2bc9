"""What Enboarder asks of a launch, checked before it is called.

Source: the partner's pages "Launch a Basic Workflow" and "Launch an Advanced Workflow".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jetbridge.model.errors import Violation
from jetbridge.partners.enboarder.workflows import Changes, LaunchKind, Participant
from jetbridge.web.json_object import part


def broken(sent: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield every rule between its fields that a launch breaks, as it was sent."""
    kind, managers = sent.get("kind", "basic"), sent.get("managers")
    yield from _employee(kind, _as_sent(sent.get("employee")))
    yield from _managers(
        kind, tuple(map(_as_sent, managers)) if isinstance(managers, list | tuple) else ()
    )
    candidate, job = sent.get("candidateId"), sent.get("jobId")
    if (candidate is None) != (job is None):
        absent = "/jobId" if job is None else "/candidateId"
        rule = "candidateId and jobId name a hire together."
        yield Violation(absent, "required_with", rule)


def broken_by_update(kind: LaunchKind, changes: Changes) -> tuple[Violation, ...]:
    """Return every rule that an update breaks: of an employee, only what is given can be."""
    employee = changes.employee
    linked = employee is not None and kind == "basic" and employee.external_id
    return (
        *((_advanced_only("/employee/externalId"),) if linked else ()),
        *(_managers(kind, changes.managers) if changes.managers is not None else ()),
    )


def _as_sent(value: object) -> Participant:
    """Return what the rules look at of a person: which fields there are."""
    person = part(value)
    channel = person.get("preferredChannel")
    return Participant(
        name=person.get("name"),
        email=person.get("email"),
        mobile=person.get("mobile"),
        preferred_channel=channel if channel in ("mobile", "email") else None,
        external_id=person.get("externalId"),
        label=person.get("label"),
    )


def _employee(kind: object, employee: Participant) -> Iterator[Violation]:
    if employee.external_id is None:
        yield from _person("/employee", employee)
    elif kind == "basic":
        yield _advanced_only("/employee/externalId")


def _managers(kind: object, managers: tuple[Participant, ...]) -> Iterator[Violation]:
    if not managers:
        yield Violation("/managers", "too_short", "At least one manager is required.")
        return
    if kind == "basic" and len(managers) > 1:
        rule = "Only a workflow of kind advanced has several managers."
        yield Violation("/managers", "too_long", rule)
    for index, manager in enumerate(managers):
        pointer = f"/managers/{index}"
        if manager.external_id is None:
            yield from _person(pointer, manager)
        elif kind == "basic":
            yield _advanced_only(f"{pointer}/externalId")
        if kind == "basic" and manager.label is not None:
            yield _advanced_only(f"{pointer}/label")


def _person(pointer: str, person: Participant) -> Iterator[Violation]:
    """Check a person of whom Enboarder has no profile yet."""
    if person.name is None:
        yield _missing(f"{pointer}/name")
    if person.email is None and person.mobile is None:
        yield Violation(pointer, "required_contact", "An email or a mobile is required.")
    elif person.preferred_channel and getattr(person, person.preferred_channel) is None:
        yield Violation(
            f"{pointer}/{person.preferred_channel}",
            "required_with_channel",
            f"Required when preferredChannel is {person.preferred_channel}.",
        )


def _missing(pointer: str) -> Violation:
    return Violation(pointer, "missing", "This field is required.")


def _advanced_only(pointer: str) -> Violation:
    return Violation(pointer, "advanced_only", "Only a workflow of kind advanced takes this.")
