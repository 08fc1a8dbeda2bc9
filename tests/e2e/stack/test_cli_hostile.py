"""What others wrote, in the lists and on the screens of every command: shown, never obeyed."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import signing
from jetbridge.model import events, webhook
from jetbridge.model.audit import Action, Change, Outcome
from jetbridge.model.company import Act, Attempt, Attempts, Company, Line, Why
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.erasure import Erasure, Remains
from jetbridge.model.export import Export
from jetbridge.model.journey import Entry, Reason, StepState, StepStatus, What
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.journey_transition import Transition
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.policy import Json
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.model.tenant import Tenant
from jetbridge.model.webhook import DeliveryStatus, Endpoint
from jetbridge.oauth import clients
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store import (
    audit,
    companies,
    company_attempts,
    connections,
    deliveries,
    endpoints,
    erasures,
    exports,
    journeys,
    notifications,
    policies,
    tenants,
)
from jetbridge.store.policies import State
from jetbridge.store.table import Table
from jetbridge_cli import operating
from jetbridge_cli.failure import CommandError
from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import Operator
from tests.fakes.journeys import BEGUN
from tests.support.commands import EVERY
from tests.support.terminal import is_harmless

EVIL: Final = "[/oops]\x1b]8;;https://evil.test\x1b\\ab\tc\nd\x9b31m\u202e\x7f"
"""Rich's markup, a terminal's link, a tab, a line break, an eight-bit control, a change of
direction, and what deletes a letter."""
SHOWN: Final = "[/oops]\\x1b]8;;https://evil.test\\x1b\\ab\\tc\\nd\\x9b31m\\u202e\\x7f"
TENANT: Final = "cli-hostile"
WHOSE: Final = ("--tenant", TENANT)
COMPANY: Final = "hostile-company"
START: Final = int(time.time())
"""The stack's time: what is long over is not shown."""
FAR: Final = 4_000_000_000
"""A moment that does not come while the stack runs."""
CLIENT: Final = f"jb_ci_{'h' * 16}"
POLICY: Final[dict[str, Json]] = {
    "schema": "jetbridge.policy/1",
    "steps": [{"name": "tell", "kind": "report"}],
}

COMMANDS: Final = {
    "audit export": WHOSE,
    "audit list": WHOSE,
    "audit verify": WHOSE,
    "clients list": WHOSE,
    "clients revoke": (CLIENT,),
    "clients rotate": (CLIENT,),
    "companies allow": (COMPANY, "--tenant", "another"),
    "companies list": WHOSE,
    "companies revoke": (COMPANY, "--tenant", "another"),
    "companies show": (COMPANY,),
    "connections attempts": ("--company", COMPANY),
    "connections disconnect": ("con_hostile",),
    "connections links": WHOSE,
    "connections list": WHOSE,
    "connections release": (COMPANY,),
    "connections show": ("con_hostile",),
    "doctor": (),
    "notifications dead-letters": (),
    "notifications list": ("--partner", "incode", "--status", "ignored"),
    "journeys approve": ("jny_hostile",),
    "journeys cancel": ("jny_hostile",),
    "journeys list": WHOSE,
    "journeys new-link": ("jny_hostile",),
    "journeys retry": ("jny_hostile",),
    "journeys show": ("jny_hostile",),
    "people erase": (*WHOSE, "--application", "app-hostile"),
    "people erasures": WHOSE,
    "people export": ("/dev/null", *WHOSE, "--application", "app-hostile"),
    "people exports": WHOSE,
    "people lift": (*WHOSE, "--application", "app-hostile"),
    "policy remove": WHOSE,
    "policy show": WHOSE,
    "secrets status": (),
    "status": (),
    "tenants list": (),
    "tenants offboard": (TENANT,),
    "tenants show": (TENANT,),
    "webhooks endpoints": WHOSE,
    "webhooks failed": WHOSE,
    "webhooks list": WHOSE,
    "webhooks remove": WHOSE,
    "webhooks replay": (*WHOSE, "nothing"),
    "webhooks rotate": WHOSE,
    "webhooks show": WHOSE,
}
"""How each command is called that shows what is stored. What asks is answered with a no."""

