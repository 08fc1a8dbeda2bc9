"""One delivery: the queue's work of the kind `delivery`.

    1. a permit is taken              or the delivery waits for one: that is no attempt
    2. the delivery is claimed        one attempt at a time, by a lease; the attempt is counted
    3. the event is signed and sent   its link is opened for it, and stored nowhere
    4. what came of it is committed   delivered, or when it is tried again, or that it is given up

A crash after 2 leaves a lease that ends, and the schedule finds the delivery then. So every event
comes at least once, each time under the same id. An attempt counts whatever happens in it, so that
the attempts end even where each of them kills its process. A delivery that is given up is among the
dead letters before it counts as dead: the operator hears of it, and may have it sent again.
"""

import logging
from typing import Final

from jetbridge.broker.retries import asked_wait
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import limiter, signing
from jetbridge.flows.onboarding import links
from jetbridge.flows.schedule.dispatch import name_in
from jetbridge.model import events, outbound, pause, trace, webhook, work
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import (
    Http,
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    QueueUnavailableError,
)
from jetbridge.model.record import replace
from jetbridge.model.webhook import Delivery, DeliveryStatus, Endpoint, EndpointStatus
from jetbridge.model.work import Message
from jetbridge.store import deliveries, endpoints, keys
from jetbridge.store import outbox as stored_events
from jetbridge.store.table import Check, ConditionFailedError, Key, Table, WriteConflictError
from jetbridge.vault.sealing import UnsealableError
from jetbridge.vault.secrets import SecretUnavailableError

logger = logging.getLogger(__name__)

_GONE: Final = 410
_ENDPOINT: Final = "tenant"
"""What the log calls an endpoint, where it names partners."""
_METRICS: Final = {
    "endpoint.failing": Metric.ENDPOINT_FAILING,
    "endpoint.disabled": Metric.ENDPOINT_DISABLED,
}
_SOON: Final = 900
"""Seconds: the longest wait that the queue keeps. Longer ones are the schedule's."""


def post(context: Context, message: Message) -> None:
    """Make an attempt at a delivery that waits for one. A repeat finds nothing to do."""
    found = deliveries.get(
        context.table,
        str(message.get("journey_id")),
        str(message.get("event_id")),
        work.endpoint_in(message),
    )
    now = context.clock.now()
    if found and found.status is DeliveryStatus.DEAD and message.get("anew") is True:
        found = webhook.renewed(found, now)
    if found is None or found.status is not DeliveryStatus.WAITING or now < found.next_at:
        return
    with trace.following(found.event.traceparent):  # however long ago it happened
        _post(context, found, now)


def _post(context: Context, found: Delivery, now: int) -> None:
    endpoint = endpoints.get(context.table, found.event.tenant, found.further)
    try:
        if endpoint is None or webhook.is_for_earlier(found, endpoint):
            _settle(context.table, webhook.over(found, DeliveryStatus.DROPPED, now, "no_endpoint"))
        elif found.tried_out:
            _give_up(context, found, found.outcome or "interrupted")
        elif endpoint.paused_at is not None:
            _settle(context.table, pause.held(found, now))
        elif endpoint.status is EndpointStatus.DISABLED:
            _give_up(context, found, "endpoint_disabled")
        else:
            _take_turn(context, endpoint, pause.released(found, now))
    except ConditionFailedError:
        logger.info("another worker makes this delivery", extra={"event": found.event.id})


def look(context: Context, message: Message) -> None:
    """Look at an endpoint. A repeat finds nothing to do.

    Where it has taken nothing for an hour that is told, and what a pause has held is sent.
    """
    from jetbridge.flows.event.webhooks import pauses  # once in many messages

    tenant, further = str(message.get("tenant")), work.endpoint_in(message)
    found = endpoints.get(context.table, tenant, further)
    if found and found.tells_of_failure:
        _note(context, found, webhook.failed(found, context.clock.now()))
        found = endpoints.get(context.table, tenant, further)
    pauses.end(context, message, found)


def close(context: Context, key: Key) -> None:
    """Say on a delivery that it was given up before an attempt could even begin.

    Raises:
        ConditionFailedError: it was written at this moment; it may go on after all.
    """
    found = deliveries.get(context.table, name_in(key), *keys.delivery_in(key))
    if found and found.status is DeliveryStatus.WAITING:
        now = context.clock.now()
        _settle(context.table, webhook.over(found, DeliveryStatus.DEAD, now, "did_not_finish"))
        context.meter.count(Metric.WEBHOOK_GIVEN_UP)


def replay(context: Context, delivery: Delivery) -> None:
    """Have a delivery that was given up made from the beginning.

    Raises:
        ConditionFailedError: another worker has done so at this moment.
    """
    context.table.write(deliveries.save(webhook.renewed(delivery, context.clock.now())))
    outbox.have_sent(context.webhooks, delivery)


def send(http: Http, request: HttpRequest) -> tuple[str, HttpResponse | None]:
    """Send a webhook once. Return what came of it in a word, and the answer, if one came."""
    try:
        with outbound.about(partner=_ENDPOINT):
            response = http.send(request)
    except NotSentError:
        return "unreachable", None
    except NoAnswerError:
        return "no_answer", None
    return f"http_{response.status}", response


