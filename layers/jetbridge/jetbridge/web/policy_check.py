"""Whether a policy makes sense: checked whole when it is written, and not when it is read.

    1. the document               what is unknown, missing or of the wrong kind; its size
    2. each step by itself        rules well-formed, deadlines, what the journey sets itself
    3. the steps together         names, one launch, success last
    4. each step's request        made for a complete sample hire, by the models of the API

The fourth finds what the partner's rules forbid. A path that the sample does not have is
accepted: the candidate may have it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol, cast

from jetbridge.model import calendar, mapping, registry
from jetbridge.model.calendar import Calendar
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.hiring import Hire
from jetbridge.model.partner import Capability
from jetbridge.model.policy import Delivery, Json, Policy, Step, StepKind, Template
from jetbridge.model.record import replace
from jetbridge.web import bodies, phones, policy_document, policy_fields, policy_sources
from jetbridge.web.json_object import invalid
from jetbridge.web.policy_document import HOUR
from jetbridge.web.request import MAX_BODY

_DAY: Final = Calendar(date(2026, 3, 2))
_HIRE: Final = {"candidateId": "candidate-1", "jobId": "job-1"}

_SET: Final[Mapping[StepKind, Sequence[str]]] = {
    StepKind.VERIFY: ("partner", "externalCustomerId"),
    StepKind.LAUNCH: ("partner", "externalCustomerId", "candidateId", "jobId"),
    StepKind.REPORT: (),
}
"""Fields by which the journey knows its own requests again."""
_ADDRESSES: Final = {Delivery.SMS: "phone", Delivery.EMAIL: "email"}


class SampleHire(Protocol):
    """A hire in the form of a hiring system: the module `sample_hire` of its folder."""

    def sample_hire(self) -> Hire:
        """Return the documents of a made-up hire in which nothing is missing."""


def check(document: Mapping[str, Any]) -> None:
    """Make sure that a document may become a policy.

    Raises:
        ApiProblem: 422, with everything that is wrong, each with a pointer into the document.
    """
    if found := faults(document):
        raise invalid(*found)


def faults(document: Mapping[str, Any]) -> tuple[Violation, ...]:
    """Return everything that keeps a document from becoming a policy."""
    try:
        policy = policy_document.read(document, "", 0)
    except ApiProblem as problem:
        return problem.errors
    found = (*_place(policy), *_steps(policy), *_together(policy))
    if not found and len(json.dumps(document, ensure_ascii=False).encode()) > MAX_BODY:
        return (Violation("", "too_large", f"Must not exceed {MAX_BODY} bytes as JSON."),)
    return found


def _place(policy: Policy) -> Iterator[Violation]:
    if policy.time_zone and not calendar.is_time_zone(policy.time_zone):
        sentence = "Must be the IANA name of a time zone, such as Europe/Berlin."
        yield Violation("/timeZone", "time_zone", sentence)
    if policy.default_country and not phones.is_country(policy.default_country):
        sentence = "Must be a country with phone numbers (ISO 3166-1, two letters), such as DE."
        yield Violation("/defaultCountry", "country", sentence)


def _steps(policy: Policy) -> Iterator[Violation]:
    for index, step in enumerate(policy.steps):
        at = f"/steps/{index}"
        found = [*policy_fields.faults(dict(step.fields), f"{at}/fields"), *_by_itself(step, at)]
        if not found and policy_fields.rules_in(dict(step.fields)) > policy_fields.MAX_RULES:
            rule = f"Must not hold more than {policy_fields.MAX_RULES} rules."
            found.append(Violation(f"{at}/fields", "too_many_rules", rule))
        if not found:
            found = [*policy_sources.faults(step, at)]
        yield from found
        if not found and step.kind is not StepKind.REPORT:
            yield from _refused(step, at, policy.default_country)


def _by_itself(step: Step, at: str) -> Iterator[Violation]:
    for name in sorted(step.applicant_may_choose - step.fields.keys()):
        rule = f"The step has no field {name}."
        yield Violation(f"{at}/applicantMayChoose", "no_such_field", rule)
    for name in _SET[step.kind]:
        if name in step.fields:
            yield _set_already(f"{at}/fields/{name}")
    if step.kind is StepKind.VERIFY:
        yield from _delivery(step, at)
        yield from _times(step, at)


def _delivery(step: Step, at: str) -> Iterator[Violation]:
    if not registry.requests(step.partner).sends:
        if step.delivery is not Delivery.BUS:
            rule = f"The link of {step.partner} is ours to hand out: only bus."
            yield Violation(f"{at}/delivery", "bus_only", rule)
        return
    notification = step.fields.get("notification", {})
    where = f"{at}/fields/notification"
    if not isinstance(notification, dict) or mapping.rule_of(notification):
        yield Violation(where, "model_type", "Must be an object with phone or email.")
        return
    if "type" in notification:
        yield _set_already(f"{where}/type")
    address = _ADDRESSES.get(step.delivery)
    if address and address not in notification:
        rule = f"Required when delivery is {step.delivery}."
        yield Violation(f"{where}/{address}", "required_with_delivery", rule)


def _times(step: Step, at: str) -> Iterator[Violation]:
    deadline, longest = step.deadline or 0, registry.requests(step.partner).longest_link
    if deadline > longest * HOUR:
        rule = f"A link of {step.partner} is valid for {longest} hours at the most."
        yield Violation(f"{at}/deadlineInHours", "too_long", rule)
    minutes = _constant(step.fields.get("linkValidityInMinutes"))
    if minutes is not None and minutes * 60 < deadline:
        rule = f"The link must be valid until the deadline: {deadline // 60} minutes at least."
        yield Violation(f"{at}/fields/linkValidityInMinutes", "before_deadline", rule)
    if any(each >= deadline for each in step.reminders):
        rule = f"Each must be before the deadline, {deadline // HOUR} hours."
        yield Violation(f"{at}/remindAfterHours", "after_deadline", rule)
    if len({*step.reminders}) < len(step.reminders):
        yield Violation(f"{at}/remindAfterHours", "duplicate", "Each may stand there once.")


def _constant(value: Json) -> int | None:
    """Return the number that a value is, or has as its default; None where there is none."""
    if isinstance(value, dict) and mapping.rule_of(value) == "path":
        return _constant(value.get("default"))
    return value if isinstance(value, int) else None


def _together(policy: Policy) -> Iterator[Violation]:
    names = [step.name for step in policy.steps]
    kinds = [step.kind for step in policy.steps]
    for index, step in enumerate(policy.steps):
        at = f"/steps/{index}"
        if step.name in names[:index]:
            yield Violation(f"{at}/name", "duplicate", "Another step has this name.")
        if step.kind is StepKind.LAUNCH and StepKind.LAUNCH in kinds[:index]:
            rule = "Another step launches: for one hire a workflow is launched once."
            yield Violation(f"{at}/kind", "launched_twice", rule)
        unfinished = {StepKind.VERIFY, StepKind.LAUNCH} & {*kinds[index:]}
        if unfinished and _is_success(step):
            rule = "Must come after every step that verifies or launches: they may still fail."
            yield Violation(f"{at}/status", "success_too_early", rule)


def _is_success(step: Step) -> bool:
    """Return whether a step reports that the hire is onboarded."""
    return bool(step.status) and step.status == registry.reports(step.partner).succeeded


def _refused(step: Step, at: str, country: str) -> Iterator[Violation]:
    """Yield what the API finds wrong with the sample's request: as it is, and by its defaults."""
    told = set[str]()
    by_default = {name: _by_default(value) for name, value in step.fields.items()}
    for fields, words in ((step.fields, ""), (by_default, "By the default: ")):
        for each in _violations(replace(step, fields=fields), country):
            pointer, value = _located(fields, each.pointer)
            if pointer not in told and not _may_be_there(value):
                told.add(pointer)
                yield Violation(f"{at}/fields{pointer}", each.rule, f"{words}{each.detail}")