WITHOUT: Final = {
    "audit export",
    "audit verify",
    "clients revoke",
    "clients rotate",
    "journeys new-link",
    "policy remove",
    "companies allow",
    "companies list",
    "companies revoke",
    "connections disconnect",
    "connections links",
    "connections release",
    "doctor",
    "journeys list",
    "people export",
    "people lift",
    "webhooks replay",
    "webhooks rotate",
}
"""Those of them that show other members only, or fail before they show anything."""

SHOW_NOTHING: Final = {
    "brand reset",
    "brand set",
    "brand show",
    "clients create",
    "companies adopt",
    "connections link",
    "connections revoke-link",
    "demo",
    "env",
    "notifications replay",
    "notifications replay-dead-letters",
    "policy dry-run",
    "policy pause",
    "policy resume",
    "policy put",
    "policy sample",
    "policy schema",
    "policy validate",
    "restore apply",
    "restore changes",
    "restore check",
    "retention apply",
    "retention list",
    "secrets keys",
    "secrets reseal",
    "secrets retire-key",
    "secrets rotate-keyring",
    "secrets set",
    "tenants add",
    "up",
    "visit",
    "webhooks set",
    "webhooks test",
}
"""Commands that show what the operator gave, what is ours, or counts."""

NOT_STORED: Final = {"onboardbase projects", "onboardbase pull", "secrets test"}
"""Commands that show a partner's answer, by the same functions as the lists above."""


def fill(operator: Operator, name: str, members: Mapping[str, str]) -> None:
    """Store what a secret holds."""
    operator.secrets().put_secret_value(
        SecretId=f"jetbridge-local-{name}", SecretString=json.dumps(dict(members))
    )


@pytest.fixture(scope="module")
def operator(stack: LocalStack) -> Iterator[Operator]:
    """Return an operator of a stack whose items hold what others may write."""
    operator = Operator(stack)
    table = operator.table()
    stores = (_audit, _connection, _company, _notification, _journey, _erasure, _export, _policy)
    for store in stores:
        store(table)
    table.write(tenants.add(Tenant(TENANT, EVIL, START)))
    _endpoint(table, operating.context(operator.deployment()))
    keyring = operator.secret("KeyringSecret")
    fill(operator, "KeyringSecret", {**keyring, EVIL: "malformed"})
    dead = operator.deployment().output("DeadLettersUrl")
    operator.deployment().sqs().send_message(
        QueueUrl=dead, MessageBody=json.dumps({"kind": "poison", "event_id": EVIL})
    )
    yield operator
    fill(operator, "KeyringSecret", keyring)
    operator.deployment().sqs().purge_queue(QueueUrl=dead)


def _audit(table: Table) -> None:
    change = Change(Action.COMPANY_ALLOW, TENANT, EVIL, "request", (EVIL,))
    audit.append(table, change, Outcome.BEGUN, now=START, keep=FAR)


def _connection(table: Table) -> None:
    """Store a connection that hostile parties have filled in."""
    connection = Connection(
        id="con_hostile",
        tenant=TENANT,
        partner="smartrecruiters",
        account=EVIL,
        status=Status.NEEDS_RECONNECT,
        reason=EVIL,
        created_at=START,
        updated_at=START,
        settings={"integrationId": EVIL},
        scopes=(EVIL,),
        health=Health(1, START, EVIL),
    )
    table.write(*connections.save(None, connection, by=EVIL))
    client, _ = clients.new_client(
        RandomIds(),
        SystemClock(),
        kind=ClientKind.API,
        tenant=TENANT,
        name=EVIL,
        scopes=[Scope.JOURNEYS_READ],
    )
    table.write(clients.put(replace(client, client_id=CLIENT)))


