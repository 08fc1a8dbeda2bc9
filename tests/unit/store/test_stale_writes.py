"""A conditional write by a writer that has not seen the one before it changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.model.company import Act, Attempt, Attempts, Company, Line, Why
from jetbridge.model.erasure import Erasure
from jetbridge.model.export import Export
from jetbridge.model.hire import Application
from jetbridge.model.journey_transition import Transition
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.person_request import PersonAct, PersonRequest
from jetbridge.model.scopes import ClientKind
from jetbridge.model.transaction import Authorization
from jetbridge.model.webhook import Directory, Endpoint
from jetbridge.oauth import clients
from jetbridge.oauth.clients import Client
from jetbridge.store import (
    applications,
    authorizations,
    checks,
    companies,
    company_attempts,
    connections,
    endpoints,
    erasures,
    expiring,
    exports,
    hires,
    journeys,
    keys,
    lookups,
    messages,
    notifications,
    onboardings,
    own_credentials,
    person_requests,
    policies,
    unverified,
)
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.messages import Counted
from jetbridge.store.own_credentials import Standing
from jetbridge.store.policies import Current, State
from jetbridge.store.table import ConditionFailedError, Put, Write
from jetbridge.store.unverified import Count
from tests.fakes import FrozenClock, SequenceIds
from tests.fakes.clock import START
from tests.fakes.journeys import BEGUN
from tests.unit.store.records import CONNECTION, ONBOARDING

type Writes = tuple[Write, ...]
type Case = Callable[[], tuple[Writes, Writes]]

APPLICATION: Final = Application("con_A#1", "con_A", "demo", "can-1", "job-1", version=1)
ATTEMPT: Final = Attempt(START, "demo", "admin", Why.UNLISTED)
AUTHORIZATION: Final = Authorization("onboarder", "demo", START + 600)
COMPANY: Final = Company("acme", "demo", owned=True)
ENDPOINT: Final = Endpoint("demo", "https://tenant.example", (), "sealed", START, START)
LISTED: Final = Directory("demo")
ASKED: Final = PersonRequest("per_A", "demo", PersonAct.ERASE, "client:jb_ci_A", START)
EXPORT: Final = Export("exp_A", "demo", "ops", START, {}, ())
ERASURE: Final = Erasure("era_A", "demo", "ops", START)
LINE: Final = Line(START, Act.TAKEN, "demo", "admin")
NOTIFICATION: Final = Notification("incode", "evt-1", "x", "demo", "", START)
LATER: Final = replace(ONBOARDING, id="onb_B")
STANDING: Final = Standing("incode", "client")
DOCUMENT: Final[policies.Document] = {"schema": "jetbridge.policy/1"}


def ended(request: PersonRequest) -> Write:
    """Return the write that ends a request."""
    return person_requests.end(MemoryTable(), replace(request, ended_at=START + 5))[0]


def a_client() -> Client:
    """Return a client."""
    made, _ = clients.new_client(
        SequenceIds(), FrozenClock(), kind=ClientKind.API, tenant="demo", name="x", scopes=()
    )
    return made


def a_rotation(client: Client) -> Write:
    """Return the write that gives a client another secret."""
    return clients.rotate(client, SequenceIds("more"), FrozenClock(), overlap=60)[2]


CLIENT: Final = a_client()

TWICE: Final[dict[str, Case]] = {
    "create an application": lambda: ((), (applications.create(APPLICATION),)),
    "save an application": lambda: (
        (applications.create(APPLICATION),),
        (applications.save(APPLICATION),),
    ),
    "use a state up": lambda: (
        (authorizations.new_authorization("state", AUTHORIZATION),),
        (authorizations.use_up("state"),),
    ),
    "store a state": lambda: ((), (authorizations.new_authorization("state", AUTHORIZATION),)),
    "use a transaction up": lambda: (
        (expiring.new(keys.session("x"), {}, START),),
        (expiring.use(keys.session("x")),),
    ),
    "ask again": lambda: (
        (checks.arm(checks.Check("onb_A", 1)),),
        (checks.again(checks.Check("onb_A", 1), checks.Check("onb_A", 2)),),
    ),
    "ask no more": lambda: (
        (checks.arm(checks.Check("onb_A", 1)),),
        (checks.end(checks.Check("onb_A", 1)),),
    ),
    "note how a credential stands first": lambda: ((), (own_credentials.save(STANDING),)),
    "note how a credential stands": lambda: (
        (own_credentials.save(STANDING),),
        (own_credentials.save(replace(STANDING, version=1)),),
    ),
    "link a connection": lambda: ((), (companies.link(CONNECTION),)),
    "create a company": lambda: ((), (companies.save(COMPANY, COMPANY),)),
    "save a company": lambda: (
        (companies.save(COMPANY, COMPANY),),
        (companies.save(replace(COMPANY, version=1), replace(COMPANY, version=1)),),
    ),
    "write a line": lambda: ((), (companies.line(COMPANY, LINE, number=1),)),
    "note a first attempt": lambda: ((), (company_attempts.note(Attempts("acme"), ATTEMPT),)),
    "note an attempt": lambda: (
        (company_attempts.note(Attempts("acme"), ATTEMPT),),
        (company_attempts.note(Attempts("acme", version=1), ATTEMPT),),
    ),
    "create a connection": lambda: ((), connections.save(None, CONNECTION, by="x")),
    "save a connection": lambda: (
        connections.save(None, CONNECTION, by="x"),
        connections.save(replace(CONNECTION, version=1), CONNECTION, by="x"),
    ),
    "claim an account": lambda: ((), (connections.claim(None, CONNECTION),)),
    "claim an account anew": lambda: (
        (connections.claim(None, CONNECTION),),
        (connections.claim(replace(CONNECTION, version=1), replace(CONNECTION, version=1)),),
    ),
    "take an account over": lambda: (
        (connections.claim(None, CONNECTION),),
        (connections.claim(replace(CONNECTION, version=1), replace(CONNECTION, id="con_B")),),
    ),
    "create an endpoint": lambda: ((), (endpoints.save(ENDPOINT),)),
    "save an endpoint": lambda: (
        (endpoints.save(ENDPOINT),),
        (endpoints.save(replace(ENDPOINT, version=1)),),
    ),
    "create a directory of endpoints": lambda: ((), (endpoints.save_directory(LISTED, ()),)),
    "save a directory of endpoints": lambda: (
        (endpoints.save_directory(LISTED, ()),),
        (endpoints.save_directory(replace(LISTED, version=1), ()),),
    ),
    "ask for an erasure": lambda: ((), person_requests.create(ASKED, "whom")),
    "ask for another erasure of one": lambda: (
        (),
        person_requests.create(replace(ASKED, id="per_B"), "whom")[1:],
    ),
    "begin an erasure that was asked for": lambda: (
        person_requests.create(ASKED, "whom"),
        (person_requests.begin(ASKED, START),),
    ),
    "create an erasure": lambda: ((), (erasures.save(ERASURE),)),
    "hand out a copy": lambda: ((), (exports.create(EXPORT, until=START),)),
    "save an erasure": lambda: (
        (erasures.save(ERASURE),),
        (erasures.save(replace(ERASURE, version=1)),),
    ),
    "claim a hire": lambda: ((), hires.claim(None, ONBOARDING, "hire-1")),
    "claim a hire anew": lambda: (
        (*onboardings.create(ONBOARDING), *hires.claim(None, ONBOARDING, "hire-1")),
        hires.claim(ONBOARDING, LATER, "hire-1"),
    ),
    "create a journey": lambda: ((), journeys.create(Transition(BEGUN), None)),
    "save a journey": lambda: (
        journeys.create(Transition(BEGUN), None),
        journeys.save(Transition(replace(BEGUN, version=1)), None),
    ),
    "reserve a name": lambda: ((), (lookups.reserve(ONBOARDING),)),
    "count a first message": lambda: (
        (),
        (messages.save("con_A", "can-1", Counted(), now=START),),
    ),
    "count a message": lambda: (
        (messages.save("con_A", "can-1", Counted(), now=START),),
        (messages.save("con_A", "can-1", Counted(version=1), now=START),),
    ),
    "store a notification": lambda: ((), (notifications.create(NOTIFICATION),)),
    "settle a notification": lambda: (
        (notifications.create(NOTIFICATION),),
        (
            notifications.save(
                NOTIFICATION, replace(NOTIFICATION, status=NotificationStatus.PROCESSED)
            ),
        ),
    ),
    "sweep a notification": lambda: (
        (notifications.create(NOTIFICATION),),
        (notifications.save(NOTIFICATION, replace(NOTIFICATION, sweeps=1)),),
    ),
    "reopen a notification": lambda: (
        (notifications.create(NOTIFICATION),),
        (notifications.save(NOTIFICATION, replace(NOTIFICATION, reopened_at=START)),),
    ),
    "reopen a notification again": lambda: (
        (notifications.create(replace(NOTIFICATION, reopened_at=1)),),
        (
            notifications.save(
                replace(NOTIFICATION, reopened_at=1), replace(NOTIFICATION, reopened_at=2)
            ),
        ),
    ),
    "create an onboarding": lambda: ((), onboardings.create(ONBOARDING)),
    "take an idempotency key": lambda: (
        (),
        onboardings.create(replace(ONBOARDING, key_digest="key-1"))[-1:],
    ),
    "save an onboarding": lambda: (
        onboardings.create(ONBOARDING),
        onboardings.save(ONBOARDING)[:1],
    ),
    "put a first policy": lambda: ((), policies.put("demo", DOCUMENT, before=0, now=START)[1:]),
    "put a policy": lambda: (
        policies.put("demo", DOCUMENT, before=0, now=START),
        policies.put("demo", DOCUMENT, before=1, now=START)[1:],
    ),
    "store a version": lambda: ((), policies.put("demo", DOCUMENT, before=0, now=START)[:1]),
    "pause a policy": lambda: (
        policies.put("demo", DOCUMENT, before=0, now=START),
        (policies.change("demo", Current(1), State.PAUSED, by="x", now=START),),
    ),
    "count a first delivery": lambda: ((), (unverified.save("con_A", None, Count(1, 9)),)),
    "count a delivery": lambda: (
        (unverified.save("con_A", None, Count(1, 9)),),
        (unverified.save("con_A", Count(1, 9), Count(2, 9)),),
    ),
    "count in a new period": lambda: (
        (unverified.save("con_A", None, Count(1, 9)),),
        (unverified.save("con_A", Count(1, 9), Count(1, 20)),),
    ),
    "store a client": lambda: ((), (clients.put(CLIENT),)),
    "rotate a secret": lambda: ((clients.put(CLIENT),), (a_rotation(CLIENT),)),
}
"""What is there, and a write that may be made once. Built in the test, under its mutant."""

MARKED: Final = keys.application("con_A", "can-1", "job-1")

OVERTAKEN: Final[dict[str, Case]] = {
    "mark an erased application": lambda: (
        (Put({"pk": MARKED.pk, "sk": MARKED.sk, "erased": True}),),
        (
            applications.request_check(
                connection_id="con_A",
                tenant="demo",
                candidate_id="can-1",
                job_id="job-1",
                now=START,
            ),
        ),
    ),
    "remove an application": lambda: (
        (applications.create(APPLICATION), applications.save(APPLICATION)),
        (applications.remove(APPLICATION),),
    ),
    "use up a state that is gone": lambda: ((), (authorizations.use_up("state"),)),
    "use up a transaction that is gone": lambda: ((), (expiring.use(keys.session("x")),)),
    "revoke a client that is gone": lambda: ((), (clients.revoke(CLIENT.client_id, START),)),
    "rotate a revoked client": lambda: (
        (clients.put(CLIENT), clients.revoke(CLIENT.client_id, START)),
        (a_rotation(CLIENT),),
    ),
    "save an endpoint that was set anew": lambda: (
        (endpoints.save(replace(ENDPOINT, created_at=START + 1)),),
        (endpoints.save(replace(ENDPOINT, version=1)),),
    ),
    "claim an account that moved on": lambda: (
        (connections.claim(None, replace(CONNECTION, version=5)),),
        (connections.claim(replace(CONNECTION, version=1), CONNECTION),),
    ),
    "claim a hire that is asked for again": lambda: (
        (
            *onboardings.create(ONBOARDING),
            *hires.claim(None, ONBOARDING, "hire-1"),
            onboardings.save(ONBOARDING)[0],
        ),
        hires.claim(ONBOARDING, LATER, "hire-1"),
    ),
    "claim a hire of another": lambda: (
        hires.claim(None, LATER, "hire-1"),
        hires.claim(ONBOARDING, ONBOARDING, "hire-1"),
    ),
    "pass an erased name": lambda: (
        tuple(next(erasures.begin(replace(ERASURE, markers=("marker",))))),
        (erasures.unmarked("marker"),),
    ),
    "wake a journey that is gone": lambda: ((), (journeys.wake(BEGUN.id, START),)),
    "wake an erased journey": lambda: (
        journeys.create(Transition(replace(BEGUN, erased_at=START)), None),
        (journeys.wake(BEGUN.id, START),),
    ),
    "begin an erasure that is over": lambda: (
        (*person_requests.create(ASKED, "whom"), ended(ASKED)),
        (person_requests.begin(ASKED, START),),
    ),
    "let an erasure wait that is over": lambda: (
        (*person_requests.create(ASKED, "whom"), ended(ASKED)),
        (person_requests.wait(ASKED, ends_by=None, tries=1),),
    ),
    "end an erasure a second time": lambda: (
        (*person_requests.create(ASKED, "whom"), ended(ASKED)),
        (ended(ASKED),),
    ),
    "put a policy where one was paused": lambda: (
        (
            *policies.put("demo", DOCUMENT, before=0, now=START),
            policies.change("demo", Current(1), State.PAUSED, by="x", now=START),
        ),
        policies.put("demo", DOCUMENT, before=1, now=START),
    ),
}
"""What was written meanwhile, and a write that must not be made any more."""


@pytest.mark.parametrize("name", TWICE)
def test_what_may_be_written_once_is_refused_a_second_time(name: str) -> None:
    """The second writer has read what was there before the first."""
    # GIVEN what is there, and a write
    before, writes = TWICE[name]()
    table = _table(before)
    table.write(*writes)
    after = dict(table._items)
    # WHEN it is made again
    with pytest.raises(ConditionFailedError):
        table.write(*writes)
    # THEN nothing has changed
    assert table._items == after


@pytest.mark.parametrize("name", OVERTAKEN)
def test_what_was_overtaken_is_refused(name: str) -> None:
    """Whatever came first counts."""
    # GIVEN what was written meanwhile
    before, writes = OVERTAKEN[name]()
    table = _table(before)
    after = dict(table._items)
    # WHEN a write is made by who has not seen it
    with pytest.raises(ConditionFailedError):
        table.write(*writes)
    # THEN nothing has changed
    assert table._items == after


def _table(writes: Writes) -> MemoryTable:
    table = MemoryTable()
    for write in writes:
        table.write(write)
    return table
