"""The token items: what every process has obtained, and who is renewing it.

The *lease* (an owner and an end) says which process asks the partner next, so that only one does.
Its *generation* is the fence: it grows each time the lease is taken, and a holder's write takes
effect only while the generation is its own. A holder that was held up beyond its lease therefore
neither overwrites the token of its successor nor ends the successor's lease. The *version* names
the stored token, so that a process can say which one a partner no longer takes.

An item that cannot be read is replaced by the process that takes its lease: it holds no token that
a partner gives only once. A holder of a lease in the unreadable item is overtaken, as one that was
held up.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.broker.dialect import DAY, AccessToken, TokenRefusedError
from jetbridge.broker.errors import TokenUnavailableError
from jetbridge.model.record import field, record, replace
from jetbridge.model.secret import Secret
from jetbridge.model.stored import stored_as
from jetbridge.store import due, keys
from jetbridge.store.due import Partition
from jetbridge.store.mapper import UnreadableItemError, from_item, member, to_item
from jetbridge.store.table import (
    Clause,
    ConditionFailedError,
    Item,
    Put,
    Table,
    TableUnavailableError,
    Update,
    WriteConflictError,
    absent,
    equals,
)
from jetbridge.store.unread import Unread, unread
from jetbridge.vault.sealing import UnsealableError, Vault

LAST: Final = 10
"""Seconds before its end at which a token is no longer handed out. One so short-lived that it is
not even renewed by then is handed out until it is due."""

_VALUE: Final = "token"
_NOT_STORED: Final = ("name", "stored", "value", "due_at", "unread")
_OF_FAILURE: Final = ("retry_at", "failure")
_CHANGING: Final = ("version", "generation", "owner", "lease_until", "ttl")


@record
class Failure:
    """Why the last attempt brought no token. With no `code` the partner failed, not refused."""

    status: int
    code: str

    def error(self, partner: str, retry_after: int) -> TokenRefusedError | TokenUnavailableError:
        """Return it as the error that the one who asked was given."""
        if self.code:
            return TokenRefusedError(partner, self.status, self.code)
        return TokenUnavailableError(partner, retry_after)


@record
class StoredToken:
    """A token item. Times are in Unix seconds.

    `version` is that of the stored token, 0 where there never was one. `generation` counts how
    often the lease was taken. After a failure no process asks before `retry_at`. `obtained_at` is 0
    for a token of an earlier release. `due_at` is when a token that is used is renewed ahead, 0
    where it is not: every other write of the item takes it out of the due index again. `unread` is
    the item where it cannot be read.
    """

    name: str
    stored: bool = False
    version: int = 0
    generation: int = 0
    value: Secret | None = None
    obtained_at: int = 0
    expires_at: int = 0
    refresh_at: int = 0
    owner: str = ""
    lease_until: int = 0
    retry_at: int = 0
    failure: Failure | None = None
    due_at: int = 0
    unread: Unread | None = None
    envelopes: Mapping[str, str] = field(
        default_factory=dict, repr=False, metadata=stored_as("sealed")
    )

    @property
    def usable_until(self) -> int:
        """When the token is handed out no longer, so that it does not expire on the way."""
        return max(self.refresh_at, self.expires_at - LAST)

    @property
    def used_from(self) -> int | None:
        """From when (Unix seconds) a use is recorded, None where one is recorded already."""
        return None if self.due_at else used_from(self.obtained_at, self.refresh_at)


def used_from(obtained_at: int, refresh_at: int) -> int:
    """Return from when a use of a token says that the next token will be used, too.

    A use soon after it was obtained says nothing of the kind: it was obtained for that use.
    """
    return (obtained_at + refresh_at) // 2


class TokenStore:
    """Reads and writes token items; tokens are sealed for their item."""

    def __init__(self, table: Table, vault: Vault) -> None:
        """Keep the items in `table`, sealed by `vault`."""
        self._table = table
        self._vault = vault

    def read(self, name: str) -> StoredToken:
        """Return the item of a source as last written; one that cannot be read has no token."""
        item = self._table.get(keys.broker_token(name))
        if item is None:
            return StoredToken(name)
        try:
            return self._stored_token(name, item)
        except UnreadableItemError as error:
            return StoredToken(name, unread=unread(item, error, *_CHANGING))

    def take_lease(
        self, seen: StoredToken, *, owner: str, now: int, until: int
    ) -> StoredToken | None:
        """Take the lease, if the item is still as `seen`; None where another process was faster."""
        # A replaced item counts from the time: above all that the unreadable one counted.
        generation = (now if seen.unread else seen.generation) + 1
        taken = replace(seen, generation=generation, owner=owner, lease_until=until, failure=None)
        held = _item(taken, kept_until=now + DAY)
        as_seen = (*_fence(seen), equals("owner", seen.owner)) if seen.stored else _fence(seen)
        try:
            self._table.write(Put(held, when=as_seen))
        except (ConditionFailedError, WriteConflictError):
            return None
        except TableUnavailableError:
            # Whether it was written is read from the item.
            after = self.read(seen.name)
            return after if after.owner == owner else None
        return self._stored_token(seen.name, held)

    def commit(self, held: StoredToken, token: AccessToken, *, now: int, refresh_at: int) -> int:
        """Store a token in the place of the one that `held` knows, and return its version.

        0: the lease has passed on, another token was stored meanwhile, or the table cannot tell.
        A lease that is over and that no other process has taken still counts.
        """
        # A new item starts at the time, so that versions grow even where the item before it has
        # been removed meanwhile.
        version = max(held.version, now) + 1
        key = keys.broker_token(held.name)
        renewed = replace(
            held,
            version=version,
            envelopes={_VALUE: self._vault.seal(token.value, item=key, field=_VALUE)},
            obtained_at=now,
            expires_at=token.expires_at,
            refresh_at=refresh_at,
            owner="",
            lease_until=0,
            failure=None,
        )
        try:
            self._table.write(Put(_item(renewed), when=_fence(held)))
        except (ConditionFailedError, WriteConflictError, TableUnavailableError):
            return 0
        return version

    def renew_ahead(self, name: str, version: int, *, tenant: str, at: int) -> None:
        """Have the schedule renew the token of `version` at `at` (Unix seconds): it is used.

        Where another token is stored by now, or the table fails, the next one that needs a token
        obtains it.
        """
        key = keys.broker_token(name)
        marked = {**due.moved(key, at, Partition.TASK), "tenant": tenant}
        try:
            self._table.write(Update(key, set=marked, when=(equals("version", version),)))
        except (ConditionFailedError, WriteConflictError, TableUnavailableError):
            return

    def release(
        self, held: StoredToken, failure: Failure | None, *, now: int, retry_at: int
    ) -> None:
        """Give the lease back without a token. Where it has passed on, nothing happens."""
        released = replace(held, owner="", lease_until=0, failure=failure, retry_at=retry_at)
        item = _item(released, kept_until=now + DAY)
        try:
            self._table.write(Put(item, when=(*_fence(held), equals("owner", held.owner))))
        except (ConditionFailedError, WriteConflictError, TableUnavailableError):
            return

    def _stored_token(self, name: str, item: Item) -> StoredToken:
        member(item, "version", int)  # without it no write would ever find the item as it was read
        stored_token = from_item(StoredToken, {**item, "name": name, "stored": True})
        return replace(stored_token, value=self._open(name, stored_token.envelopes))

    def _open(self, name: str, sealed: Mapping[str, str]) -> Secret | None:
        """Open the token's envelope; one that no longer opens is worth as much as none."""
        if _VALUE not in sealed:
            return None
        key = keys.broker_token(name)
        try:
            return self._vault.open(sealed[_VALUE], item=key, field=_VALUE).secret
        except UnsealableError:
            return None


def _item(stored_token: StoredToken, *, kept_until: int = 0) -> Item:
    """Return the item of a token; when to ask again is only stored with a failure.

    It is kept for eight days after the token's end, since a check asks a week later whether it was
    used, and until `kept_until` where that is later.
    """
    without = _NOT_STORED if stored_token.failure else (*_NOT_STORED, *_OF_FAILURE)
    item = to_item(keys.broker_token(stored_token.name), stored_token, without=without)
    return item | {"ttl": max(kept_until, stored_token.expires_at + 8 * DAY)}


def _fence(held: StoredToken) -> tuple[Clause, ...]:
    """Hold while token and lease are those that `held` knows."""
    if held.unread:
        return held.unread.unchanged
    if not held.stored:
        return (absent("pk"),)
    token = equals("version", held.version)
    # An item of an earlier release has no generation until its lease is taken.
    return (token, equals("generation", held.generation)) if held.generation else (token,)
