"""Which onboarding stands for a hire, so that none is launched twice.

The partner takes a second launch under the same id: only this record keeps it from happening.
"""

from collections.abc import Sequence
from typing import Final

from jetbridge.model.onboarding import Onboarding
from jetbridge.store import keys, onboardings
from jetbridge.store.table import Check, Put, Table, absent, equals

EXTERNAL_ID: Final = "externalId"
"""The setting of an onboarding that holds the id under which Enboarder knows its hire."""
SHARED_ID: Final = "sharedId"
"""The setting that holds the same without the company, where a journey has launched it."""


def names(onboarding: Onboarding) -> tuple[str, ...]:
    """Return the names under which an onboarding may stand for its hire, its own first."""
    held = (onboarding.settings.get(name) for name in (EXTERNAL_ID, SHARED_ID))
    return tuple(name for name in held if name)


def holder(table: Table, tenant: str, external_id: str) -> Onboarding | None:
    """Return the onboarding that last stood for a hire, or None."""
    return onboardings.of_record(table, table.get(keys.hire(tenant, external_id)))


def holders(table: Table, tenant: str, external_ids: Sequence[str]) -> list[Onboarding | None]:
    """Return the onboardings that last stood for a hire, in the order of its names."""
    items = table.get_many([keys.hire(tenant, each) for each in external_ids])
    return [onboardings.of_record(table, item) for item in items]


def claim(
    before: Onboarding | None, claimant: Onboarding, external_id: str
) -> tuple[Put | Check, ...]:
    """Return the writes by which `claimant` stands for a hire, in the place of `before`.

    They go through only while `before` is as it was read: it may be asked for again meanwhile.
    """
    key = keys.hire(claimant.tenant, external_id)
    record = {"pk": key.pk, "sk": key.sk, "onboarding_id": claimant.id}
    if before is None:
        return (Put(record, when=(absent("pk"),)),)
    put = Put(record, when=(equals("onboarding_id", before.id),))
    if before.id == claimant.id:
        return (put,)
    unchanged = (equals("version", before.version),)
    return put, Check(keys.onboarding(before.id), when=unchanged)
