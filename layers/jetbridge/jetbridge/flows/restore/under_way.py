"""What went on when the backup was made, and may have been done since: it must not be done twice.

The restored table would launch, message and begin once more whatever it does not know to be done.
"""

from collections.abc import Iterator
from typing import Final

from jetbridge.flows import partner
from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import lost
from jetbridge.flows.restore.ends import BY, Restored
from jetbridge.flows.tenant.tenants import Holdings
from jetbridge.model import journey_ends, registry
from jetbridge.model.changes_since import Hired, Requested, Versioned
from jetbridge.model.hire import Application
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.partner import Capability
from jetbridge.model.record import replace
from jetbridge.store import applications, endpoints, journeys, keys, onboardings, versions
from jetbridge.store.table import ConditionFailedError, Key

_WAITS: Final = (Status.QUEUED, Status.NOT_PERFORMED)


def remember_hire(restored: Restored, hired: Hired) -> bool:
    """Record that an application has had its journey, which is lost: no second one begins."""
    table = restored.context.table
    known = applications.get(table, hired.record_id)
    if known and (known.sequence >= hired.sequence or known.erased):
        return False
    before = known or Application(
        hired.record_id, hired.connection_id, hired.tenant, candidate_id="", job_id=""
    )
    after = replace(
        before,
        journey_id=hired.journey_id,
        sequence=hired.sequence,
        hired=True,
        look_at=None,
        looks=0,
    )
    table.write(applications.save(after) if known else applications.create(after))
    return True


def hold_journey(
    restored: Restored, journey_id: str, version: int = 0, *, always: bool = False
) -> bool:
    """Have a journey wait for an operator, where it is still as it was restored.

    Its steps may have been done since: a retry looks one up first, where its partner can be asked.
    One that the table holds as it was last written has done nothing since. `version` is that of the
    last write that is known of, 0 of none; `always` says that there may have been later ones.
    """
    context = restored.context
    known = journeys.get(context.table, journey_id)
    if known is None or known.is_over or known.erased_at or known.updated_at > restored.point:
        return False
    if not always and known.version >= version:
        return False
    held = journey_ends.restored(known, context.clock.now(), BY)
    outbox.commit(context, *journeys.save(held, None, lost_version=version))
    return True


def count_on(restored: Restored, versioned: Versioned) -> bool:
    """Have an item go on above the version that others were told of.

    The ids of its events are made of it, and receivers pass over lower versions.
    """
    key = Key(versioned.item, versioned.part)
    try:
        restored.context.table.write(versions.raised(key, versioned.version))
    except ConditionFailedError:
        return False
    return True


def is_left(restored: Restored, asked: Versioned) -> bool:
    """Return whether it is still to be said of an onboarding that it may have been made."""
    known = onboardings.get(restored.context.table, asked.item.partition("#")[2])
    return known is not None and known.status in _WAITS and known.updated_at <= restored.point


def leaps(restored: Restored, tenant: str) -> Iterator[Versioned]:
    """Yield versions that nothing of a tenant's can have reached since, for a list without lines.

    What was written since is left alone. A second run leaps once more, which harms nothing.
    """
    held, point = Holdings(restored.context.table, tenant), restored.point
    known = [
        *((keys.connection(each.id), each.version, each.updated_at) for each in held.connections),
        *((keys.onboarding(each.id), each.version, each.updated_at) for each in held.onboardings),
        *(
            (keys.endpoint(tenant, each.further), each.version, each.updated_at)
            for each in endpoints.every(restored.context.table, tenant)
        ),
    ]
    for key, version, updated_at in known:
        if updated_at <= point:
            yield Versioned(key.pk, key.sk, version + versions.LEAP)


def queued(restored: Restored, tenant: str) -> tuple[Onboarding, ...]:
    """Return the tenant's requests that wait to be made, as they were restored."""
    return tuple(
        each
        for each in Holdings(restored.context.table, tenant).onboardings
        if each.status in _WAITS and each.sealed_order and each.updated_at <= restored.point
    )


def asked_again(restored: Restored, known: Onboarding, last: Versioned | None) -> bool:
    """Say of an onboarding that was asked for once more that it may have been made.

    Where it came to nothing before the backup a repeat would ask a third time. `last` is as in
    `doubt`.
    """
    if known.status is not Status.NOT_PERFORMED or known.updated_at > restored.point:
        return False
    doubt(restored, known, last)
    return True


def put_back(restored: Restored, requested: Requested) -> bool:
    """Store a request that the table has lost, unless another one is under its key by now.

    Raises:
        UnsealableError: the keyring is another one than that of its time.
    """
    try:
        known = lost.put_back(restored.context, requested)
    except ConditionFailedError:
        return False
    _look_up(restored, known)
    return True


def doubt(restored: Restored, onboarding: Onboarding, last: Versioned | None) -> None:
    """Say of a request that waits that it may have been made. Where it can be, it is looked up.

    `last` is the last version of which others were told since, if any.
    """
    if last and count_on(restored, last):
        onboarding = replace(onboarding, version=last.version)
    unknown = replace(
        onboarding,
        status=Status.UNKNOWN_OUTCOME,
        updated_at=restored.context.clock.now(),
        sealed_order="",
    )
    outbox.commit(restored.context, *onboardings.save(unknown))
    _look_up(restored, unknown)


def _look_up(restored: Restored, unknown: Onboarding) -> None:
    """Have the partner asked what became of a request, where it can be."""
    if registry.partner(unknown.partner).has(Capability.LAUNCHES):
        partner.launches(unknown.partner).look_up_later(restored.context, unknown)
