"""What Enboarder asks of a launch, checked before it is called.

Source: the partner's pages "Launch a Basic Workflow" and "Launch an Advanced Workflow".
"""

from collections.abc import Iterator

from jetbridge.model.errors import Violation
from jetbridge.partners.enboarder.workflows import Changes, LaunchKind, Participant


def broken(kind: LaunchKind, content: Changes) -> tuple[Violation, ...]:
    """Return every rule that a launch of `kind` breaks."""
    return (*_employee(kind, content.employee), *_managers(kind, content.managers))


def broken_by_update(kind: LaunchKind, changes: Changes) -> tuple[Violation, ...]:
    """Return every rule that an update breaks: of an employee, only what is given can be."""
    employee = changes.employee
    linked = employee is not None and kind == "basic" and employee.external_id
    return (
        *((_advanced_only("/employee/externalId"),) if linked else ()),
        *(_managers(kind, changes.managers) if changes.managers is not None else ()),
    )


def _employee(kind: LaunchKind, employee: Participant | None) -> Iterator[Violation]:
    if employee is None:
        yield _missing("/employee")
    elif employee.external_id is None:
        yield from _person("/employee", employee)
    elif kind == "basic":
        yield _advanced_only("/employee/externalId")


def _managers(kind: LaunchKind, managers: tuple[Participant, ...] | None) -> Iterator[Violation]:
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
