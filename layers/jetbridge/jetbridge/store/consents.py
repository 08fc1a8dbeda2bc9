"""Consents: the pages that were shown, the approvals given on them, and what came of each.

An approval is in the due index until its exchange has begun, so that a message that got lost, or
that the queue never took, delays it by a minute and loses nothing.
"""

from typing import Final

from jetbridge.model.transaction import Consent, Decision, Kind
from jetbridge.store import due, keys
from jetbridge.store.expiring import add, happens, recall
from jetbridge.store.mapper import from_item, to_attributes
from jetbridge.store.table import Clause, Item, Table, Update, absent, equals, exists

_DUE: Final = ("due_shard", "due_at", due.TRACE)
_OF_APPROVAL: Final = ("tenant", "subject", "approved_at", "begin_until")
_OF_EXCHANGE: Final = ("connection_id", "exchange")
_ELSEWHERE: Final = ("name", "request")
"""In the key, and beside the consent's own attributes."""


def create(table: Table, consent_id: str, consent: Consent) -> None:
    """Store a consent that is about to be shown."""
    item: Item = {
        **to_attributes(consent.request),
        **to_attributes(consent, without=(*_ELSEWHERE, *_OF_APPROVAL, *_OF_EXCHANGE)),
    }
    add(table, keys.transaction(Kind.CONSENT, consent_id), item, consent.expires_at)


def find(table: Table, consent_id: str) -> Consent | None:
    """Return the consent, open, answered or expired; None where there is none."""
    return get(table, keys.digest(consent_id))


def get(table: Table, name: str) -> Consent | None:
    """Return the consent that the table knows by `name`, the SHA-256 of its id."""
    item = recall(table, keys.consent(name))
    if item is None:
        return None
    # An earlier release knew neither the browser nor the person of a consent.
    named: Item = {"browser": "", "person": "", **item, "name": name, "request": item}
    return from_item(Consent, named)


def deny(table: Table, consent: Consent) -> bool:
    """Deny an open consent. False where it has an answer already: only the first one counts."""
    denied = {"decision": Decision.DENIED}
    still_open = (equals("decision", Decision.OPEN),)
    return happens(table, Update(keys.consent(consent.name), set=denied, when=still_open))


def approve(table: Table, approved: Consent, *, due_at: int) -> bool:
    """Store an approval. False where the consent has an answer already.

    It is due at `due_at` (Unix seconds), unless its exchange has begun by then.
    """
    key = keys.consent(approved.name)
    change = Update(
        key,
        set={
            "decision": approved.decision,
            "tenant": approved.tenant,
            "subject": approved.subject,
            "approved_at": approved.approved_at,
            "begin_until": approved.begin_until,
            **due.moved(key, due_at),
        },
        when=(equals("decision", Decision.OPEN),),
    )
    return happens(table, change)


def hasten(table: Table, approved: Consent, *, due_at: int) -> None:
    """Make an approval due at `due_at` (Unix seconds), where its exchange has not begun."""
    change = Update(keys.consent(approved.name), set={"due_at": due_at}, when=_not_begun())
    happens(table, change)


def begin(approved: Consent, connection_id: str, exchange: str) -> Update:
    """Return the write by which the approval's one exchange begins.

    It fails where another process has begun it, or ended it. `exchange` is the id of the
    connection's open exchange.
    """
    return Update(
        keys.consent(approved.name),
        set={"connection_id": connection_id, "exchange": exchange},
        remove=_DUE,
        when=_not_begun(),
    )


def concluded(name: str, outcome: str) -> Update:
    """Return the write that keeps an outcome, for the transaction that ends the exchange.

    It has no condition, for it must never be why an answer of the partner is not stored. The
    exchange's own condition holds for it, too.
    """
    return Update(keys.consent(name), set={"decision": Decision.APPROVED, "outcome": outcome})


def conclude(table: Table, approved: Consent, outcome: str, *, begun: bool) -> bool:
    """Keep an outcome; `begun` says whether the exchange has begun, which is a condition."""
    when = _begun() if begun else _not_begun()
    kept = {"decision": Decision.APPROVED, "outcome": outcome}
    change = Update(keys.consent(approved.name), set=kept, remove=_DUE, when=when)
    return happens(table, change)


def _not_begun() -> tuple[Clause, ...]:
    return equals("decision", Decision.EXCHANGING), absent("exchange")


def _begun() -> tuple[Clause, ...]:
    return equals("decision", Decision.EXCHANGING), exists("exchange")
