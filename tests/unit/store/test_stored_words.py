"""The words of enums in stored items: what a rollback finds, and what an upgrade has to read.

`words.json` has those that release 0.1.0 stores. It is not to be changed.
"""

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

from jetbridge.model.record import has_fields
from tests.support.documents import DOCS
from tests.unit.store.every_kind import KINDS

FIRST: Final[dict[str, list[str]]] = json.loads(Path(__file__).with_name("words.json").read_text())


def enums(hint: Any) -> Iterator[type[Enum]]:  # noqa: ANN401 - types have no common type
    """Yield the enums that a field of type `hint` holds, and the fields of its fields."""
    for part in get_args(hint):
        yield from enums(part)
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield hint
    elif isinstance(hint, type) and has_fields(hint):
        for each in get_type_hints(hint).values():
            yield from enums(each)


def words() -> dict[str, list[str]]:
    """Return the words of each enum that stands in an item, by the enum's name."""
    stored = {each for kind in KINDS.values() for each in enums(type(kind.full))}
    named = {f"{each.__module__}.{each.__name__}": each for each in stored}
    return {name: sorted(str(word.value) for word in named[name]) for name in sorted(named)}


def test_each_word_of_the_first_release_is_read() -> None:
    """A word that is taken away makes the items that hold it unreadable."""
    # GIVEN the words of the first release, THEN the present code knows each
    present = {(name, word) for name, known in words().items() for word in known}
    assert {(name, word) for name, known in FIRST.items() for word in known} <= present


def test_each_later_word_is_told_to_who_rolls_back() -> None:
    """An earlier release cannot read an item that holds a later word."""
    # GIVEN the words that came after the first release
    told = (DOCS / "upgrading.md").read_text().partition("## Words since 0.1.0")[2]
    later = [
        word for name, known in words().items() for word in known if word not in FIRST.get(name, [])
    ]
    # THEN upgrading.md names each
    assert [word for word in later if f"`{word}`" not in told] == []
