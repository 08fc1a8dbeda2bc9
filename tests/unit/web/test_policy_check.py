"""A policy is checked whole when it is written: each fault is pointed at, with its rule."""

import json
from pathlib import Path
from typing import Any

import pytest

from jetbridge.web.request import MAX_BODY
from tests.support.policy_documents import (
    EXAMPLES,
    a_policy,
    enboarder,
    example,
    faults,
    incode,
    onboarder,
    report,
)

FIELDS = "/steps/0/fields"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_of_the_docs_is_valid(path: Path) -> None:
    """What people copy can be put."""
    assert faults(example(path)) == []


@pytest.mark.parametrize(("length", "found"), [(-1, []), (0, []), (1, [("", "too_large")])])
def test_a_document_fits_into_a_request(length: int, found: list[tuple[str, str]]) -> None:
    """Counted as it is sent, in UTF-8."""
    # GIVEN a document around the limit, most of it in a default that is not needed
    fields = {"location": {"path": "/candidate/lastName", "default": ""}}
    long = a_policy(enboarder({"customFields": fields, "managers": []}))
    managers = [{"name": "Ünal", "email": "people@example.com"} for _ in range(40)]
    long["steps"][0]["fields"] |= {"kind": "advanced", "managers": managers}
    custom = {f"field {n}": "ü" * 400 for n in range(70)}
    long["steps"][0]["fields"]["customFields"] = custom
    missing = MAX_BODY - _bytes(long)
    for name in custom:
        custom[name] += "a" * (missing // 70)
    custom["field 0"] += "a" * (MAX_BODY - _bytes(long) + length)
    # THEN one byte more than a request may have is one too many
    assert faults(long) == found


@pytest.mark.parametrize(
    ("step", "pointer", "rule"),
    [
        (incode({"partner": "incode"}), "/fields/partner", "set_by_the_journey"),
        (incode({"externalCustomerId": "a"}), "/fields/externalCustomerId", "set_by_the_journey"),
        (
            incode({"notification": {"type": "SMS", "phone": "+14155550100"}}),
            "/fields/notification/type",
            "set_by_the_journey",
        ),
        (
            onboarder({"externalCustomerId": "a"}),
            "/fields/externalCustomerId",
            "set_by_the_journey",
        ),
        (
            enboarder({"externalCustomerId": "a"}),
            "/fields/externalCustomerId",
            "set_by_the_journey",
        ),
        (enboarder({"candidateId": "a"}), "/fields/candidateId", "set_by_the_journey"),
        (enboarder({"jobId": "a"}), "/fields/jobId", "set_by_the_journey"),
        (incode({"notification": "a"}), "/fields/notification", "model_type"),
        (incode({"notification": {"path": "/candidate/a"}}), "/fields/notification", "model_type"),
        (incode(delivery="sms"), "/fields/notification/phone", "required_with_delivery"),
        (incode(delivery="email"), "/fields/notification/email", "required_with_delivery"),
        (
            incode({"notification": {"email": "a@b.test"}}, delivery="sms"),
            "/fields/notification/phone",
            "required_with_delivery",
        ),
        (onboarder(delivery="sms"), "/delivery", "bus_only"),
        (onboarder(delivery="email"), "/delivery", "bus_only"),
        (onboarder(deadlineInHours=169), "/deadlineInHours", "too_long"),
        (
            onboarder({"linkValidityInMinutes": 4_319}),
            "/fields/linkValidityInMinutes",
            "before_deadline",
        ),
        (
            incode({"linkValidityInMinutes": 119}, deadlineInHours=2),
            "/fields/linkValidityInMinutes",
            "before_deadline",
        ),
        (
            onboarder({"linkValidityInMinutes": {"path": "/candidate/minutes", "default": 4_319}}),
            "/fields/linkValidityInMinutes",
            "before_deadline",
        ),
        (incode(remindAfterHours=[72]), "/remindAfterHours", "after_deadline"),
        (incode(remindAfterHours=[1, 80]), "/remindAfterHours", "after_deadline"),
        (incode(remindAfterHours=[1, 1]), "/remindAfterHours", "duplicate"),
    ],
)
def test_a_step_is_checked_by_itself(step: dict[str, Any], pointer: str, rule: str) -> None:
    """What the journey sets, how the link travels, and until when."""
    assert faults(a_policy(step)) == [(f"/steps/0{pointer}", rule)]


@pytest.mark.parametrize(
    "step",
    [
        onboarder(deadlineInHours=168),
        onboarder({"linkValidityInMinutes": 4_320}),
        incode(deadlineInHours=2_160),
        incode({"linkValidityInMinutes": 120}, deadlineInHours=2, remindAfterHours=[1]),
        incode({"notification": {"phone": {"path": "/candidate/phoneNumber"}}}, delivery="sms"),
        incode({"notification": {"email": {"path": "/candidate/email"}}}),
        incode({"candidateId": {"path": "/candidate/id"}}),
        incode({"name": {"join": ["Dear", {"path": "/candidate/firstName"}]}}),
        incode({"name": None}),
    ],
)
def test_what_is_in_order_is_taken(step: dict[str, Any]) -> None:
    """Up to the limits themselves."""
    assert faults(a_policy(step)) == []


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([incode(), incode()], [("/steps/1/name", "duplicate")]),
        (
            [enboarder(), enboarder(name="again")],
            [("/steps/1/kind", "launched_twice")],
        ),
        ([report(), incode()], [("/steps/0/status", "success_too_early")]),
        ([incode(), report(), enboarder()], [("/steps/1/status", "success_too_early")]),
        (
            [report(), report(name="ready", status="READY_TO_ONBOARD"), incode()],
            [("/steps/0/status", "success_too_early")],
        ),
        ([incode(), report(status="READY_TO_ONBOARD"), enboarder(), report(name="b")], []),
        ([enboarder(), incode(), report()], []),
        ([incode(), incode(name="again"), onboarder()], []),
        ([report()], []),
    ],
)
def test_the_steps_are_checked_together(
    steps: list[dict[str, Any]], found: list[tuple[str, str]]
) -> None:
    """Names are unique, one workflow is launched, and success is told when nothing is left."""
    assert faults(a_policy(*steps)) == found


