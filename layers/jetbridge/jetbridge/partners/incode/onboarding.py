"""An onboarding at Incode: one person asked to prove who they are.

Source: the partner's page "B2B - Request New Onboarding API".

    1. an access token is obtained           repeatable, nothing stored yet
    2. the intent is stored                  the onboarding, and its idempotency key
    3. POST …/request-new                    once; each call makes a session, maybe a message
    4. the answer is committed               status, sealed link

A request whose answer never came is `unknown_outcome`. A repeat under the same key asks again for
a link, which sends no message; an SMS or an e-mail is not sent twice.
"""

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from jetbridge.broker.failures import not_performed
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import idempotency, links
from jetbridge.model import outbound, work
from jetbridge.model.errors import Violation
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.onboarding import Onboarding, Repeat, Status, of_interview, on_repeat
from jetbridge.model.onboarding_error import BUSY, Hindrance, OnboardingError
from jetbridge.model.onboarding_request import Answer, Asked
from jetbridge.model.outcome import Done, NotPerformed, Outcome, Refused, Unknown
from jetbridge.model.record import asdict, replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.secret import Secret
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import refusals, verdicts, waits
from jetbridge.partners.incode.api import Order, Started
from jetbridge.partners.incode.credentials import client_pair, configured_api
from jetbridge.partners.incode.waits import Woken
from jetbridge.store import keys, lookups, onboardings
from jetbridge.store.table import ConditionFailedError, Write, WriteConflictError
from jetbridge.vault.sealing import Vault
from jetbridge.vault.secrets import SecretUnavailableError
from jetbridge.web.reading import Reading

logger = logging.getLogger(__name__)

problem = refusals.problem

_COMMITS: Final = 3
"""How often the commit of an answer is tried: what waits for it may be written meanwhile."""

