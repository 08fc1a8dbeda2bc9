"""Entries of the audit trail as commands write and read them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jetbridge.model import audit
from jetbridge.model.audit import DIGEST, Head, canonical
from jetbridge.model.audit_check import Anchor
from jetbridge.store.listing import readable
from jetbridge.store.mapper import UnreadableItemError, from_item, member
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import Row, moment
from jetbridge_cli.printing import printable

type Entry = dict[str, Any]

_COLUMNS: Final = ("at", "tenant", "action", "outcome", "actor", "on", "request_id")
_CSV: Final = (*_COLUMNS, "number", "digest")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PREFIX: Final = "AUDIT#"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are wanted: from `since` on, before `until` if there is one.

    Of these actions; of every one, those of other releases included, where none is named.
    """

    actions: frozenset[str]
    since: int
    until: int | None

    def takes(self, entry: Entry) -> bool:
        """Return whether an entry is wanted."""
        in_time = self.since <= entry["at"] and (self.until is None or entry["at"] < self.until)
        return in_time and (not self.actions or entry["action"] in self.actions)


def changes(entries: Sequence[Entry], wanted: Filter, now: int) -> list[Row]:
    """Return a row for each change, newest first: its outcome where there is one.

    What has expired and is still there is left out.

    Raises:
        CommandError: an entry lacks an attribute, and the others alone are not asked for.
    """
    latest: dict[tuple[str, str, str], Entry] = {}
    try:
        for each in taken(entries, wanted):
            if each["ttl"] > now:
                latest[each["tenant"], each["request_id"], each["action"]] = each
    except UnreadableItemError:
        raise CommandError("an entry cannot be read: run `jetbridge audit verify`") from None
    ordered = sorted(latest.values(), key=lambda each: (each["at"], each["number"]), reverse=True)
    return [_row(each) for each in ordered]


def taken(entries: Iterable[Entry], wanted: Filter) -> Iterator[Entry]:
    """Yield the entries that a filter takes, as they are stored.

    Raises:
        UnreadableItemError: one cannot be read, and the others alone are not asked for.
    """
    return filter(wanted.takes, readable(_whole, entries))


def _whole(item: Entry) -> Entry:
    """Return an entry of which each attribute can be read, as it is stored.

    Raises:
        UnreadableItemError: one cannot be.
    """
    from_item(audit.Entry, item)
    member(item, DIGEST, str)
    return item


def json_line(entry: Entry) -> str:
    """Return an entry as it is stored, as a line of JSON."""
    return canonical(entry) + "\n"


def csv_header() -> str:
    """Return the names of the columns."""
    return _csv(_CSV)


def csv_line(entry: Entry) -> str:
    """Return an entry as a line of CSV."""
    row = {**_row(entry), "number": entry["number"], "digest": entry[DIGEST]}
    return _csv([_cell(row[name]) for name in _CSV])


def end(name: str, ended: Head, entries: int) -> Row:
    """Return where a chain of so many entries ends: what is worth keeping elsewhere."""
    return {
        "chain": name,
        "entries": entries,
        "number": ended.number,
        "digest": ended.digest,
        "expires_at": ended.expires_at,
    }


def anchors(file: Path) -> dict[str, dict[int, Anchor]]:
    """Return what is in a file that was kept elsewhere, by chain and number.

    Lines of the functions' logs are taken, too: each entry is logged as it is appended.

    Raises:
        CommandError: it is no such file.
    """
    found: dict[str, dict[int, Anchor]] = {}
    try:
        for each in _documents(file.read_text()):
            name = each.get("chain") or each["pk"].removeprefix(_PREFIX)
            known = Anchor(each[DIGEST], each.get("ttl", each.get("expires_at")))
            found.setdefault(name, {})[each["number"]] = known
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(
            f"{file} is neither what `jetbridge audit export` nor what `jetbridge audit verify"
            " --json` writes"
        ) from None
    if not found:
        raise CommandError(f"{file} has no entry: it would agree with anything")
    return found


def _documents(text: str) -> list[Any]:
    if text.startswith("["):
        listed: list[Any] = json.loads(text)
        return listed
    return [json.loads(line) for line in text.splitlines() if line]


def _row(entry: Entry) -> Row:
    shown = {name: entry[name] for name in _COLUMNS}
    return {**shown, "at": moment(entry["at"]), "on": " ".join(entry["on"])}


def _cell(value: object) -> str:
    """Return a cell that a spreadsheet takes for text: a company's id may begin like a formula."""
    text = printable(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
