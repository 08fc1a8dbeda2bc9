"""One trace through everything that a notification leads to, as logs and receivers tell it."""

import re
from typing import Final

import pytest

from jetbridge.model.journey import What
from tests.e2e.flows.notifications import until
from tests.e2e.flows.tenant import Json, logged
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.inbox import inbox
from tests.e2e.journeys.policies import HOUR, LAUNCH, REPORT, by_incode, by_onboarder, policy
from tests.support.traces import PARENT, SENT

pytestmark = pytest.mark.local_only(reason="it reads the functions' log files")

FIRST: Final = "0af7651916cd43dd8448eb211c80319c"
SECOND: Final = "1bf7651916cd43dd8448eb211c80319d"
THIRD: Final = "2cf7651916cd43dd8448eb211c80319e"
_LAYERS: Final = ("incode-api", "smartrecruiters", "enboarder-api")


def lines(tenant: Hiring, trace_id: str) -> list[Json]:
    """Return what all functions have logged of a trace, or linked with it."""
    return [each for each in logged(tenant.stack) if trace_id in each.values()]


def received(tenant: Hiring, trace_id: str) -> dict[str, set[str]]:
    """Return the spans of a trace of which each partner's sandbox was told."""
    return {
        host: {
            headers["traceparent"][36:52]
            for call in tenant.stack.sandboxes.hosts[host].calls.view(full=True)
            if isinstance(headers := call["headers"], dict)
            and re.fullmatch(SENT, headers.get("traceparent", ""))
            and headers["traceparent"][3:35] == trace_id
        }
        for host in _LAYERS
    }


def notify(tenant: Hiring, candidate_id: str, trace_id: str) -> None:
    """Have SmartRecruiters tell of an application, in a trace of its own."""
    header = f"00-{trace_id}-{PARENT}-01"
    sent = tenant.event(candidateId=candidate_id, traceparent=header)
    assert [each["status"] for each in sent["attempts"]] == [202]


def test_a_hire_is_followed_from_its_notification_to_the_tenants_endpoint(tenant: Hiring) -> None:
    """Through every queue, to two partners, and from line to line."""
    # GIVEN a tenant that is told of everything, and two people who were hired
    tenant.follows(policy(by_incode(), LAUNCH, REPORT))
    ada, ben = tenant.offer(), tenant.offer()
    for each in (ada, ben):
        each.move(status="HIRED", notify=False)
    with inbox(tenant) as employer:
        # WHEN SmartRecruiters tells of both, each in a trace of its own
        notify(tenant, ada.candidate_id, FIRST)
        notify(tenant, ben.candidate_id, SECOND)
        for each in (ada, ben):
            each.tells(What.STARTED, What.LINK_READY)
        until(lambda: len(employer.received) == 4 or None)
        tenant.idle()
        # THEN each webhook tells of the trace of its own person, in header and body
        for person, trace_id in ((ada, FIRST), (ben, SECOND)):
            webhooks = [
                each
                for each in employer.received
                if each.event["data"]["candidateId"] == person.candidate_id
            ]
            headers = [each.headers["traceparent"] for each in webhooks]
            assert [each[3:35] for each in headers] == [trace_id] * 2
            assert {each.event["data"]["traceparent"][3:35] for each in webhooks} == {trace_id}
    # AND partners were told of it
    for trace_id in (FIRST, SECOND):
        spans = received(tenant, trace_id)
        assert spans["smartrecruiters"]
        assert spans["incode-api"]
        # AND every request that came is a line of the log: span by span
        told = lines(tenant, trace_id)
        calls = {line["span_id"] for line in told if line["message"] == "partner called"}
        assert set().union(*spans.values()) <= calls
        # AND the lines make one tree, whose root is the caller's span
        everything = {line["span_id"]: line["parent_id"] for line in told}
        assert {parent for parent in everything.values() if parent not in everything} == {PARENT}
        # AND all functions that had a part in it tell of it
        assert {line["function_name"] for line in told} == {"ReceiveFunction", "WorkerFunction"}


def test_a_deadline_begins_a_trace_that_is_linked_with_its_cause(tenant: Hiring) -> None:
    """What happens later by the clock is not the same trace, and is found by it."""
    # GIVEN a journey that waits for a person, who is to be reminded
    tenant.follows(policy(by_onboarder(remindAfterHours=[1]), LAUNCH, REPORT))
    ada = tenant.offer()
    ada.move(status="HIRED", notify=False)
    notify(tenant, ada.candidate_id, THIRD)
    ada.tells(What.STARTED, What.LINK_READY)
    tenant.idle()
    # WHEN the moment comes
    tenant.later(HOUR + 60)
    ada.tells(What.REMINDED)
    tenant.idle()
    # THEN its lines belong to another trace, linked with the first
    linked = [line for line in lines(tenant, THIRD) if line.get("linked_trace_id") == THIRD]
    assert What.REMINDED in {line.get("what") for line in linked}
    assert all(line["trace_id"] != THIRD for line in linked)
