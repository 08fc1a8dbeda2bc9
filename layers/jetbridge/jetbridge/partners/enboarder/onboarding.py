"""An onboarding at Enboarder: a workflow launched for a hire, now or through the queue.

One onboarding stands for a hire, under whatever idempotency key it comes, until it is refused, not
performed or cancelled (`jetbridge.partners.enboarder.launched_hires`).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency
from jetbridge.model import work
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding, Status
from jetbridge.model.onboarding_error import BUSY, Hindrance, OnboardingError
from jetbridge.model.onboarding_request import Answer, Asked
from jetbridge.model.outcome import Done, NotPerformed, Outcome, Refused, Unknown
from jetbridge.model.ports import QueueUnavailableError
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder import launch, launched_hires, refusals, workflows
from jetbridge.partners.enboarder.answers import Launched
from jetbridge.partners.enboarder.launched_hires import Hire
from jetbridge.partners.enboarder.workflows import Order
from jetbridge.store import keys, onboardings
from jetbridge.web.reading import Reading

problem = refusals.problem


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked. See `jetbridge.web.orders.ReadsOrders`."""
    from jetbridge.partners.enboarder import bodies

    return bodies.read_order(sent, reading)


def request(context: Context, asked: Asked, order: Order) -> Answer:
    """Launch a workflow, or answer a repeat as the first time.

    Args:
        context: the ports.
        asked: who asks, and how the request is recognised when it comes again.
        order: what is launched, already checked.

    Raises:
        OnboardingError: there is none.
    """
    hire = launched_hires.named(asked.identity.tenant, order, asked.journey)
    company = hire.company if hire else ""
    known = _known(context, asked, hire)
    if known:
        return _repeat(context, known, asked, order, company)
    connection = launch.ready(context, asked.identity.tenant)
    new = _new(context, asked, order, hire, Status.REQUESTING)
    stored = idempotency.create(
        context, new, asked, *launched_hires.claim(context.table, new, company)
    )
    return _answer(context, *launch.launch(context, connection, stored, _body(stored, order)))


def enqueue(
    context: Context, identity: Identity, orders: Sequence[Order], *, idempotency_key: str | None
) -> list[Onboarding | ApiProblem]:
    """Store what is to be launched, each for itself, and have the worker launch it.

    A message names an onboarding and nothing else: what is launched lies sealed in it. Where the
    queue fails, the reconciler puts the messages in.

    Returns:
        For each order the onboarding that stands for it, or why there is none.

    Raises:
        ApiProblem: 409, the tenant is not connected.
    """
    try:
        launch.connected(context.table, identity.tenant)
    except OnboardingError as error:
        raise problem(error) from None
    taken = list[Onboarding | ApiProblem]()
    for index, order in enumerate(orders):
        key = None if idempotency_key is None else f"{idempotency_key} #{index}"
        try:
            taken.append(_queued(context, idempotency.asked(identity, key, order), order))
        except OnboardingError as error:
            taken.append(problem(error))
    waiting = {
        each.id: work.of_tenant(each.tenant, work.launch(each.id))
        for each in taken
        if isinstance(each, Onboarding) and each.status is Status.QUEUED
    }
    try:
        context.queue.send([*waiting.values()])
    except QueueUnavailableError:
        launch.logger.warning("queued launches wait for the reconciler")
    return taken


def _queued(context: Context, asked: Asked, order: Order) -> Onboarding:
    hire = launched_hires.named(asked.identity.tenant, order, None)
    known = _known(context, asked, hire)
    if known:
        return known
    new = _new(context, asked, order, hire, Status.QUEUED)
    words = Secret(json.dumps(_body(new, order)))
    sealed = idempotency.seal(context.vault, new.id, onboardings.ORDER_FIELD, words)
    new = replace(new, sealed_order=sealed)
    return idempotency.create(context, new, asked, *launched_hires.claim(context.table, new, ""))


def _known(context: Context, asked: Asked, hire: Hire | None) -> Onboarding | None:
    """Return the onboarding that the request led to before, or that stands for the same hire.

    Raises:
        OnboardingError: another request stands for the hire, or the key is of another request.
    """
    found = idempotency.known(context, asked)
    if found or hire is None:
        return found
    standing = launched_hires.standing(context.table, asked.identity.tenant, hire)
    if standing is None:
        return None
    # Without a key nothing tells whether this is the same request again.
    if not asked.digest or not asked.is_of(standing):
        raise OnboardingError(Hindrance.ALREADY_REQUESTED, standing)
    return standing


def _repeat(
    context: Context, known: Onboarding, asked: Asked, order: Order, company: str
) -> Answer:
    """Answer a repeat: as the first time, after a look-up, or by launching what was not."""
    under_way = context.clock.now() < known.updated_at + REQUEST_LEASE
    match known.status:
        case Status.REQUESTING if under_way:
            raise OnboardingError(BUSY)
        case Status.REQUESTING | Status.UNKNOWN_OUTCOME:
            settled = launch.settle(context, known)
            if settled.status is not Status.LAUNCHED:
                raise OnboardingError(Hindrance.NOT_REPEATED, settled)
            return Answer(settled, None)
        case Status.REFUSED:
            words = idempotency.open_(
                context.vault, known, onboardings.REFUSAL_FIELD, known.sealed_refusal
            )
            violation = Violation(**json.loads(words.reveal()))
            raise OnboardingError(Refused(violation=violation), known)
        case Status.NOT_PERFORMED:
            return _again(context, known, asked, order, company)
        case _:
            return Answer(known, None, warning(context, known))


def _again(context: Context, known: Onboarding, asked: Asked, order: Order, company: str) -> Answer:
    connection = launch.ready(context, known.tenant)
    claim = launched_hires.claim(context.table, known, company)
    stored = idempotency.again(context, known, asked, *claim)
    return _answer(context, *launch.launch(context, connection, stored, _body(stored, order)))


def _answer(context: Context, after: Onboarding, outcome: Outcome[Launched]) -> Answer:
    match outcome:
        case Refused() | NotPerformed() | Unknown():
            raise OnboardingError(outcome, after)
        case Done():
            return Answer(after, None, warning(context, after))


def warning(context: Context, onboarding: Onboarding) -> str:
    """Return what Enboarder said beside its yes, empty where that was nothing."""
    if not onboarding.sealed_warning:
        return ""
    field, envelope = onboardings.WARNING_FIELD, onboarding.sealed_warning
    return idempotency.open_(context.vault, onboarding, field, envelope).reveal()


def _new(
    context: Context, asked: Asked, order: Order, hire: Hire | None, status: Status
) -> Onboarding:
    now, onboarding_id = context.clock.now(), f"onb_{context.ids.handle()}"
    tenant = asked.identity.tenant
    hire = hire or launched_hires.unnamed(tenant, onboarding_id)
    return Onboarding(
        id=onboarding_id,
        tenant=tenant,
        client_id=asked.identity.client_id,
        partner=enboarder.PARTNER,
        status=status,
        notification_type="",
        external_customer_id=hire.name,
        link_minutes=0,
        digest=asked.digest,
        created_at=now,
        updated_at=now,
        settings={"kind": order.kind, **hire.settings},
        journey_id=asked.journey_id,
        candidate_digest=keys.within(tenant, order.candidate_id) if order.candidate_id else "",
    )


def _body(onboarding: Onboarding, order: Order) -> dict[str, object]:
    return workflows.launch_body(order, onboarding.settings["externalId"])
