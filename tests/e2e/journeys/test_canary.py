"""No name, address, link, secret or token of a journey is where it must not be.

Everything personal or secret that two whole journeys handle, one by each verifier, is collected:
with refusals, a rejection, an operator's decision, signed webhooks, a dead letter and an erasure
that is refused. Then it is looked for: in what every function wrote, in the table, in the dead
letters, and in each request that the AWS services got meanwhile, which holds what was in the
queues and in the table for a moment only.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import requests

from jetbridge.model.journey import Reason, Status, What
from jetbridge.store import journeys, onboardings
from jetbridge.store.table import Delete, Key
from jetbridge_local.browser import Browser
from jetbridge_local.sandbox import credentials
from jetbridge_local.sandbox.failures import Program
from jetbridge_local.sandbox.onboarder import userinfo
from tests.e2e.flows.enboarder import KEY
from tests.e2e.flows.notifications import Queues, until
from tests.e2e.flows.tenant import REQUEST_NEW, Json, engine, table_dump
from tests.e2e.journeys.hiring import Hire, Hiring
from tests.e2e.journeys.inbox import Inbox, inbox
from tests.e2e.journeys.policies import DAY, HOUR, LAUNCH, REPORT, by_incode, by_onboarder, policy
from tests.e2e.spellings import spellings
from tests.support.stacks import running

GRACE: Final = {
    "firstName": "Canary-Grace",
    "lastName": "Hopper-Mark",
    "phoneNumber": "+14155550177",
}
MARY: Final = {
    "firstName": "Canary-Mary",
    "lastName": "Somerville-Mark",
    "phoneNumber": "+14155550188",
}
MEETING: Final = "https://meet.example/journey-meeting-mark"
MANAGER: Final = LAUNCH["fields"]["managers"][0]["mobile"]
CONSTANTS: Final = {MEETING, MANAGER}
"""What an operator has written into a policy: it stands there, and nowhere else."""

_TIMEOUT: Final = 60
_JOURNEYS: Final = 3
_BUS: Final = "AWSEvents.PutEvents"
"""Where links are handed out, as the policy wants it."""


def launched() -> Json:
    """Return a launch that tells everything that is known of the person."""
    fields = LAUNCH["fields"]
    phone = {"path": "/candidate/phoneNumber"}
    return {**LAUNCH, "fields": {**fields, "employee": fields["employee"] | {"mobile": phone}}}


def at_incode(tenant: Hiring, employer: Inbox) -> list[str]:
    """Refused, held, retried, rejected, approved by an operator; return what was handled."""
    verify = by_incode(onRejection="review")
    verify["fields"] |= {"meetingLink": MEETING}
    tenant.follows(policy(verify, launched(), REPORT))
    # Incode refuses, and quotes the person.
    echo = {"status": 400, "message": f"no: {GRACE['lastName']} {GRACE['phoneNumber']}"}
    tenant.partner_fails("incode-api", Program(path=REQUEST_NEW, status=400, body=echo))
    grace = tenant.hire(**GRACE)
    held = grace.is_(Status.NEEDS_ATTENTION)
    assert held.reason is Reason.REFUSED
    tenant.decide("retry", held)
    grace.tells(What.RETRIED, What.LINK_READY)
    link = employer.taken("journey.link_ready").event["data"]["url"]
    # The person fails; while an operator has to decide, no person is erased.
    grace.at_incode("begin", "fail")
    until(lambda: grace.journeys()[0].reason is Reason.REJECTED)
    erase = ("people", "erase", "--tenant", tenant.name, "--candidate", grace.candidate_id)
    tenant.operator(*erase, "--yes", fails=True)
    tenant.operator("journeys", "show", held.id)
    tenant.decide("approve", grace.journeys()[0], "--by", "operator-1")
    grace.is_(Status.COMPLETED)
    sessions = [str(each["url"]) for each in grace.sessions()]
    assert link in sessions
    assert GRACE["phoneNumber"] in json.dumps(grace.workflows())
    return [*marks_of(grace, GRACE), *sessions, *(each.partition("?")[2] for each in sessions)]


def at_onboarder(tenant: Hiring, employer: Inbox) -> list[str]:
    """Verified after an error that quotes the person; return what was handled."""
    tenant.follows(policy(by_onboarder(), launched(), REPORT))
    employer.received.clear()
    mary = tenant.hire(**MARY)
    link = employer.taken("journey.link_ready").event["data"]["url"]
    browser = Browser()
    browser.open(link)
    browser.submit()
    page = browser.submit(action="verify", shape="reference")
    assert "You are verified" in page.text
    mary.is_(Status.COMPLETED)
    proved = [userinfo.EMAIL, userinfo.PHONE, userinfo.DOCUMENT_NUMBER, userinfo.PICTURE]
    return [*marks_of(mary, MARY), link, link.partition("=")[2], *proved, "Vera Verified"]


def marks_of(hire: Hire, person: dict[str, str]) -> list[str]:
    """Return what is personal about a person."""
    return [hire.email, *person.values()]


def gone(tenant: Hiring, employer: Inbox) -> None:
    """Let the endpoint say that it is gone: what it was to be told is a dead letter."""
    employer.answers.extend([410])
    tenant.offer().move(status="HIRED")
    until(lambda: any(each.status == 410 for each in employer.received))
    tenant.idle()


def marks_of_one_run(tenant: Hiring) -> tuple[list[str], list[str]]:
    """Run everything; return what is personal or secret, and the bodies of the webhooks."""
    with inbox(tenant) as employer:
        marks = at_incode(tenant, employer)
        bodies = [each.body for each in employer.received]
        marks += at_onboarder(tenant, employer)
        bodies += [each.body for each in employer.received]
        secret = employer.secret
        gone(tenant, employer)
    tenant.later(HOUR)
    tenant.stack.fire("Sweep")
    tenant.idle()
    held = tenant.sandbox("smartrecruiters", "state", method="GET")["integrations"]
    mine = [each for each in held if each["companyId"] == tenant.company]
    marks += [each["issued"]["clientSecret"] for each in mine]
    marks += [each["received"]["clientSecret"] for each in mine]
    ours = (credentials.SMARTRECRUITERS_MASTER, credentials.INCODE, credentials.ONBOARDER)
    marks += [pair.client_secret for pair in ours]
    token = tenant.bearer()["Authorization"].partition(" ")[2]
    marks += [tenant.client[1], token, KEY["apiKey"], credentials.INCODE_API_KEY]
    marks.append(credentials.INCODE_ADMIN_TOKEN)
    marks += [secret, secret.removeprefix("whsec_")]
    return marks, bodies


@contextmanager
def recorded(tenant: Hiring) -> Iterator[Path]:
    """Record each request that the AWS services get."""
    base = f"{tenant.stack.ready.aws_endpoint_url}/moto-api/recorder"
    for order in ("reset-recording", "start-recording"):
        assert requests.post(f"{base}/{order}", timeout=_TIMEOUT).ok
    (file,) = tenant.stack.logs.parent.rglob("moto_recording")
    try:
        yield file
    finally:
        for order in ("stop-recording", "reset-recording"):
            assert requests.post(f"{base}/{order}", timeout=_TIMEOUT).ok


def sent(recording: Path) -> list[tuple[str, str]]:
    """Return what was asked of the AWS services, and how each request read."""
    entries = [json.loads(line) for line in recording.read_text().splitlines()]
    return [
        (str(each["headers"].get("X-Amz-Target", each["url"])), b64decode(each["body"]).decode())
        for each in entries
    ]


def test_no_mark_of_a_journey_is_left_anywhere(tenant: Hiring) -> None:
    """Logs, metrics, the access log, the table, the queues and the dead letters know none."""
    # GIVEN one run of everything
    with recorded(tenant) as recording:
        found_marks, bodies = marks_of_one_run(tenant)
        requested = sent(recording)
    marks = {spelling for mark in found_marks for spelling in spellings(mark)}
    assert all(len(mark) > 8 for mark in marks)
    # WHEN everything that the run wrote is read
    directory = tenant.stack.logs.parent
    written = {file.name: file.read_text() for file in directory.rglob("*") if file.is_file()}
    letters = Queues(tenant)
    dead = letters.sqs.receive_message(QueueUrl=letters.dead, MaxNumberOfMessages=10)["Messages"]
    written["the dead letters"] = json.dumps(dead)
    asked = [(f"a request: {what}", text) for what, text in requested if what != _BUS]
    # THEN none of it holds a mark
    stored = [("the table", table_dump(tenant.stack)), *asked]
    assert not [(name, mark) for name, text in stored for mark in marks if mark in text]
    wrote = marks | CONSTANTS
    assert not [(name, mark) for name, text in written.items() for mark in wrote if mark in text]
    # AND webhooks and events, which hand links out, say nothing else of any person
    links = {mark for mark in marks if mark.startswith("http")} - spellings(userinfo.PICTURE)
    others = [mark for mark in marks if not any(mark in link for link in links)]
    told = [*bodies, *(text for what, text in requested if what == _BUS)]
    assert all(any(link in text for text in told) for link in links if "://" in link)
    assert not [mark for text in told for mark in others if mark in text]
    # AND the search looked at the queues, at the table, and at every function that has a part
    actions = {what.partition(".")[2] for what, _ in requested}
    assert {"SendMessageBatch", "TransactWriteItems", "UpdateItem", "PutEvents"} <= actions
    assert any("journey" in text for what, text in asked if "SendMessageBatch" in what)
    assert {name.partition("-")[0] for name in written} >= {
        "AuthorizerFunction",
        "ConnectFunction",
        "ReceiveFunction",
        "ScheduledFunction",
        "TokenFunction",
        "WorkerFunction",
    }
    assert any('"_aws"' in text for text in written.values())


def finished(tenant: Hiring) -> None:
    """Have an operator end what goes on."""
    known, _ = journeys.of_tenant(tenant.table, tenant.name, limit=100, after=None)
    for each in known:
        if not each.is_over:
            tenant.decide("cancel", each)
    tenant.idle()
    known, _ = journeys.of_tenant(tenant.table, tenant.name, limit=100, after=None)
    assert len(known) == _JOURNEYS
    assert all(each.is_over for each in known)


def ids_of_persons(tenant: Hiring) -> list[str]:
    """Return by which ids the partners know the persons of whom something is stored."""
    known, _ = journeys.of_tenant(tenant.table, tenant.name, limit=100, after=None)
    asked, _ = onboardings.of_tenant(tenant.table, tenant.name, limit=100, after=None)
    ids = [each.candidate_id for each in known] + [each.application_id for each in known]
    return [*filter(None, [*ids, *(name for each in asked for name in each.interviews)])]


def days_pass(tenant: Hiring, days: int) -> None:
    """Let days pass, after which the schedules run that remove what was kept long enough."""
    tenant.later(days * DAY, "Reconcile")
    tenant.idle()
    tenant.stack.fire("Journeys")
    tenant.idle()
    tenant.stack.fire("Retention")
    tenant.idle()


def expire(tenant: Hiring) -> None:
    """Remove what has expired, as DynamoDB does, but the audit trail: that is to verify."""
    now = tenant.stack.clock.now()
    pages = (
        engine(tenant.stack).get_paginator("scan").paginate(TableName=tenant.stack.ready.table_name)
    )
    for item in (each for page in pages for each in page["Items"]):
        if "ttl" in item and int(item["ttl"]["N"]) <= now:
            key = Key(item["pk"]["S"], item["sk"]["S"])
            tenant.table.write(Delete(key))


def test_nothing_of_a_person_is_left_once_its_time_is_over(tmp_path: Path) -> None:
    """Neither in the table, nor the dead letters, nor the logs; the audit trail verifies."""
    # GIVEN one run of everything, on a stack of its own, since more than half a year will pass
    with running() as stack:
        tenant = Hiring.begin(stack, tmp_path)
        found_marks, _ = marks_of_one_run(tenant)
        finished(tenant)
        ids = ids_of_persons(tenant)
        marks = {spelling for mark in (*found_marks, *ids) for spelling in spellings(mark)}
        assert any(mark in table_dump(stack) for mark in ids)
        # WHEN its time passes
        for days in (2, 44, 60, 80):
            days_pass(tenant, days)
        expire(tenant)
        # THEN the table has no journey, no onboarding, and no id of a person, in any spelling
        dump = table_dump(stack)
        assert not [mark for mark in marks if mark in dump and mark not in CONSTANTS]
        known, _ = journeys.of_tenant(tenant.table, tenant.name, limit=1, after=None)
        asked, _ = onboardings.of_tenant(tenant.table, tenant.name, limit=1, after=None)
        assert (known, asked) == ((), ())
        # AND the dead letters have none, and nor has what the functions wrote
        letters = Queues(tenant)
        dead = letters.sqs.receive_message(QueueUrl=letters.dead, MaxNumberOfMessages=10)
        written = {
            file.name: file.read_text(errors="replace")  # the clock is a number
            for file in stack.logs.parent.rglob("*")
            if file.is_file() and file.name != "moto_recording"
        }
        written["the dead letters"] = json.dumps(dead.get("Messages", []))
        wrote = {spelling for mark in found_marks for spelling in spellings(mark)}
        assert not [
            (name, mark) for name, text in written.items() for mark in wrote if mark in text
        ]
        # AND the audit trail verifies, though a part of what it names is gone
        assert "jny_" in tenant.operator("audit", "export")
        tenant.operator("audit", "verify")