def _violations(step: Step, country: str) -> Sequence[Violation]:
    try:
        bodies.order(_asked(step), country)
    except mapping.TextTooLongError as fault:
        rule = f"Must not come to more than {mapping.MAX_LENGTH} characters."
        return (Violation(fault.pointer, "string_too_long", rule),)
    except ApiProblem as problem:
        return problem.errors
    return ()


def _asked(step: Step) -> dict[str, Any]:
    return mapping.request(step, _HIRE, _sample(), _DAY)


def _by_default(value: Json) -> Json:
    """Return a value whose paths lead nowhere, as far as they have defaults."""
    if isinstance(value, list):
        return [_by_default(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("default") is not None and mapping.rule_of(value) == "path":
        return _by_default(value["default"])
    return {name: _by_default(member) for name, member in value.items()}


def _located(fields: Template, pointer: str) -> tuple[str, Json]:
    """Return where in the template that stands which a request has at `pointer`, and what it is.

    A rule makes what the pointer leads on to. In a list, what came to nothing was left out.
    """
    value: Json = dict(fields)
    path = ""
    for part in pointer.split("/")[1:]:
        if mapping.rule_of(value):
            break
        index = part
        if isinstance(value, list):
            there = [n for n, each in enumerate(value) if _made(each) is not None]
            index = str(there[int(part)])
        path += f"/{index}"
        value = _member(value, index)
    return path, value


def _member(value: Json, part: str) -> Json:
    match value:
        case dict():
            return value.get(part.replace("~1", "/").replace("~0", "~"))
        case list():
            return value[int(part)]
    return None


def _may_be_there(value: Json) -> bool:
    """Return whether a value has a path that is not in the sample: a candidate may have it."""
    if mapping.rule_of(value) == "path":
        return _made(value) is None
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_may_be_there, parts))


def _made(value: Json) -> Json:
    try:
        return mapping.value_of(value, _sample(), _DAY)
    except mapping.TextTooLongError:
        return None


def _sample() -> Mapping[str, object]:
    """Return what the paths of a policy lead into."""
    partner = registry.hiring_system()
    hire = cast("SampleHire", partner.module(Capability.SAMPLE_HIRE)).sample_hire()
    return {
        "candidate": hire.candidate,
        "application": hire.application,
        "company": {"id": "acme"},
        "journey": {"id": "jrn_sample", "round": 1},
    }


def _set_already(pointer: str) -> Violation:
    return Violation(pointer, "set_by_the_journey", "The journey sets this: leave it out.")
