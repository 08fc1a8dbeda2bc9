"""Items keep their form: what a release has stored, the next one reads, and writes the same way.

The files in `recorded/` were written by the code that had a function of its own for each kind.
What they hold is not to be changed: a new attribute is added, and named as `lacked` by its kind.
"""

import json
from dataclasses import MISSING, Field, fields, replace
from pathlib import Path
from typing import Any, Final

import pytest

from jetbridge.model.stored import attribute_of
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item, Put
from tests.unit.store.every_kind import KINDS
from tests.unit.store.kinds import Kind

RECORDED: Final = Path(__file__).parent / "recorded"
CASES: Final = [(name, size) for name in KINDS for size in ("full", "minimal")]


def recorded(name: str, size: str) -> Item:
    """Return the recorded item of a kind."""
    items: dict[str, Item] = json.loads((RECORDED / f"{name}.json").read_text())
    return items[size]


def read(kind: Kind, value: Any, item: Item) -> Any:  # noqa: ANN401 - each kind has its own type
    """Return what the code reads from an item."""
    table = MemoryTable()
    table.write(Put(item))
    return kind.read(table, value)


def default(field: Field[Any]) -> object:
    """Return what a field is where its attribute is missing."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return "" if field.default is MISSING else field.default


def in_text(item: Item) -> str:
    """Return an item as JSON, in which `True` and 1 differ."""
    return json.dumps(item, sort_keys=True, indent=1)


@pytest.mark.parametrize(("name", "size"), CASES)
def test_a_recorded_item_is_read(name: str, size: str) -> None:
    """Each attribute becomes the field that it was written from."""
    # GIVEN an item that a release has stored
    kind = KINDS[name]
    value = getattr(kind, size)
    # WHEN it is read, THEN it is what was stored
    assert read(kind, value, recorded(name, size)) == value


@pytest.mark.parametrize(("name", "size"), CASES)
def test_an_item_is_written_as_it_was_recorded(name: str, size: str) -> None:
    """The release before reads what this one writes: an upgrade can be rolled back."""
    # GIVEN a value
    kind = KINDS[name]
    value = getattr(kind, size)
    table = MemoryTable()
    # WHEN it is stored
    kind.write(table, value)
    # THEN its item is the recorded one
    item = table.get(kind.key(value))
    assert item
    assert in_text(item) == in_text(recorded(name, size))


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.lacked])
def test_an_item_that_lacks_later_attributes_is_read(name: str) -> None:
    """They read as the defaults of their fields, or as empty text."""
    # GIVEN an item of a release that did not know some attributes
    kind = KINDS[name]
    item = {key: each for key, each in recorded(name, "full").items() if key not in kind.lacked}
    # WHEN it is read
    found = read(kind, kind.full, item)
    # THEN the fields have their defaults
    stored = {attribute_of(each): each for each in fields(kind.full)}
    lacking = [stored[name] for name in kind.lacked]
    assert found == replace(kind.full, **{each.name: default(each) for each in lacking})


@pytest.mark.parametrize("name", KINDS)
def test_an_attribute_of_a_later_release_is_passed_over(name: str) -> None:
    """A rollback finds items that the later release has written."""
    # GIVEN an item with an attribute that this release does not know
    kind = KINDS[name]
    item: Item = {**recorded(name, "full"), "of_a_later_release": "x"}
    # WHEN it is read, THEN the rest is as ever
    assert read(kind, kind.full, item) == kind.full
