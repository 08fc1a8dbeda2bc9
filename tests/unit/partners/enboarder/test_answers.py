"""Enboarder's answers: one field says success and failure, so both status and words count."""

import pytest

from jetbridge.model.outcome import Cause, Done, NotPerformed, Refused, Unknown
from jetbridge.model.ports import HttpResponse
from jetbridge.partners.enboarder import reports as enboarder_reports
from jetbridge.partners.enboarder.answers import (
    NOT_FOUND,
    Launched,
    read_change,
    read_launch,
)
from tests.fakes import answer


@pytest.mark.parametrize("message", ["ok", "OK", " Ok "])
def test_a_launch_is_done_where_status_and_message_say_so(message: str) -> None:
    """The reference is the partner's."""
    # GIVEN the answer of the page
    response = answer({"message": message, "referenceid": "ext-1"})
    # THEN the workflow was launched
    assert read_launch(response) == Done(Launched("ext-1"))


def test_a_reference_beside_other_words_is_a_warning() -> None:
    """A start date that has passed is launched all the same."""
    # GIVEN a reference and a warning
    response = answer({"message": "start date is in the past", "referenceid": "ext-1"})
    # THEN it is done, and said
    assert read_launch(response) == Done(Launched("ext-1", "start date is in the past"))


@pytest.mark.parametrize("status", [200, 400, 409, 422])
@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        ('Atleast one of the fields is required ["nheml","nhmob","nhmobeml"]', "/employee/email"),
        (
            "Employee preferred channel is mobile while mobile not provided",
            "/employee/mobile",
        ),
        ("Employee preferred channel is email while email not provided", "/employee/email"),
        ("Manager preferred channel is mobile while mobile not provided", "/managers"),
        ('Required field is missing ["mgrnm"]', "/managers"),
        ('Required field is missing ["mgrchnl"]', "/managers"),
        ('Required field is missing ["nhnm"]', "/employee/name"),
        ("Start date must be in format YYYY-MM-DD", "/startDate"),
        ("customfields must be a list", "/customFields"),
        ("Error: something else", ""),
    ],
)
def test_a_failure_names_the_field_whatever_its_status(
    status: int, message: str, pointer: str
) -> None:
    """A 200 with a failure in its message is a failure."""
    # GIVEN a documented failure, under a status that is not documented
    outcome = read_launch(answer({"message": message}, status=status))
    # THEN it is a refusal with a pointer and the partner's words
    assert isinstance(outcome, Refused)
    assert (outcome.violation.pointer, outcome.violation.detail) == (pointer, message)


@pytest.mark.parametrize("read", [read_launch, read_change])
@pytest.mark.parametrize(
    ("status", "cause", "error"),
    [
        (401, Cause.CREDENTIALS, "http_401"),
        (403, Cause.CREDENTIALS, "http_403"),
        (429, Cause.THROTTLED, ""),
    ],
)
def test_a_refusal_before_anything_was_done(
    status: int, cause: Cause, error: str, read: object
) -> None:
    """The gateway's refusals and a throttle leave nothing behind."""
    # GIVEN such an answer
    response = answer({"message": "Forbidden"}, status=status, headers={"Retry-After": "7"})
    # THEN nothing was done, and it may be tried again
    assert callable(read)
    assert read(response) == NotPerformed(cause, 7, status, error)


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(200),
        HttpResponse(200, body=b"<html>"),
        answer([]),
        answer({}),
        answer({"message": 7}),
        answer(status=302),
        answer({"message": "ok"}, status=500),
        answer(status=503),
    ],
)
def test_an_answer_that_tells_nothing_leaves_the_outcome_open(response: HttpResponse) -> None:
    """Who guesses launches twice, or not at all."""
    # THEN neither reader takes it for an end
    assert isinstance(read_launch(response), Unknown)
    assert isinstance(read_change(response), Unknown)


def test_a_change_is_done_where_the_message_says_so() -> None:
    """Update and cancellation are answered alike."""
    # GIVEN the answer of the page
    response = answer({"message": "Workflow updated successfully for externalid [ENT-1]"})
    # THEN it was done
    assert read_change(response) == Done(None)


def test_a_workflow_that_is_not_there_is_told_from_other_failures() -> None:
    """A repeated cancellation ends so."""
    # GIVEN the failure of the page
    outcome = read_change(answer({"message": "Error: externalid [ENT-5] not found"}))
    # THEN it is known for what it is
    assert isinstance(outcome, Refused)
    assert outcome.error == NOT_FOUND


def test_a_page_of_a_report_is_read_with_its_key() -> None:
    """Records that are none are left out; what is no page is none."""
    # GIVEN a page
    page = enboarder_reports.read_page(answer({"items": [{"externalid": "a"}, 7], "nextKey": "k"}))
    # THEN its records are found by their id
    assert page
    assert [enboarder_reports.is_of(record, "a") for record in page.records] == [True]
    assert page.next_key == "k"
    # AND an answer of another kind is no page
    for other in (answer({"message": "Forbidden"}, status=403), answer({"items": 1}), answer([])):
        assert enboarder_reports.read_page(other) is None
