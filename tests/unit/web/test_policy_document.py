"""A policy as it is read: cheap, and whatever its fields hold."""

import json
from pathlib import Path

import jsonschema
import pytest

from jetbridge.model.errors import ApiProblem
from jetbridge.model.policy import Delivery, Policy, Reaction, Start, Step, StepKind
from jetbridge.web import policy_document
from jetbridge_cli import policy_schema
from tests.support.policy_documents import (
    DOCS,
    EXAMPLES,
    a_policy,
    enboarder,
    example,
    incode,
    onboarder,
    report,
)

SCHEMA = DOCS / "schemas" / "policy.v1.json"


def test_a_document_becomes_a_policy() -> None:
    """Hours become seconds, reminders come in their order."""
    # GIVEN a document that says everything
    verify = incode(
        delivery="sms",
        deadlineInHours=48,
        remindAfterHours=[24, 2],
        onRejection="stop",
        onDeadline="continue",
        onRefusal="stop",
    )
    launch = enboarder(onRefusal="continue")
    told = report(status="READY_TO_ONBOARD", onRefusal="stop")
    document = a_policy(verify, launch, told, start="ready", reportFailure=False)
    # WHEN it is read, THEN the policy says the same
    assert policy_document.read(document, "acme", 7) == Policy(
        "acme",
        7,
        (
            Step(
                "identity",
                StepKind.VERIFY,
                "incode",
                verify["fields"],
                delivery=Delivery.SMS,
                deadline=48 * 3_600,
                reminders=(2 * 3_600, 24 * 3_600),
                on_rejection=Reaction.STOP,
                on_deadline=Reaction.CONTINUE,
                on_refusal=Reaction.STOP,
            ),
            Step(
                "welcome",
                StepKind.LAUNCH,
                "enboarder",
                launch["fields"],
                on_refusal=Reaction.CONTINUE,
            ),
            Step(
                "told",
                StepKind.REPORT,
                "smartrecruiters",
                status="READY_TO_ONBOARD",
                on_refusal=Reaction.STOP,
            ),
        ),
        start=Start.READY,
        report_failure=False,
    )


def test_what_is_left_out_has_its_default() -> None:
    """Three days, no reminders, and an operator decides what goes wrong."""
    # GIVEN a document that says as little as possible
    policy = policy_document.read(a_policy(onboarder(), report()), "acme", 1)
    # THEN the rest is as the docs say
    verify, told = policy.steps
    assert (policy.start, policy.report_failure) == (Start.HIRED, True)
    assert (verify.delivery, verify.deadline, verify.reminders) == (Delivery.BUS, 259_200, ())
    assert {verify.on_rejection, verify.on_deadline, verify.on_refusal} == {Reaction.REVIEW}
    assert (told.status, told.partner) == ("ONBOARDING_SUCCESSFUL", "smartrecruiters")


def test_what_was_stored_is_read_though_it_would_no_longer_be_taken() -> None:
    """Running journeys keep the version that they began with, whatever is checked by now."""
    # GIVEN a stored version that no check would let pass
    document = a_policy(report(), incode({"name": 1.5}, remindAfterHours=[99]), enboarder({}))
    # THEN it is read
    assert len(policy_document.read(document, "acme", 1).steps) == 3


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({}, ("/schema", "missing")),
        ({**a_policy(), "schema": "jetbridge.policy/2"}, ("/schema", "literal_error")),
        ({**a_policy(), "steps": []}, ("/steps", "too_short")),
        ({**a_policy(), "steps": {}}, ("/steps", "list_type")),
        (a_policy(*[report()] * 11), ("/steps", "too_long")),
        (a_policy(start="now"), ("/start", "enum")),
        (a_policy(reportFailure="yes"), ("/reportFailure", "bool_type")),
        (a_policy(name="x"), ("/name", "extra_forbidden")),
        ({**a_policy(), "steps": [5]}, ("/steps/0", "model_attributes_type")),
        (a_policy({}), ("/steps/0/kind", "missing")),
        (a_policy({"kind": "wait"}), ("/steps/0/kind", "literal_error")),
        (a_policy({**incode(), "verify": {}}), ("/steps/0/verify", "extra_forbidden")),
        (a_policy(report(fields={})), ("/steps/0/fields", "extra_forbidden")),
        (a_policy(enboarder(delivery="bus")), ("/steps/0/delivery", "extra_forbidden")),
        (a_policy({**incode(), "fields": []}), ("/steps/0/fields", "dict_type")),
        (a_policy({**incode(), "partner": "enboarder"}), ("/steps/0/partner", "literal_error")),
        (a_policy(incode(name="A")), ("/steps/0/name", "name")),
        (a_policy(incode(name="a" * 41)), ("/steps/0/name", "name")),
        (a_policy(incode(name="a\n")), ("/steps/0/name", "name")),
        (a_policy(incode(deadlineInHours=0)), ("/steps/0/deadlineInHours", "greater_than_equal")),
        (a_policy(incode(deadlineInHours=2161)), ("/steps/0/deadlineInHours", "less_than_equal")),
        (a_policy(incode(deadlineInHours=1.5)), ("/steps/0/deadlineInHours", "int_type")),
        (a_policy(incode(deadlineInHours=True)), ("/steps/0/deadlineInHours", "int_type")),
        (a_policy(incode(remindAfterHours=[True])), ("/steps/0/remindAfterHours/0", "int_type")),
        (a_policy(incode(onRejection="ask")), ("/steps/0/onRejection", "enum")),
        (a_policy(report(status="ONBOARDING_FAILED")), ("/steps/0/status", "literal_error")),
    ],
)
def test_a_fault_is_pointed_at_where_it_was_written(
    document: dict[str, object], fault: tuple[str, str]
) -> None:
    """A step's kind is no part of the pointer."""
    # WHEN a broken document is read, THEN it is refused, and the fault is named
    with pytest.raises(ApiProblem) as refused:
        policy_document.read(document, "acme", 1)
    assert fault in [(each.pointer, each.rule) for each in refused.value.errors]


def test_the_published_schema_is_the_one_that_the_code_writes() -> None:
    """A document that changes changes its schema: run `make policy-schema`."""
    assert SCHEMA.read_text() == policy_schema.text()


def test_the_schema_is_one() -> None:
    """As the dialect that it names says what a schema is."""
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text()))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_keeps_to_the_schema(path: Path) -> None:
    """An editor that knows the schema finds nothing wrong with it."""
    jsonschema.validate(example(path), json.loads(SCHEMA.read_text()))


@pytest.mark.parametrize(
    "document",
    [
        {},
        a_policy(name="x"),
        a_policy({"kind": "wait"}),
        a_policy(incode(name="A")),
        a_policy(incode(deadlineInHours=0)),
        a_policy(incode({"name": 1.5})),
        a_policy(incode({"name": {"path": "candidate/email"}})),
        a_policy(incode({"name": {"path": "/candidate/email", "with": ""}})),
        a_policy(incode({"name": {"path": "/candidate/email", "join": ["a"]}})),
        a_policy(incode({"name": {"join": []}})),
        a_policy(incode({"name": {"join": [{"name": "a"}]}})),
        a_policy(incode({"name": {"date": "today", "addDays": 3_651}})),
        a_policy(incode({"name": {"date": "today", "notBefore": "tomorrow"}})),
    ],
)
def test_the_schema_finds_what_an_editor_can_find(document: dict[str, object]) -> None:
    """Broken members and broken rules, before anything is put."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json.loads(SCHEMA.read_text()))
