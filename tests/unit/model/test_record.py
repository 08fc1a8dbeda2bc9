"""Records against dataclasses: to their users they are the same."""

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import pytest

from jetbridge.model.record import Field, asdict, field, fields, has_fields, record, replace
from tests.unit.runtime.processes import run_python


@record
class Point:
    """A record."""

    x: int
    y: int = 2
    notes: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False, metadata={"a": "b"})

    @property
    def both(self) -> int:
        """Both."""
        return self.x + self.y


@dataclasses.dataclass(frozen=True)
class Twin:
    """The same as a dataclass."""

    x: int
    y: int = 2
    notes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    secret: str = dataclasses.field(default="", repr=False, metadata={"a": "b"})


@record(frozen=False, eq=False)
class Broken(Exception):  # noqa: N818 - an example
    """An error with fields."""

    code: str
    status: int = 400


@record
class Place(Point):
    """A record that adds to another."""

    name: str = "here"


@pytest.mark.parametrize("kind", [Point, Twin])
@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((1,), {}), ((1, 3), {}), ((), {"x": 1, "secret": "s"}), ((1, 2, {"a": "b"}, "s"), {})],
    ids=str,
)
def test_it_is_made_as_a_dataclass_is(
    kind: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """By position or name, with defaults; the second instance like the first."""
    # GIVEN values, WHEN two are made, THEN they have them
    first, second = kind(*args, **kwargs), kind(*args, **kwargs)
    expected = dataclasses.asdict(Twin(*args, **kwargs))
    assert dataclasses.asdict(first) == dataclasses.asdict(second) == expected
    assert first == second


@pytest.mark.parametrize("args", [(), (1, 2, {}, "", 5)], ids=str)
def test_what_does_not_fit_is_refused(args: tuple[Any, ...]) -> None:
    """Values that are missing, and values too many."""
    # GIVEN values that do not fit, WHEN it is to be made, THEN that is an error
    # that names the record, as a dataclass's does
    with pytest.raises(TypeError, match=r"^Point\.__init__\(\)"):
        Point(*args)


def test_it_is_shown_without_what_is_hidden() -> None:
    """As a dataclass is."""
    # GIVEN a record with a secret, WHEN it is shown, THEN it is as its twin
    shown = repr(Point(1, secret="canary"))
    assert shown == repr(Twin(1, secret="canary")).replace("Twin", "Point")


def test_it_is_compared_by_value_within_its_class() -> None:
    """And hashed so."""
    # GIVEN records, WHEN they are compared, THEN values and class count
    assert Place(1) == Place(1)
    assert Point(1) != Point(2)
    assert Point(1) != Place(1)
    twin: object = Twin(1)
    assert Point(1) != twin
    assert len({Limit(1), Limit(1), Limit(2)}) == 2


@record
class Limit:
    """A record whose values have hashes."""

    most: int


def test_a_default_of_its_own_is_each_instances() -> None:
    """What one instance holds is not the other's."""
    # GIVEN two records, THEN their maps are two
    assert Point(1).notes is not Point(1).notes


@pytest.mark.parametrize("name", ["x", "other"])
def test_it_does_not_change(name: str) -> None:
    """Neither by assignment nor by deletion."""
    # GIVEN a record, WHEN it is written to, THEN that is an error
    point = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(point, name, 5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(point, name)


def test_dataclasses_take_it_for_one_of_theirs() -> None:
    """`fields`, `replace`, `asdict`, `is_dataclass`: the user of a record need not know."""
    # GIVEN records
    point, place = Point(1, secret="s"), Place(1, name="there")
    # WHEN dataclasses look at them, THEN they see what they are used to
    assert dataclasses.is_dataclass(point)
    assert [each.name for each in dataclasses.fields(Place)] == [
        *("x", "y", "notes", "secret"),
        "name",
    ]
    assert [each.name for each in dataclasses.fields(point)] == ["x", "y", "notes", "secret"]
    assert dataclasses.fields(Point)[3].metadata == {"a": "b"}
    assert dataclasses.replace(place, x=5) == Place(5, name="there")
    assert dataclasses.asdict(point) == {"x": 1, "y": 2, "notes": {}, "secret": "s"}


def test_a_field_may_have_any_name() -> None:
    """What the constructor calls things is no field's name."""

    # GIVEN a record with a field that is called as a local variable could be
    @record
    class Queue:
        held: int
        value: int = 2

    # THEN it has what it was given
    assert asdict(Queue(7)) == {"held": 7, "value": 2}


def test_its_own_functions_do_the_same() -> None:
    """And take dataclasses, too."""
    # GIVEN a record and a dataclass
    point, twin = Point(1), Twin(1)
    # WHEN they are looked at, THEN both have their fields
    names = ["x", "y", "notes", "secret"]
    assert [each.name for each in fields(point)] == [each.name for each in fields(twin)] == names
    assert has_fields(Point)
    assert has_fields(twin)
    assert not has_fields(5)
    assert replace(Place(1), name="there") == Place(1, name="there")
    assert isinstance(fields(Point)[0], Field)


@record
class Trip:
    """A record of records."""

    stops: tuple[Point, ...]
    by_name: Mapping[str, Place] = field(default_factory=dict)
    seen: int = field(default=0, compare=False)


def test_it_becomes_a_dictionary_with_all_that_it_holds() -> None:
    """As `dataclasses.asdict` makes it, however deep."""
    # GIVEN records in a record
    trip = Trip((Point(1), Place(2)), {"home": Place(3)}, 7)
    # WHEN both make a dictionary of it, THEN it is the same
    assert asdict(trip) == dataclasses.asdict(trip)
    assert asdict(trip)["by_name"]["home"]["name"] == "here"


def test_what_is_not_compared_makes_no_difference() -> None:
    """Neither to its hash."""
    # GIVEN records that differ in what is not compared
    one, other = Trip((), {}, 1), Trip((), {}, 2)
    # WHEN they are compared, THEN they are the same
    assert one == other
    assert not dataclasses.fields(one)[2].compare
    assert hash(Held(1, 1)) == hash(Held(1, 2))
    assert Held(1, 1) != Held(2, 1)


@record
class Held:
    """A record of which a part is compared."""

    what: int
    when: int = field(default=0, compare=False)


@record
class Checked:
    """A record that checks itself, and has what is no field."""

    known: ClassVar[list[int]] = []
    kind: ClassVar = "checked"
    number: int

    def __post_init__(self) -> None:
        """Remember the number."""
        self.known.append(self.number)


def test_it_is_completed_and_has_what_is_no_field() -> None:
    """As a dataclass."""
    # GIVEN a record, WHEN two are made, THEN each was completed
    assert [Checked(1).number, Checked(number=2).number] == [1, 2]
    assert Checked.known == [1, 2]
    assert [each.name for each in fields(Checked)] == ["number"]


def test_an_error_travels() -> None:
    """Python writes to it."""
    # GIVEN an error, WHEN it is raised, THEN it has its fields and is no other one's equal
    with pytest.raises(Broken) as raised:
        raise Broken("busy")
    assert (raised.value.code, raised.value.status) == ("busy", 400)
    raised.value.add_note("a note")
    assert Broken("busy") != Broken("busy")


def test_it_is_matched_copied_and_pickled() -> None:
    """By position in a pattern."""
    # GIVEN a record, WHEN it is taken apart, copied, sent, THEN it is the same
    point = Point(1, 5)
    match point:
        case Point(x, y):
            assert (x, y) == (1, 5)
    assert copy.copy(point) == copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point  # noqa: S301 - our own
    assert point.both == 6


def test_a_record_loads_neither_dataclasses_nor_inspect() -> None:
    """Not when it is defined, made, compared and shown."""
    # GIVEN a fresh process, WHEN a record is used
    script = (
        "import sys\n"
        "from jetbridge.store.table import Key\n"
        "assert Key('a', 'b') == Key('a', 'b') and repr(Key('a', 'b'))\n"
        "print({'dataclasses', 'inspect'} & {*sys.modules})"
    )
    # THEN it needs neither
    assert run_python(script).strip() == "set()"
