"""The derivation of the roles finds the keys that reach a request, however they get there."""

import pytest

from tests.unit.infra.flow.follow import Follow
from tests.unit.infra.flow.values import Due, Listed
from tests.unit.infra.reads import Module

MAKERS = {"dog": "DOG#*", "cat": "CAT#*", "dogs_of": Listed("TENANT#*#DOG")}
"""What the functions of the keys make, in these tests."""
KEYS = "".join(f"def {name}(id: str) -> Key: ...\n" for name in MAKERS)
TABLE = "".join(f"class {name}:\n    key: Key\n" for name in ("Key", "Put", "Delete", "Page"))
USED = (
    "from jetbridge.store import keys\n"
    "from jetbridge.store.table import Delete, Item, Key, Page, Put, Table\n"
)


def asked(source: str) -> set[tuple[str, object]]:
    """Return what a module asks of the table, each with what it asks that for."""
    modules = {
        name: Module(name, text)
        for name, text in {
            "jetbridge.store.keys": KEYS,
            "jetbridge.store.table": TABLE,
            "app": USED + source,
        }.items()
    }
    flow = Follow(modules, MAKERS, ())
    return {
        (request.asks, each)
        for request, carried in flow.requests
        for each in flow.meant(carried, lambda _: True)
    }


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "def one(table: Table) -> None:\n"
            "    read(table, keys.dog('a'))\n"
            "    table.write(Delete(keys.cat('a')))\n"
            "def read(table: Table, key: Key) -> Item | None:\n"
            "    return table.get(key)\n",
            {("get", "DOG#*"), ("Delete", "CAT#*")},
            id="a key that is handed on",
        ),
        pytest.param(
            "def dog(table: Table) -> None:\n"
            "    table.write(Delete(same(keys.dog('a'))))\n"
            "def cat(table: Table) -> None:\n"
            "    table.get(same(keys.cat('a')))\n"
            "def same(key: Key) -> Key:\n"
            "    return key\n",
            {("Delete", "DOG#*"), ("get", "CAT#*")},
            id="each caller its own",
        ),
        pytest.param(
            "from collections.abc import Callable, Iterator\n"
            "def one(table: Table) -> None:\n"
            "    for item in every(lambda: table.query_tenant(keys.dogs_of('a'))):\n"
            "        table.write(Put(item))\n"
            "def every(read: Callable[[], Page]) -> Iterator[Item]:\n"
            "    yield from read().items\n",
            {("query_tenant", Listed("TENANT#*#DOG")), ("Put", "DOG#*")},
            id="items of a list that another function reads",
        ),
        pytest.param(
            "class Told:\n"
            "    name: str\n"
            "    at: Key\n"
            "def tell(table: Table) -> None:\n"
            "    end(table, Told('a', at=keys.cat('a')))\n"
            "def end(table: Table, told: Told) -> None:\n"
            "    table.write(Delete(told.at))\n",
            {("Delete", "CAT#*")},
            id="a key in a record",
        ),
        pytest.param(
            "def one(table: Table) -> None:\n"
            "    work(table, table.get(keys.dog('a')))\n"
            "def work(table: Table, item: Item) -> None:\n"
            "    table.get(keys.cat(item['cat']))\n",
            {("get", "DOG#*"), ("get", "CAT#*")},
            id="an attribute of an item is no key",
        ),
        pytest.param(
            "def one(table: Table) -> None:\n    [*map(table.get, [keys.dog('a')])]\n",
            {("get", "DOG#*")},
            id="a method of the table that is handed on",
        ),
        pytest.param(
            "def work(table: Table, message: dict[str, str]) -> None:\n"
            "    table.get(Key(str(message['item']), ''))\n"
            "def job(table: Table) -> None:\n"
            "    for item in table.query_due('0').items:\n"
            "        table.write(Delete(Key(item['pk'], '')))\n",
            {("get", Due("RETENTION")), ("Delete", Due())},
            id="what is due",
        ),
    ],
)
def test_a_request_is_for_the_keys_that_reach_it(
    source: str, expected: set[tuple[str, object]]
) -> None:
    """One too few is a role that refuses in the cloud."""
    # THEN each request has the keys that the source leads to it, and no other's
    assert asked(source) == expected


def test_only_those_who_call_count() -> None:
    """Two functions share a module, and each reaches one part of it."""
    # GIVEN a helper that two functions call
    source = (
        "def dog(table: Table) -> None:\n    end(table, keys.dog('a'))\n"
        "def cat(table: Table) -> None:\n    end(table, keys.cat('a'))\n"
        "def end(table: Table, key: Key) -> None:\n    table.write(Delete(key))\n"
    )
    modules = {
        "jetbridge.store.keys": Module("jetbridge.store.keys", KEYS),
        "jetbridge.store.table": Module("jetbridge.store.table", TABLE),
        "app": Module("app", USED + source),
    }
    flow = Follow(modules, MAKERS, ())
    ((_, carried),) = flow.requests
    # THEN of one of them there is its own key
    assert flow.meant(carried, lambda caller: caller == ("app", "cat")) == {"CAT#*"}
