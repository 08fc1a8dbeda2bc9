"""The secret keys of a connection's subscription, sealed in it: which of them are valid."""

import json
import logging
from typing import Final

from jetbridge.flows.connection.credentials import seal
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.record import record, replace
from jetbridge.model.secret import Secret
from jetbridge.store import keys
from jetbridge.vault.sealing import UnsealableError, Vault

logger = logging.getLogger(__name__)

FIELD: Final = "webhookKeys"
OVERLAP: Final = 86_400
"""Seconds for which a key stays valid once the next one is made (the page on secret keys)."""


@record
class _Kept:
    """A key, and when it ends (Unix seconds); None for the newest."""

    key: Secret
    until: int | None


def live(context: Context, connection: Connection) -> list[Secret]:
    """Return the keys that may have signed a delivery by now, the newest first.

    None that can be opened is none: the subscription then gets another one.
    """
    return [kept.key for kept in _live(context, connection)]


def replaced_lately(context: Context, connection: Connection) -> bool:
    """Return whether the newest key was added within the last day."""
    return any(kept.until is not None for kept in _live(context, connection))


def are_same(vault: Vault, one: Connection, other: Connection) -> bool:
    """Return whether two states of a connection hold the same keys, under whatever key sealed."""
    if one.sealed.get(FIELD) == other.sealed.get(FIELD):
        return True
    first, second = (
        [(kept.key.reveal(), kept.until) for kept in _kept(vault, each)] for each in (one, other)
    )
    return first == second


def added(context: Context, connection: Connection, key: Secret) -> Connection:
    """Return the connection with a new key, beside which the older ones live on for a day."""
    now = context.clock.now()
    older = [
        [kept.key.reveal(), kept.until or now + OVERLAP]
        for kept in _live(context, connection)
        if kept.key.reveal() != key.reveal()
    ]
    every = Secret(json.dumps([[key.reveal(), None], *older]))
    sealed = seal(context.vault, connection.id, FIELD, every)
    return replace(connection, sealed={**connection.sealed, FIELD: sealed})


def _live(context: Context, connection: Connection) -> list[_Kept]:
    now = context.clock.now()
    return [
        kept for kept in _kept(context.vault, connection) if kept.until is None or now < kept.until
    ]


def _kept(vault: Vault, connection: Connection) -> list[_Kept]:
    envelope = connection.sealed.get(FIELD)
    if not envelope:
        return []
    try:
        opened = vault.open(envelope, item=keys.connection(connection.id), field=FIELD)
    except UnsealableError as unsealable:
        facts = {"connection": connection.id, "reason": str(unsealable.reason)}
        logger.warning("secret keys cannot be opened", extra=facts)
        return []
    return [_Kept(Secret(key), until) for key, until in json.loads(opened.secret.reveal())]
