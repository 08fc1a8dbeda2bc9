"""Answers of what stands before a partner: not available now, and no refusal."""

from collections.abc import Callable
from typing import Final

import pytest

from jetbridge.flows.connection import health
from jetbridge.model.hiring import Busy
from jetbridge.model.outcome import Cause, Done, NotPerformed
from jetbridge.model.ports import HttpResponse
from jetbridge.partners.enboarder import answers as enboarder_answers
from jetbridge.partners.enboarder import connection as enboarder_connection
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import results as incode_results
from jetbridge.partners.onboarder import person as onboarder_person
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters import customer as smartrecruiters_customer
from tests.fakes import answer
from tests.support.incode import ORDER

PAGE: Final = b"<html><h1>Request blocked</h1></html>"
FOREIGN: Final = [
    *(HttpResponse(status, body=PAGE) for status in (400, 401, 403, 404, 405, 409, 410, 422)),
    *(HttpResponse(status, body=PAGE) for status in (408, 425)),
    HttpResponse(403, body=b"error code: 1020"),
    answer({"message": "Request Timeout"}, status=408),
    answer({"message": "Too Early"}, status=425),
]

type Read = Callable[[HttpResponse], object]

READERS: Final[list[tuple[Read, object]]] = [
    (lambda given: incode.read_onboarding(ORDER, given), NotPerformed(Cause.UNREACHABLE)),
    (incode_results.read_status, NotPerformed(Cause.UNREACHABLE)),
    (incode_results.read_score, NotPerformed(Cause.UNREACHABLE)),
    (smartrecruiters.read_integration, NotPerformed(Cause.UNREACHABLE)),
    (enboarder_answers.read_launch, NotPerformed(Cause.UNREACHABLE)),
    (enboarder_answers.read_change, NotPerformed(Cause.UNREACHABLE)),
    (onboarder_person.read_userinfo, onboarder_person.NoPerson.UNAVAILABLE),
]
"""Each reader of an answer, and what it says of a partner that is not available now."""


@pytest.mark.parametrize("response", FOREIGN, ids=range(len(FOREIGN)))
@pytest.mark.parametrize(("read", "unavailable"), READERS)
def test_what_stands_before_a_partner_refuses_nothing(
    response: HttpResponse, read: Read, unavailable: object
) -> None:
    """A firewall's page is no verdict on the request, the credential or the person."""
    # GIVEN an answer that the partner itself did not give, or gave too late or too early
    # WHEN it is read, THEN the partner is not available now
    assert read(response) == unavailable


@pytest.mark.parametrize("response", FOREIGN, ids=range(len(FOREIGN)))
def test_a_page_is_no_word_about_an_application_or_a_connection(response: HttpResponse) -> None:
    """Taken for a 404 it would end a journey, taken for a 403 it would park one."""
    # GIVEN such an answer of SmartRecruiters
    busy = Busy(response.status)
    # WHEN a document or a change is read, THEN it is asked again later
    assert smartrecruiters_customer.read_document(response) == busy
    assert smartrecruiters_customer.read_change(response) == busy
    # AND a health check neither passes nor wants a new consent
    verdict = health.answered(Done(response), enboarder_connection.is_refused)
    assert (verdict.error, verdict.permanent) == (f"http_{response.status}", False)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422])
def test_a_partner_refuses_by_json_or_by_a_status_alone(status: int) -> None:
    """Both are a partner's own; no body is what many of them answer with."""
    # THEN either counts as a refusal
    assert answer({"message": "No."}, status=status).is_refusal
    assert HttpResponse(status).is_refusal
    assert HttpResponse(status, body=b" \r\n").is_refusal


@pytest.mark.parametrize("status", [200, 204, 302, 408, 425, 429, 500, 503])
def test_other_statuses_refuse_nothing(status: int) -> None:
    """Success, redirects, "not now" and failures."""
    # THEN JSON makes no refusal of them
    assert not answer({"error": "invalid_client"}, status=status).is_refusal
