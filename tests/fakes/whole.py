"""A table on which what belongs together is written together, or the test fails.

A process may die after any call to the table. So after each of them everything is whole: what an
item says of others is true of them. A transaction that is made into several calls is noticed at
the first of them, by every test whose flow comes through it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, override

from jetbridge.store import keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Key, Write

type _Fields = Mapping[str, Any]


class WholeTable(MemoryTable):
    """A `MemoryTable` that asserts after every call that nothing is half-written."""

    @override
    def write(self, *writes: Write) -> None:
        """Make the writes, and see that what they tell of is told and what they name is there."""
        places = [write.key for write in writes]
        before = self.get_many(places)
        super().write(*writes)
        for place, was in zip(places, before, strict=True):
            now = self.get(place)
            rule = _RULES.get(place.sk) or _RULES.get(place.sk.partition("#")[0] + "#")
            if rule and now and now != was:
                missing = rule(_Change(self, was or {}, now, frozenset(places)))
                assert not missing, f"{place.pk.partition('#')[0]} without {missing}"


@dataclass(frozen=True)
class _Change:
    """An item as it was and as it is, in the table after the call that wrote `places`."""

    table: WholeTable
    was: _Fields
    now: _Fields
    places: frozenset[Key]

    def has_changed(self, *names: str) -> bool:
        return any(self.was.get(name) != self.now.get(name) for name in names)

    def has_line(self, number: str = "") -> bool:
        """Return whether this version of the item has a line in its history."""
        entry = f"#{self.now['version']:08d}{number}"
        pk = str(self.now["pk"])
        page = self.table.query(pk, prefix=keys.HISTORY_PREFIX, limit=100, newest_first=True)
        return any(entry in str(item["sk"]) for item in page.items)


def _connection(change: _Change) -> str:
    table, was, now = change.table, change.was, change.now
    if not change.has_changed("status", "reason"):
        return ""
    if not change.has_line():
        return "a line of its history"
    begins = f"OUTBOX#{now['id']}.{now['version']}."
    is_told = any(key.pk.startswith(begins) for key in [*table._items])
    if now["status"] not in (was.get("status", "pending"), "pending") and not is_told:
        return "its event"
    if now["status"] != "disabled" or not was:
        return ""
    clients = filter(None, (table.get(keys.client(each)) for each in was["clients"]))
    if any(client["secrets"] for client in clients):
        return "the end of its clients"
    tokens = f"BROKER#{now['id']}/"
    return "the end of its tokens" * any(key.pk.startswith(tokens) for key in [*table._items])


def _onboarding(change: _Change) -> str:
    table, now = change.table, change.now
    record = keys.idempotency_record(now["tenant"], now["key_digest"])
    if not change.was and now["key_digest"] and not table.get(record):
        return "the record of its key"
    if now["erased_at"] or not now["announced"] or not change.has_changed("announced"):
        return ""
    if not table.get(keys.outbox(f"{now['id']}.{now['version']}.{now['status']}")):
        return "its event"
    journey = keys.journey(now["journey_id"])
    return "a look of its journey" * bool(now["journey_id"] and journey not in change.places)


def _event(change: _Change) -> str:
    now = change.now
    journey_id = now["detail"].get("journeyId")
    endpoint = change.table.get(keys.endpoint(now["tenant"]))
    if change.was or not journey_id or not endpoint:
        return ""
    types = cast("list[str]", endpoint["types"])
    is_wanted = not types or now["type"] in types
    is_there = change.table.get(keys.delivery(journey_id, now["id"]))
    return "its delivery" * bool(is_wanted and not is_there)


def _journey(change: _Change) -> str:
    is_over = change.now["status"] in {"completed", "failed", "cancelled"}
    is_news = not change.was or (is_over and change.has_changed("status"))
    return "a line of its timeline" if is_news and not change.has_line(".") else ""


def _company(change: _Change) -> str:
    return "" if change.has_line() else "a line of its history"


def _lead(change: _Change) -> str:
    there = change.table.get(keys.onboarding(change.now["onboarding_id"]))
    return "" if there else "its onboarding"


def _version(change: _Change) -> str:
    current = change.table.get(keys.current_policy(change.now["tenant"])) or {}
    return "" if current.get("version") == change.now["version"] else "what names it"


_RULES: Final[Mapping[str, Callable[[_Change], str]]] = {
    "COMPANY": _company,
    "CONNECTION": _connection,
    "HIRE": _lead,
    "IDEMPOTENCY": _lead,
    "JOURNEY": _journey,
    "ONBOARDING": _onboarding,
    "OUTBOX": _event,
    "VERSION#": _version,
}
"""What is missing beside a changed item, by the sort key: whole, or its first word."""