_METRICS: Final = {
    Status.REQUESTED: Metric.ONBOARDING_REQUESTED,
    Status.REFUSED: Metric.ONBOARDING_REFUSED,
    Status.NOT_PERFORMED: Metric.ONBOARDING_NOT_PERFORMED,
    Status.UNKNOWN_OUTCOME: Metric.ONBOARDING_UNKNOWN,
}


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked. See `jetbridge.web.orders.ReadsOrders`."""
    from jetbridge.partners.incode import bodies

    return bodies.read_order(sent, reading)


def request(context: Context, asked: Asked, order: Order) -> Answer:
    """Request an onboarding, or answer a repeat as the first time.

    Args:
        context: the ports.
        asked: who asks, and how the request is recognised when it comes again.
        order: what is asked of Incode, already checked.

    Raises:
        OnboardingError: there is none.
    """
    known = idempotency.known(context, asked)
    if known:
        return _repeat(context, known, asked, order)
    api = _ready(context)
    now = context.clock.now()
    onboarding = Onboarding(
        id=f"onb_{context.ids.handle()}",
        tenant=asked.identity.tenant,
        client_id=asked.identity.client_id,
        partner=incode.PARTNER,
        status=Status.REQUESTING,
        notification_type=order.notification_type,
        external_customer_id=order.external_customer_id or "",
        link_minutes=order.link_validity_minutes or context.settings.incode_link_minutes,
        digest=asked.digest,
        created_at=now,
        updated_at=now,
        journey_id=asked.journey_id,
        candidate_digest=_candidate(asked.identity.tenant, order),
    )
    return _ask(context, api, _stored(context, onboarding, asked), order)


def _candidate(tenant: str, order: Order) -> str:
    return keys.within(tenant, order.candidate_id) if order.candidate_id else ""


def _stored(context: Context, onboarding: Onboarding, asked: Asked) -> Onboarding:
    """Store a new onboarding under an id that names it alone, and return it as stored.

    Raises:
        OnboardingError: the same request is under way at this moment.
    """
    own = onboarding.external_customer_id or onboarding.id
    for correlation_id in (own, onboarding.id):
        if not lookups.is_free(context.table, incode.PARTNER, correlation_id):
            continue
        new = replace(onboarding, external_customer_id=own, correlation_id=correlation_id)
        with suppress(ConditionFailedError):
            return idempotency.add(context, new, asked, lookups.reserve(new))
        # The id was taken at this moment, or the request was.
        idempotency.not_under_way(context, asked)
    raise OnboardingError(BUSY, keyed=asked.key is not None)


def _repeat(context: Context, known: Onboarding, asked: Asked, order: Order) -> Answer:
    """Answer a repeat of `known`, or ask the partner again where that is harmless."""
    match on_repeat(known, now=context.clock.now()):
        case Repeat.WAIT:
            raise OnboardingError(BUSY)
        case Repeat.TELL:
            raise OnboardingError(Hindrance.NOT_REPEATED, known)
        case Repeat.REFUSE:
            raise OnboardingError(Refused(violation=_stored_refusal(context.vault, known)), known)
        case Repeat.ANSWER:
            return Answer(known, links.stored(context, known))
        case Repeat.ASK_AGAIN:
            api = _ready(context)
            return _ask(context, api, idempotency.again(context, known, asked), order)


def _ready(context: Context) -> incode.Api:
    """Make sure of the API key and a token before anything is stored.

    Raises:
        OnboardingError: they are not to be had; nothing was stored and nothing was sent.
    """
    missing = context.broker.ready(client_pair(context))
    if missing:
        raise _not_ready(context.meter, missing)
    try:
        return configured_api(context)
    except SecretUnavailableError as failure:
        raise _not_ready(context.meter, not_performed(failure)) from None


def _not_ready(meter: Meter, missing: NotPerformed) -> OnboardingError:
    if missing.is_about_credentials:
        why = missing.detail or f"refused with {missing.status}"
        logger.warning("not set up for Incode", extra={"why": why, "error": missing.error})
    meter.count(Metric.ONBOARDING_NOT_PERFORMED)
    return OnboardingError(missing)


def _ask(context: Context, api: incode.Api, onboarding: Onboarding, order: Order) -> Answer:
    """Send the stored request once, and commit what came of it.

    Raises:
        OnboardingError: the partner refused, did nothing, or what it did is not known.
    """
    sent_id = onboarding.correlation_id or onboarding.external_customer_id
    named = replace(order, external_customer_id=sent_id)
    with outbound.about(onboarding=onboarding.id):
        outcome = _send(context, api, named)
    after = replace(onboarding, updated_at=context.clock.now())
    match outcome:
        case Done(started):
            after = _requested(context.vault, after, started)
        case Refused():
            after = replace(
                after,
                status=Status.REFUSED,
                sealed_refusal=_seal_refusal(context.vault, after, outcome),
            )
        case NotPerformed():
            after = replace(after, status=Status.NOT_PERFORMED)
        case Unknown():
            after = replace(after, status=Status.UNKNOWN_OUTCOME)
    _commit(context, after)
    facts = {"onboarding": after.id, "outcome": str(after.status)}
    logger.info("onboarding requested", extra=facts)
    context.meter.count(_METRICS[after.status])
    match outcome:
        case Done(started):
            return Answer(after, started.link)
        case Refused() | NotPerformed() | Unknown():
            raise OnboardingError(outcome, after)


def _send(context: Context, api: incode.Api, order: Order) -> Outcome[Started]:
    sent = context.broker.send(
        client_pair(context), lambda token: incode.onboarding_request(api, order, token)
    )
    return incode.read_onboarding(order, sent.value) if isinstance(sent, Done) else sent


def _requested(vault: Vault, onboarding: Onboarding, started: Started) -> Onboarding:
    sealed = (
        idempotency.seal(vault, onboarding.id, onboardings.LINK_FIELD, started.link)
        if started.link
        else ""
    )
    return replace(
        of_interview(onboarding, started.interview_id or ""),
        status=Status.REQUESTED,
        expires_at=onboarding.updated_at + onboarding.link_minutes * 60,
        sealed_link=sealed,
    )


def _commit(context: Context, after: Onboarding) -> None:
    """Commit what the partner answered.

    Where its answer names an interview, the onboarding is found by it, and the events that wait
    for it are taken up again. What another process writes of these costs no answer: it is read
    again.

    Raises:
        ConditionFailedError: the onboarding itself was written meanwhile.
    """
    for left in reversed(range(_COMMITS)):
        found_by, woken = _found_by(context, after)
        try:
            outbox.commit(context, *onboardings.save(after), *found_by, *woken.writes)
        except (ConditionFailedError, WriteConflictError):
            if not left:
                raise
            continue
        messages = [work.notification(incode.PARTNER, each) for each in woken.event_ids]
        outbox.have_done(context.queue, [work.of_tenant(after.tenant, each) for each in messages])
        return


def _found_by(context: Context, onboarding: Onboarding) -> tuple[tuple[Write, ...], Woken]:
    """Return the writes by which an interview leads to its onboarding, and what waits for it."""
    interview_id = onboarding.interview_id
    if not interview_id:
        return (), Woken()
    found_by = lookups.interview(onboarding, interview_id, on_word_of=EVERY_TENANT)
    tenants = lookups.listeners(onboarding, EVERY_TENANT)
    woken = waits.woken(context, tenants, interview_id)
    return (*found_by, *verdicts.watch(context, onboarding)), woken


def _seal_refusal(vault: Vault, onboarding: Onboarding, refused: Refused) -> str:
    """Seal the partner's words: they may quote what the caller sent."""
    words = Secret(json.dumps(asdict(refused.violation)))
    return idempotency.seal(vault, onboarding.id, onboardings.REFUSAL_FIELD, words)


def _stored_refusal(vault: Vault, onboarding: Onboarding) -> Violation:
    words = idempotency.open_(
        vault, onboarding, onboardings.REFUSAL_FIELD, onboarding.sealed_refusal
    )
    return Violation(**json.loads(words.reveal()))
