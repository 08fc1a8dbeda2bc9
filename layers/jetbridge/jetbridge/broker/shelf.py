"""The token items: what every process has obtained, and who is renewing it.

The *lease* (an owner and an end) says which process asks the partner next, so that only one does.
Its *generation* is the fence: it grows each time the lease is taken, and a holder's write takes
effect only while the generation is its own. A holder that was held up beyond its lease therefore
neither overwrites the token of its successor nor ends the successor's lease. The *version* names
the stored token, so that a process can say which one a partner no longer takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

from jetbridge.broker.errors import TokenUnavailable
from jetbridge.model.secret import Secret
from jetbridge.partners.dialect import DAY, AccessToken, TokenRefused
from jetbridge.store import keys
from jetbridge.store.table import (
    Clause,
    ConditionFailed,
    Conflict,
    Item,
    Put,
    Table,
    Unavailable,
    absent,
    equals,
)
from jetbridge.vault.sealing import Unsealable, Vault

LAST: Final = 10
"""Seconds before its end at which a token is no longer handed out. One so short-lived that it is
not even renewed by then is handed out until it is due."""

_VALUE: Final = "token"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt brought no token. With no `code` the partner failed, not refused."""

    status: int
    code: str

    def error(self, partner: str, retry_after: int) -> TokenRefused | TokenUnavailable:
        """Return it as the error that the one who asked was given."""
        if self.code:
            return TokenRefused(partner, self.status, self.code)
        return TokenUnavailable(partner, retry_after)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A token item. Times are in Unix seconds.

    `version` is that of the stored token, 0 where there never was one. `generation` counts how
    often the lease was taken. After a failure no process asks before `retry_at`.
    """

    name: str
    stored: bool = False
    version: int = 0
    generation: int = 0
    value: Secret | None = None
    expires_at: int = 0
    refresh_at: int = 0
    owner: str = ""
    lease_until: int = 0
    retry_at: int = 0
    failure: Failure | None = None
    envelopes: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def usable_until(self) -> int:
        """When the token is handed out no longer, so that it does not expire on the way."""
        return max(self.refresh_at, self.expires_at - LAST)


class Shelf:
    """Reads and writes token items; tokens are sealed for their item."""

    def __init__(self, table: Table, vault: Vault) -> None:
        """Keep the items in `table`, sealed by `vault`."""
        self._table = table
        self._vault = vault

    def read(self, name: str) -> Shelved:
        """Return the item of a source as last written."""
        item = self._table.get(keys.broker_token(name))
        return self._shelved(name, item) if item else Shelved(name)

    def take_lease(self, seen: Shelved, *, owner: str, now: int, until: int) -> Shelved | None:
        """Take the lease, if the item is still as `seen`; None where somebody was faster."""
        taken = replace(seen, generation=seen.generation + 1)
        held = self._item(taken, owner=owner, until=until, ttl=now + DAY)
        as_seen = (*_fence(seen), equals("owner", seen.owner)) if seen.stored else _fence(seen)
        try:
            self._table.write(Put(held, when=as_seen))
        except (ConditionFailed, Conflict):
            return None
        except Unavailable:
            # Written or not, nobody knows: the item does.
            after = self.read(seen.name)
            return after if after.owner == owner else None
        return self._shelved(seen.name, held)

    def commit(self, held: Shelved, token: AccessToken, *, now: int, refresh_at: int) -> int:
        """Store a token in the place of the one that `held` knows, and return its version.

        0: the lease has passed on, another token was stored meanwhile, or the table cannot tell.
        A lease that is over and that no other process has taken still counts.
        """
        # A new item starts at the time, so that versions grow even where the item before it has
        # been removed meanwhile.
        version = max(held.version, now) + 1
        key = keys.broker_token(held.name)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "version": version,
            "generation": held.generation,
            "sealed": {_VALUE: self._vault.seal(token.value, item=key, field=_VALUE)},
            "expires_at": token.expires_at,
            "refresh_at": refresh_at,
            "owner": "",
            "lease_until": 0,
            "ttl": token.expires_at + DAY,
        }
        try:
            self._table.write(Put(item, when=_fence(held)))
        except (ConditionFailed, Conflict, Unavailable):
            return 0
        return version

    def release(self, held: Shelved, failure: Failure | None, *, now: int, retry_at: int) -> None:
        """Give the lease back without a token. Where it has passed on, nothing happens."""
        item = self._item(held, owner="", until=0, ttl=now + DAY)
        if failure:
            item |= {
                "retry_at": retry_at,
                "failure": {"status": failure.status, "code": failure.code},
            }
        try:
            self._table.write(Put(item, when=(*_fence(held), equals("owner", held.owner))))
        except (ConditionFailed, Conflict, Unavailable):
            return

    def _item(self, shelved: Shelved, *, owner: str, until: int, ttl: int) -> Item:
        """Return the item with the lease changed; a failure that it remembered is forgotten."""
        key = keys.broker_token(shelved.name)
        return {
            "pk": key.pk,
            "sk": key.sk,
            "version": shelved.version,
            "generation": shelved.generation,
            "sealed": dict(shelved.envelopes),
            "expires_at": shelved.expires_at,
            "refresh_at": shelved.refresh_at,
            "owner": owner,
            "lease_until": until,
            "ttl": max(ttl, shelved.expires_at + DAY),
        }

    def _shelved(self, name: str, item: Item) -> Shelved:
        sealed = cast("dict[str, str]", item["sealed"])
        failure = cast("dict[str, str | int] | None", item.get("failure"))
        return Shelved(
            name=name,
            stored=True,
            version=cast("int", item["version"]),
            generation=cast("int", item.get("generation", 0)),
            value=self._open(name, sealed, _VALUE),
            expires_at=cast("int", item["expires_at"]),
            refresh_at=cast("int", item["refresh_at"]),
            owner=str(item["owner"]),
            lease_until=cast("int", item["lease_until"]),
            retry_at=cast("int", item.get("retry_at", 0)),
            failure=Failure(int(failure["status"]), str(failure["code"])) if failure else None,
            envelopes=sealed,
        )

    def _open(self, name: str, sealed: Mapping[str, str], field: str) -> Secret | None:
        """Open an envelope; one that no longer opens is worth as much as none."""
        if field not in sealed:
            return None
        try:
            return self._vault.open(sealed[field], item=keys.broker_token(name), field=field).secret
        except Unsealable:
            return None


def _fence(held: Shelved) -> tuple[Clause, ...]:
    """Hold while token and lease are those that `held` knows."""
    if not held.stored:
        return (absent("pk"),)
    token = equals("version", held.version)
    # An item of an earlier release has no generation until its lease is taken.
    return (token, equals("generation", held.generation)) if held.generation else (token,)
