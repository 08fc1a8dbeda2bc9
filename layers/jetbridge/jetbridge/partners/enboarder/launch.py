"""Launching a workflow at Enboarder: once, whatever happens.

Enboarder has no idempotency key and takes a second launch under the same id, which messages the
new hire twice. So a launch is stored ahead, sent once, and an unknown outcome is looked up.

    1. the intent is stored             `requesting`
    2. POST …/startwf/…                 once
    3. the answer is committed          `launched`, `refused`, `not_performed`, `unknown_outcome`
    4. an unknown outcome is settled    by the reports: what is found there was launched
"""

import json
import logging
from collections.abc import Callable
from typing import Final, cast

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import idempotency
from jetbridge.model import outbound, work
from jetbridge.model.connection import Connection
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import Hindrance, OnboardingError
from jetbridge.model.outcome import Done, NotPerformed, Outcome, Refused, Unknown
from jetbridge.model.ports import HttpRequest, HttpResponse, QueueUnavailableError
from jetbridge.model.record import asdict, replace
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder import launch_reports, workflows
from jetbridge.partners.enboarder.answers import Launched, read_launch
from jetbridge.partners.enboarder.api import Api
from jetbridge.partners.enboarder.credentials import account_api, account_pair
from jetbridge.partners.enboarder.workflows import LaunchKind
from jetbridge.store import connections, onboardings
from jetbridge.store.table import Table
from jetbridge.vault.sealing import Vault

logger = logging.getLogger(__name__)

SETTLE: Final = "settle_launch"
"""The task that looks up a launch whose outcome is unknown."""
SETTLE_AFTER: Final = 60
"""Seconds after which it is looked up: a report is not there at once."""

_METRICS: Final = {
    Status.LAUNCHED: Metric.ONBOARDING_LAUNCHED,
    Status.REFUSED: Metric.ONBOARDING_REFUSED,
    Status.NOT_PERFORMED: Metric.ONBOARDING_NOT_PERFORMED,
    Status.UNKNOWN_OUTCOME: Metric.ONBOARDING_UNKNOWN,
}

type Call = Callable[[Api, Secret], HttpRequest]
type Read[T] = Callable[[HttpResponse], Outcome[T]]


def connected(table: Table, tenant: str) -> Connection:
    """Return the tenant's connection to Enboarder.

    Raises:
        OnboardingError: there is none with credentials.
    """
    found = connections.holder(table, enboarder.PARTNER, tenant)
    if not found or not found.has_credentials or found.status is ConnectionStatus.DISABLED:
        raise OnboardingError(Hindrance.NOT_CONNECTED)
    return found


def ready(context: Context, tenant: str) -> Connection:
    """Return the tenant's connection, with a token at hand before anything is stored.

    Raises:
        OnboardingError: it is not to be had; nothing was stored and nothing was launched.
    """
    connection = connected(context.table, tenant)
    token = context.broker.access_token(account_pair(context, connection))
    if isinstance(token, NotPerformed):
        raise OnboardingError(token)
    return connection


def send[T](context: Context, connection: Connection, call: Call, read: Read[T]) -> Outcome[T]:
    """Make one call and read its answer. A 401 or 403 by OAuth costs one fresh token."""
    api = account_api(context, connection.settings)
    source = account_pair(context, connection)
    sent = context.broker.send(source, lambda token: call(api, token))
    return read(sent.value) if isinstance(sent, Done) else sent


def launch(
    context: Context, connection: Connection, onboarding: Onboarding, body: dict[str, object]
) -> tuple[Onboarding, Outcome[Launched]]:
    """Send the stored intent once, and commit what came of it.

    `body` is what is launched, in the partner's names. What was to be launched is wiped, except
    where nothing was done and the queue will bring it again.
    """
    kind = cast("LaunchKind", onboarding.settings["kind"])
    with outbound.about(onboarding=onboarding.id):
        outcome = send(
            context,
            connection,
            lambda api, token: workflows.launch_request(api, kind, body, token),
            read_launch,
        )
    after = replace(onboarding, updated_at=context.clock.now())
    match outcome:
        case Done(value):
            after = launched(context.vault, after, value)
        case Refused():
            words = Secret(json.dumps(asdict(outcome.violation)))
            sealed = idempotency.seal(context.vault, after.id, onboardings.REFUSAL_FIELD, words)
            after = replace(after, status=Status.REFUSED, sealed_refusal=sealed, sealed_order="")
        case NotPerformed():
            after = replace(after, status=Status.NOT_PERFORMED)
        case Unknown():
            after = replace(after, status=Status.UNKNOWN_OUTCOME, sealed_order="")
    outbox.commit(context, *onboardings.save(after))
    logger.info("workflow", extra={"onboarding": after.id, "outcome": str(after.status)})
    context.meter.count(_METRICS[after.status])
    after = onboardings.stored(after)
    if isinstance(outcome, Unknown):
        look_up_later(context, after)
    return after, outcome


def launched(vault: Vault, onboarding: Onboarding, done: Launched) -> Onboarding:
    """Return the onboarding as one that runs; the partner's warning may quote a date."""
    sealed = ""
    if done.warning:
        words = Secret(done.warning)
        sealed = idempotency.seal(vault, onboarding.id, onboardings.WARNING_FIELD, words)
    reference = done.reference or onboarding.settings["externalId"]
    return replace(
        onboarding,
        status=Status.LAUNCHED,
        settings={**onboarding.settings, "reference": reference},
        sealed_warning=sealed,
        sealed_order="",
    )


def look_up_later(context: Context, onboarding: Onboarding) -> None:
    """Have an unknown outcome looked up. Where the queue fails, a repeat of the request does it."""
    message = work.onboarding_task(onboarding.id, SETTLE)
    try:
        context.queue.send([work.of_tenant(onboarding.tenant, message)], delay=SETTLE_AFTER)
    except QueueUnavailableError:
        logger.warning("it will not be looked up", extra={"onboarding": onboarding.id})


def settle(context: Context, onboarding: Onboarding) -> Onboarding:
    """Look a launch up whose outcome is unknown, and commit what the reports prove.

    They prove that it was launched where they show it. That they do not proves nothing.

    Raises:
        OnboardingError: the tenant is no longer connected, or the reports cannot be read.
    """
    connection = connected(context.table, onboarding.tenant)
    with outbound.about(onboarding=onboarding.id):
        found = launch_reports.show(context, connection, onboarding.settings["externalId"])
    if not found:
        return onboarding
    after = replace(launched(context.vault, onboarding, Launched()), updated_at=context.clock.now())
    outbox.commit(context, *onboardings.save(after))
    logger.info("launch found in the reports", extra={"onboarding": onboarding.id})
    context.meter.count(Metric.ONBOARDING_LAUNCHED)
    return onboardings.stored(after)
