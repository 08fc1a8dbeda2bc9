"""Dataclasses as items: what the recorded kinds do not show by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pytest

from jetbridge.model.secret import Secret
from jetbridge.model.stored import stored_as
from jetbridge.store.mapper import UnreadableItemError, from_item, to_item
from jetbridge.store.table import Item, Key


class Colour(StrEnum):
    """A field's values."""

    RED = "red"


@dataclass(frozen=True)
class Part:
    """A dataclass within another one."""

    name: str
    colour: Colour = Colour.RED


@dataclass(frozen=True)
class Thing:
    """One field of each type that is stored."""

    name: str
    count: int = 0
    ready: bool = False
    ends_at: int | None = None
    colour: Colour | None = None
    colours: tuple[Colour, ...] = ()
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    facts: Mapping[str, object] | None = None
    secret: Secret | None = None


@dataclass(frozen=True)
class Renamed:
    """A field that had another name in an earlier release, with a default and without one."""

    owner: str = field(metadata=stored_as("tenant"))
    inner: "Renamed | None" = field(default=None, metadata=stored_as("part"))


FULL: Final = Thing(
    "a",
    2,
    ready=True,
    ends_at=0,
    colour=Colour.RED,
    colours=(Colour.RED,),
    part=Part("b"),
    parts=(Part("c"), Part("d")),
    facts={"list": [1, None], "map": {"deep": True}},
)
KEY: Final = Key("P", "S")
ITEM: Final[Item] = {
    "pk": "P",
    "sk": "S",
    "name": "a",
    "count": 2,
    "ready": True,
    "ends_at": 0,
    "colour": "red",
    "colours": ["red"],
    "part": {"name": "b", "colour": "red"},
    "parts": [{"name": "c", "colour": "red"}, {"name": "d", "colour": "red"}],
    "facts": {"list": [1, None], "map": {"deep": True}},
    "secret": None,
}


def test_every_type_of_field_is_written_and_read() -> None:
    """The type of a field says how its attribute is read."""
    # GIVEN a value, WHEN it is written
    item = to_item(KEY, FULL)
    # THEN it holds plain values, from which it is read again
    assert (item, type(item["colour"])) == (ITEM, str)
    assert from_item(Thing, item) == FULL


def test_nothing_is_read_from_null() -> None:
    """A field that may be None is None, also where its type is an enum or a dataclass."""
    # GIVEN a value of which most is None, WHEN it is written and read, THEN it is the same
    assert from_item(Thing, to_item(KEY, Thing("a"))) == Thing("a")


def test_a_field_can_be_left_out() -> None:
    """Its attribute is written by the caller, or not at all."""
    # GIVEN a value, WHEN it is written without a field, THEN there is no such attribute
    assert "count" not in to_item(KEY, FULL, without=("count",))


def test_a_field_that_is_none_can_be_left_out() -> None:
    """A condition may ask whether there is such an attribute."""
    # GIVEN a field that is set, and one that is None
    # WHEN they are written if they are set, THEN there is an attribute for the first
    item = to_item(KEY, FULL, if_set=("ends_at", "secret"))
    assert item == {name: value for name, value in ITEM.items() if name != "secret"}


def test_a_field_is_stored_under_the_name_that_it_declares() -> None:
    """Items keep their form where a field is renamed, and so do the maps within them."""
    # GIVEN a value with renamed fields, and the item that was stored under the earlier names
    value = Renamed("a", Renamed("b"))
    item: Item = {"pk": "P", "sk": "S", "tenant": "a", "part": {"tenant": "b", "part": None}}
    # WHEN the one is written, and the other is read, THEN they are the same
    assert to_item(KEY, value) == item
    assert from_item(Renamed, item) == value


def test_a_renamed_field_is_left_out_by_its_present_name() -> None:
    """What is left out is named as in the dataclass."""
    # GIVEN a value with renamed fields, WHEN one is written without them, and one if they are set
    # THEN their attributes are missing
    assert to_item(KEY, Renamed("a"), without=("inner",)) == {"pk": "P", "sk": "S", "tenant": "a"}
    assert to_item(KEY, Renamed("a"), if_set=("inner",)) == {"pk": "P", "sk": "S", "tenant": "a"}


def test_a_map_within_an_item_may_be_of_another_release() -> None:
    """What it lacks has its default, and what it has besides is passed over."""
    # GIVEN a map that lacks one attribute and has one that is not known
    item: Item = {"name": "a", "part": {"name": "b", "size": 3}}
    # WHEN it is read, THEN the rest is
    assert from_item(Thing, item).part == Part("b")


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ({"count": 1}, "Thing.*'name'"),
        ({"name": "a", "parts": [{}]}, "Part.*'name'"),
        ({"name": "a", "parts": None}, "Thing.parts"),
        ({"name": "a", "part": "canary"}, "Part"),
        ({"name": "a", "colour": "canary"}, "Thing.colour"),
    ],
)
def test_what_cannot_be_read_is_an_error(item: Item, named: str) -> None:
    """Nothing is made up for it, and an operator sees where it is."""
    # GIVEN an item that lacks what has no default, or has a word of a later release
    # WHEN it is read
    with pytest.raises(UnreadableItemError, match=named) as error:
        from_item(Thing, item)
    # THEN the error names the field, and not what it holds
    assert "canary" not in str(error.value)


def test_a_secret_is_not_written() -> None:
    """It is sealed before it is stored."""
    # GIVEN a value with a secret, WHEN it is written, THEN that is refused, and not quoted
    with pytest.raises(TypeError, match="an item holds no Secret"):
        to_item(KEY, Thing("a", secret=Secret("x")))