def is_taken(response: HttpResponse | None) -> bool:
    """Return whether an answer says that the webhook was taken: any 2xx, and nothing else."""
    return response is not None and response.is_success


def _take_turn(context: Context, endpoint: Endpoint, found: Delivery) -> None:
    with limiter.admitted(context, found) as admission:
        if isinstance(admission, limiter.Full):
            _defer(context, found, admission.longest)
        else:
            _attempt(context, endpoint, found, admission)


def _defer(context: Context, found: Delivery, longest: int) -> None:
    now, wait = context.clock.now(), webhook.permit_wait(found, longest)
    if now >= found.since + webhook.DEFERRED_FOR:
        _give_up(context, found, "endpoint_busy")
        return
    context.table.write(deliveries.save(webhook.deferred(found, now, wait)))
    context.meter.count(Metric.WEBHOOK_DEFERRED)
    outbox.have_sent(context.webhooks, found, delay=wait)


def _attempt(
    context: Context, endpoint: Endpoint, found: Delivery, admission: limiter.Admission
) -> None:
    began = context.clock.now()
    claimed = webhook.claimed(found, began)
    context.table.write(deliveries.save(claimed))
    mine = deliveries.stored(claimed)
    outcome, response = _sent(context, endpoint, mine, admission.seconds)
    now = context.clock.now()
    admission.timed_out = not is_taken(response) and now - began >= limiter.LONG
    if is_taken(response):
        _settle(context.table, webhook.over(mine, DeliveryStatus.DELIVERED, now, outcome))
        context.meter.count(Metric.WEBHOOK_DELIVERED)
        _note(context, endpoint, webhook.succeeded(endpoint))
        return
    context.meter.count(Metric.WEBHOOK_FAILED)
    gone = response is not None and response.status == _GONE
    gone = gone and _note(context, endpoint, webhook.disabled(endpoint), deliveries.held(mine))
    if not gone:
        _note(context, endpoint, webhook.failed(endpoint, now), deliveries.held(mine))
    if gone or mine.tried_out:
        _give_up(context, mine, outcome)
        return
    wait = webhook.next_wait(mine, asked_wait(response) if response else 0)
    _settle(context.table, webhook.delayed(mine, now, outcome, wait))
    if wait <= _SOON:
        outbox.have_sent(context.webhooks, mine, delay=wait)


def _sent(
    context: Context, endpoint: Endpoint, mine: Delivery, seconds: float
) -> tuple[str, HttpResponse | None]:
    """Sign and send. Whatever fails in it is the attempt's outcome, and the next one follows."""
    try:
        request = signing.request(context, endpoint, links.added(context, mine.event), seconds)
        with outbound.about(journey=mine.journey_id, earlier=mine.attempts - 1):
            return send(context.http, request)
    except (UnsealableError, SecretUnavailableError) as why:
        facts = {"event": mine.event.id, "error": type(why).__name__}
        logger.warning("webhook not signed", extra=facts)
        return "not_signed", None
    except Exception:
        logger.exception("webhook failed", extra={"event": mine.event.id})
        context.meter.count(Metric.UNEXPECTED_ERROR)
        return "failed", None


def _note(context: Context, before: Endpoint, after: Endpoint, *mine: Check) -> bool:
    """Store what became of an endpoint, with its event.

    Tells whether the endpoint was as it had been read, and the attempt still `mine`: an attempt
    that stalled until another one was made says nothing about the endpoint any more.
    """
    if after == before:
        return True
    after = replace(after, updated_at=context.clock.now())
    event = events.of_endpoint(before, after)
    try:
        outbox.commit(
            context,
            endpoints.save(after),
            *mine,
            *([stored_events.record(event)] if event else []),
        )
    except (ConditionFailedError, WriteConflictError):
        return False
    if event:
        facts = {"tenant": after.tenant, "endpoint": after.id, "event": event.type}
        logger.warning("webhook endpoint", extra=facts)
    if event and event.type in _METRICS:
        context.meter.count(_METRICS[event.type])
    return True


def _give_up(context: Context, mine: Delivery, outcome: str) -> None:
    now = context.clock.now()
    letter = work.from_the_start(work.delivery(mine.journey_id, mine.event.id, mine.further))
    try:
        context.dead_letters.send([work.of_tenant(mine.event.tenant, letter)])
    except QueueUnavailableError:
        logger.warning("dead letter not taken", extra={"event": mine.event.id})
        if mine.needs_letter:
            _settle(context.table, webhook.kept(mine, now, outcome, _SOON))
            return
    _settle(context.table, webhook.over(mine, DeliveryStatus.DEAD, now, outcome))
    context.meter.count(Metric.WEBHOOK_GIVEN_UP)


def _settle(table: Table, after: Delivery) -> None:
    table.write(deliveries.save(after))
    facts = {
        "journey": after.journey_id,
        "event": after.event.id,
        "endpoint": after.endpoint_id,
        "attempt": after.attempts,
        "outcome": after.outcome,
        "status": str(after.status),
    }
    logger.info("webhook", extra=facts)