def _company(table: Table) -> None:
    before = Company(COMPANY)
    table.write(companies.save(before, replace(before, tenant=TENANT, owned=True, since=START)))
    table.write(companies.line(before, Line(START, Act.TAKEN, TENANT, EVIL, EVIL), number=1))
    attempt = Attempt(START, "another", EVIL, Why.OWNED)
    table.write(company_attempts.note(Attempts(COMPANY), attempt))


def _notification(table: Table) -> None:
    notification = Notification(
        partner="incode",
        event_id=EVIL,
        event_type=EVIL,
        tenant=TENANT,
        connection_id="",
        received_at=START,
        status=NotificationStatus.IGNORED,
        note=EVIL,
        facts={EVIL: EVIL},
    )
    table.write(notifications.create(notification))


def _journey(table: Table) -> None:
    table.write(*policies.put(TENANT, POLICY, before=0, now=START))
    step = StepState(status=StepStatus.HELD, reason=Reason.REFUSED, fault=EVIL)
    journey = replace(
        BEGUN,
        id="jny_hostile",
        tenant=TENANT,
        company_id=EVIL,
        candidate_id=EVIL,
        job_id=EVIL,
        application_id="app-hostile",
        status=JourneyStatus.NEEDS_ATTENTION,
        reason=Reason.REFUSED,
        steps=(step,),
    )
    entry = Entry(What.APPROVED, START, step="tell", partner=EVIL, by=EVIL)
    table.write(*journeys.create(Transition(journey, (entry,)), None))


def _endpoint(table: Table, context: Context) -> None:
    sealed = signing.sealed(context.vault, TENANT, [(signing.new_secret(context.ids), None)])
    url = f"https://hostile.test/{EVIL}"
    table.write(endpoints.save(Endpoint(TENANT, url, (EVIL,), sealed, START, START)))
    event = events.of_journey(replace(BEGUN, tenant=TENANT), 7, 0, Entry(What.COMPLETED, START))
    assert event
    begun = webhook.begun(replace(event, type=EVIL))
    dead = replace(webhook.over(begun, DeliveryStatus.DEAD, START, EVIL), attempts=10)
    table.write(deliveries.create(dead))
    late = events.of_journey(replace(BEGUN, tenant=TENANT), 7, 1, Entry(What.COMPLETED, START))
    assert late
    waiting = replace(webhook.begun(replace(late, type=EVIL)), outcome=EVIL, attempts=1)
    table.write(deliveries.create(replace(waiting, next_at=FAR)))


def _erasure(table: Table) -> None:
    remains = (Remains(EVIL, EVIL, EVIL, EVIL),)
    erasure = Erasure("202611-hostile", TENANT, EVIL, START, remains=remains, lifted_by=EVIL)
    table.write(erasures.save(erasure))


def _export(table: Table) -> None:
    receipt = Export("202611-hostile", TENANT, EVIL, START, {EVIL: 1}, (EVIL,))
    table.write(exports.create(receipt, until=2**40))


def _policy(table: Table) -> None:
    known = policies.latest(table, TENANT)
    table.write(policies.change(TENANT, known, State.PAUSED, by=EVIL, now=START))


def test_every_command_is_tried_here_or_shows_nothing_of_others() -> None:
    """A new one is put into one of the lists."""
    assert set(EVERY) == COMMANDS.keys() | SHOW_NOTHING | NOT_STORED


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_what_is_stored_is_shown_and_not_obeyed(operator: Operator, name: str) -> None:
    """Whether a command goes through, is declined or fails."""
    # GIVEN a command about items that hold what others wrote
    # WHEN it is run, and a question is answered with a no
    result = operator.result(*name.split(), *COMMANDS[name], typed="n\n")
    # THEN it ends as commands end, and prints nothing that a terminal obeys
    assert result.exception is None or isinstance(result.exception, (CommandError, SystemExit))
    assert result.exit_code != 2, result.output
    assert is_harmless(result.output)
    # AND what was written can be read
    assert SHOWN in result.output or name in WITHOUT
