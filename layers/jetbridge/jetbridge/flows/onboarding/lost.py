"""A request that a restored table does not know: what is kept of it elsewhere, and put back.

A table that is restored forgets the idempotency keys, and the hires, of what was requested since.
A client that repeats such a request would have its person messaged, or its workflow launched, a
second time. So the list of changes gets a part of each new onboarding of which a repeat does harm:
digests and words, sealed for the onboarding, before a partner is asked. Put back, it is an
onboarding like any other whose outcome is unknown. One that is asked for once more, because the
partner did nothing the first time, is a line as well
(docs/decisions/0107-a-lost-request-comes-back-with-an-unknown-outcome.md).
"""

import json
from collections.abc import Iterator
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model.changes import Logged
from jetbridge.model.changes_since import Requested, of_request
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.secret import Secret
from jetbridge.store import hires, keys, onboardings
from jetbridge.store.table import Table, Write
from jetbridge.vault.sealing import Vault

_PART: Final = (
    "client_id",
    "partner",
    "notification_type",
    "link_minutes",
    "digest",
    "key_digest",
    "candidate_digest",
    "settings",
    "created_at",
)
"""The fields that are kept: none of them holds what a caller has named a person by."""


def kept(vault: Vault, asking: Onboarding) -> Requested | None:
    """Return what is kept of an onboarding that is about to be stored, and its partner asked.

    None where a repeat of the request does no harm: a link is given out, and no message sent, so
    that a second one changes nothing for the person.

    Raises:
        SecretUnavailableError: the keyring cannot be read.
    """
    if asking.status not in (Status.REQUESTING, Status.QUEUED):
        return None
    version = asking.version + 1
    if asking.journey_id:
        return Requested(asking.id, asking.tenant, version, asking.journey_id)
    if asking.notification_type == "URL":
        return None
    if asking.version:
        return Requested(asking.id, asking.tenant, version)
    part = json.dumps({name: getattr(asking, name) for name in _PART})
    place, field = keys.onboarding(asking.id), onboardings.KEPT_FIELD
    sealed = vault.seal(Secret(part), item=place, field=field)
    return Requested(asking.id, asking.tenant, version, sealed_part=sealed)


def keep(requested: Requested | None) -> None:
    """Keep a request that is stored in the list of changes."""
    if requested:
        Logged().keep(of_request(requested))


def put_back(context: Context, requested: Requested) -> Onboarding:
    """Store an onboarding that a table has lost, as one whose outcome is unknown.

    It stands for its key and its hire once more. What the caller has named it by is lost.

    Raises:
        UnsealableError: the keyring is another one than that of its time.
        ConditionFailedError: it is there, or another request is under its key.
    """
    place, field = keys.onboarding(requested.onboarding_id), onboardings.KEPT_FIELD
    opened = context.vault.open(requested.sealed_part, item=place, field=field)
    lost = Onboarding(
        id=requested.onboarding_id,
        tenant=requested.tenant,
        status=Status.UNKNOWN_OUTCOME,
        external_customer_id=requested.onboarding_id,
        updated_at=context.clock.now(),
        **json.loads(opened.secret.reveal()),
    )
    outbox.commit(context, *onboardings.create(lost), *_claims(context.table, lost))
    return onboardings.stored(lost)


def _claims(table: Table, lost: Onboarding) -> Iterator[Write]:
    """Yield the writes by which an onboarding stands for its hire, unless a newer one does."""
    names = hires.names(lost)
    for name, holder in zip(names, hires.holders(table, lost.tenant, names), strict=True):
        if holder is None or holder.created_at <= lost.created_at:
            yield from hires.claim(holder, lost, name)
