"""What recognises a repeated request for an onboarding, and answers it as the first time."""

import hashlib
import json

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.people import markers
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import BUSY, Hindrance, OnboardingError
from jetbridge.model.onboarding_request import Asked
from jetbridge.model.record import asdict, replace
from jetbridge.model.secret import Secret
from jetbridge.store import keys, onboardings
from jetbridge.store.table import ConditionFailedError, Write
from jetbridge.vault.sealing import Vault
from jetbridge.web.orders import Order


def asked(
    identity: Identity,
    idempotency_key: str | None,
    order: Order,
    *,
    base_url: str = "",
    journey: Journey | None = None,
) -> Asked:
    """Return the request as it is recognised when it comes again.

    The key, which only the caller knows, is hashed in: what is stored confirms no guess at
    the person. Without a key there is nothing to compare, and nothing is stored.
    """
    if idempotency_key is None:
        return Asked(identity, None, "", base_url=base_url, journey=journey)
    former = _digest(identity, idempotency_key, order.former) if order.former else ""
    digest = _digest(identity, idempotency_key, order)
    return Asked(identity, idempotency_key, digest, former, base_url, journey)


def _digest(identity: Identity, idempotency_key: str, order: Order) -> str:
    fields = {name: value for name, value in asdict(order).items() if name != "former"}
    content = json.dumps([identity.tenant, idempotency_key, fields], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def known(context: Context, request: Asked) -> Onboarding | None:
    """Return the onboarding that this request led to before, None where it is new.

    A repeat of a request for a person who was erased since is refused: it would begin again.

    Raises:
        OnboardingError: its idempotency key belongs to another request, or to an erased person's.
    """
    if request.key is None:
        return None
    tenant = request.identity.tenant
    # What was found a moment ago holds: the write of a new onboarding fails where the key is taken.
    found = (
        request.found[0]
        if request.found
        else onboardings.under_key(context.table, tenant, request.key)
    )
    if found and not request.is_of(found):
        raise OnboardingError(Hindrance.KEY_REUSED)
    if found is None and markers.is_request_erased(context, tenant, request.key):
        raise OnboardingError(Hindrance.KEY_REUSED)
    return found


def create(context: Context, onboarding: Onboarding, request: Asked, *beside: Write) -> Onboarding:
    """Store a new onboarding with its key and what stands `beside` it, and return it as stored.

    Raises:
        OnboardingError: the same request is under way at this moment.
    """
    try:
        return add(context, onboarding, request, *beside)
    except ConditionFailedError:
        # Two requests under one key at the same moment: the other one is under way.
        raise OnboardingError(BUSY, keyed=request.key is not None) from None


def add(context: Context, onboarding: Onboarding, request: Asked, *beside: Write) -> Onboarding:
    """Store a new onboarding as `create` does.

    Raises:
        ConditionFailedError: its key is in use, or what stands `beside` it does not hold.
        SecretUnavailableError: the keyring cannot be read. Nothing was stored.
    """
    from jetbridge.flows.onboarding import lost

    key_digest = keys.digest(request.key) if request.key is not None else ""
    onboarding = replace(onboarding, key_digest=key_digest)
    kept = lost.kept(context.vault, onboarding)
    outbox.commit(context, *onboardings.create(onboarding, claim=request.claim), *beside)
    lost.keep(kept)
    return onboardings.stored(onboarding)


def again(context: Context, known: Onboarding, request: Asked, *beside: Write) -> Onboarding:
    """Store that the partner is asked once more, with what stands `beside` it; return it as stored.

    Raises:
        OnboardingError: the same request is under way at this moment.
        SecretUnavailableError: the keyring cannot be read. Nothing was stored.
    """
    from jetbridge.flows.onboarding import lost

    asking = replace(
        known,
        status=Status.REQUESTING,
        attempts=known.attempts + 1,
        updated_at=context.clock.now(),
    )
    kept = lost.kept(context.vault, asking)
    try:
        outbox.commit(context, *onboardings.again(asking, claim=request.claim), *beside)
    except ConditionFailedError:
        raise OnboardingError(BUSY) from None
    lost.keep(kept)
    return onboardings.stored(asking)


def not_under_way(context: Context, request: Asked) -> None:
    """Make sure that a request has not been stored since it was looked for.

    Raises:
        OnboardingError: it is under way at this moment, or its key belongs to another request.
    """
    if known(context, replace(request, found=())):
        raise OnboardingError(BUSY)


def seal(vault: Vault, onboarding_id: str, field: str, value: Secret) -> str:
    """Seal a value for one field of an onboarding."""
    return vault.seal(value, item=keys.onboarding(onboarding_id), field=field)


def open_(vault: Vault, onboarding: Onboarding, field: str, envelope: str) -> Secret:
    """Open what was sealed for one field of an onboarding.

    Raises:
        UnsealableError: it does not open.
    """
    return vault.open(envelope, item=keys.onboarding(onboarding.id), field=field).secret