@pytest.mark.parametrize(
    ("step", "pointer", "rule"),
    [
        (incode({"loginHint": None}), "/loginHint", "missing"),
        (incode({"nickname": "a"}), "/nickname", "extra_forbidden"),
        (incode({"meetingLink": "http://a.test"}), "/meetingLink", "https_url"),
        (incode({"name": 5}), "/name", "string_type"),
        (incode({"name": {"path": "/candidate/age", "default": 5}}), "/name", "string_type"),
        (incode({"name": {"path": "/candidate/firstName", "default": 5}}), "/name", "string_type"),
        (
            enboarder(
                {"managers": [{"name": "a", "email": {"path": "/application/m", "default": ""}}]}
            ),
            "/managers/0/email",
            "email",
        ),
        (
            enboarder(
                {"startDate": {"date": {"path": "/application/startsOn", "default": "soon"}}}
            ),
            "/startDate",
            "missing",
        ),
        (incode({"linkValidityInMinutes": "99999"}), "/linkValidityInMinutes", "int_type"),
        (
            incode({"notification": {"phone": {"path": "/candidate/email"}}}),
            "/notification/phone",
            "e164",
        ),
        (
            incode({"notification": {"phone": {"path": "/candidate/fax", "default": "none"}}}),
            "/notification/phone",
            "e164",
        ),
        (
            onboarder({"notification": {"phone": "+14155550100"}}),
            "/notification",
            "extra_forbidden",
        ),
        (onboarder({"linkValidityInMinutes": 10_081}), "/linkValidityInMinutes", "less_than_equal"),
        (enboarder({"kind": "bulk"}), "/kind", "literal_error"),
        (enboarder({"startDate": "2026-3-2"}), "/startDate", "date"),
        (enboarder({"managers": []}), "/managers", "too_short"),
        (enboarder({"employee": {"name": "a"}}), "/employee", "required_contact"),
        (enboarder({"employee": {"path": "/candidate/email"}}), "/employee", "model_type"),
        (
            enboarder(
                {
                    "kind": "advanced",
                    "managers": [
                        {"path": "/application/manager"},
                        {"name": "People", "email": {"join": ["people", "x"], "with": "@"}},
                    ],
                }
            ),
            "/managers/1/email",
            "email",
        ),
        (enboarder({"customFields": {"a/b": 5}}), "/customFields/a~1b", "string_type"),
    ],
)
def test_each_request_is_tried_on_the_sample(step: dict[str, Any], pointer: str, rule: str) -> None:
    """What the API would refuse of a hire who lacks nothing, or by a default, is a fault."""
    assert faults(a_policy(step)) == [(f"{FIELDS}{pointer}", rule)]


@pytest.mark.parametrize(
    "step",
    [
        incode({"loginHint": {"path": "/candidate/shoeSize"}}),
        incode({"notification": {"phone": {"path": "/candidate/mobile"}}}, delivery="sms"),
        enboarder({"employee": {"name": "a", "email": {"path": "/candidate/workEmail"}}}),
        enboarder(
            {"employee": {"name": {"join": [{"path": "/candidate/a"}]}, "email": "a@b.test"}}
        ),
        enboarder({"startDate": {"date": {"path": "/application/firstDay"}}}),
        enboarder({"managers": [{"path": "/application/manager"}]}),
    ],
)
def test_a_field_that_hangs_on_the_candidate_is_no_fault(step: dict[str, Any]) -> None:
    """A company may know more of its candidates than the sample does."""
    assert faults(a_policy(step)) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """In the order of the steps, then of the whole."""
    # GIVEN a document with faults of every sort
    document = a_policy(
        report(name="welcome"), incode({"name": 1.5}, remindAfterHours=[99]), enboarder({"kind": 1})
    )
    # THEN each of them is told
    assert faults(document) == [
        ("/steps/1/fields/name", "no_fractions"),
        ("/steps/1/remindAfterHours", "after_deadline"),
        ("/steps/2/fields/kind", "literal_error"),
        ("/steps/0/status", "success_too_early"),
        ("/steps/2/name", "duplicate"),
    ]


def _bytes(document: object) -> int:
    return len(json.dumps(document, ensure_ascii=False).encode())


def test_what_a_policy_may_make_of_a_candidate_has_an_end() -> None:
    """A text that is too long by itself, and rules without number, are found when it is put."""
    # GIVEN a policy with a constant join that is too long, and one with too many rules
    parts = ["a" * 5_000, "b" * 5_001]
    many = [{"path": "/candidate/firstName", "default": "a"}] * 501
    long_ = a_policy(incode({"name": {"join": parts}}))
    # WHEN they are checked, THEN each is told
    assert faults(long_) == [(f"{FIELDS}/name", "string_too_long")]
    assert faults(a_policy(incode({"x": many}))) == [(FIELDS, "too_many_rules")]
