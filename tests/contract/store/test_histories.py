"""Any sequence of writes leaves the fake and a real engine in the same state."""

from collections.abc import Callable
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import (
    Check,
    Clause,
    ConditionFailedError,
    Cursor,
    Delete,
    Item,
    Key,
    Page,
    Put,
    Scalar,
    Table,
    Update,
    Value,
    Write,
    absent,
    at_least,
    at_most,
    differs,
    equals,
    exists,
)
from tests.contract.store.engines import new_table

KEYS = [Key(pk, sk) for pk in ("P", "Q") for sk in ("A", "B#1", "B#2")]
VALUES: dict[str, list[Scalar]] = {
    "status": ["", "active", b"x"],
    "version": [0, 1, 2],
    "tenant_pk": ["T"],
    "tenant_sk": ["1", "2", "3"],
    "due_shard": ["D"],
    "due_at": [1, 2, 3],
}


ATTRIBUTES = st.sampled_from(list(VALUES))
COMPARED = st.sampled_from(["version", "due_at", "uses"])
PAIRS = ATTRIBUTES.flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name])))
CLAUSES: st.SearchStrategy[Clause] = st.one_of(
    st.sampled_from(["pk", *VALUES]).map(exists),
    st.sampled_from(["pk", *VALUES]).map(absent),
    PAIRS.map(lambda pair: equals(*pair)),
    PAIRS.map(lambda pair: differs(*pair)),
    st.builds(at_most, COMPARED, st.integers(0, 3)),
    st.builds(at_least, COMPARED, st.integers(0, 3)),
)


@st.composite
def writes(draw: st.DrawFn, key: Key) -> Write:
    """Draw a write of one item."""
    kind = draw(st.sampled_from(["put", "put", "update", "update", "delete", "check"]))
    names = draw(st.sets(st.sampled_from(list(VALUES)), max_size=5))
    changed: dict[str, Value] = {n: draw(st.sampled_from(VALUES[n])) for n in sorted(names)}
    when = tuple(draw(st.lists(CLAUSES, max_size=2)))
    if kind == "put":
        return Put({"pk": key.pk, "sk": key.sk, **changed}, when=when)
    if kind == "update":
        others = sorted(VALUES.keys() - names)
        removed = draw(st.sets(st.sampled_from(others), max_size=2)) if others else set()
        counted = {"uses": 2} if "version" in names | removed else {"version": 1}
        return Update(key, set=changed, remove=tuple(sorted(removed)), add=counted, when=when)
    return Delete(key, when=when) if kind == "delete" else Check(key, when=when or (exists("pk"),))


@st.composite
def transactions(draw: st.DrawFn) -> list[Write]:
    """Draw one to three writes of different items."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
    return [draw(writes(key)) for key in keys]


def outcome(table: Table, batch: list[Write]) -> tuple[int, ...] | None:
    """Write; return the positions of the writes that were refused, None where none was."""
    try:
        table.write(*batch)
    except ConditionFailedError as refused:
        return refused.indexes
    return None


def listed(read: Callable[[Cursor | None], Page]) -> list[Item]:
    """Return all items of a list, page by page."""
    items: list[Item] = []
    after: Cursor | None = None
    while True:
        page = read(after)
        items += page.items
        after = page.next
        if after is None:
            return items


def unordered(items: list[Item]) -> list[Item]:
    """Sort items whose order is open: that of equal places in an index."""
    return sorted(items, key=lambda item: (item["pk"], item["sk"]).__repr__())


class Differential(RuleBasedStateMachine):
    """Makes the same writes in both tables and compares what comes of them."""

    engine: ClassVar[DynamoDBClient]

    def __init__(self) -> None:
        """Start with two empty tables."""
        super().__init__()
        self.tables: tuple[Table, Table] = (MemoryTable(), new_table(self.engine))

    @rule(batch=transactions())
    def write(self, batch: list[Write]) -> None:
        """Write one item or several at once, then read all."""
        fake, real = self.tables
        assert outcome(fake, batch) == outcome(real, batch)
        assert fake.get_many(KEYS) == real.get_many(KEYS)

    @rule(
        pk=st.sampled_from(["P", "Q"]),
        prefix=st.sampled_from(["", "A", "B#"]),
        limit=st.integers(1, 4),
        newest_first=st.booleans(),
    )
    def read(self, *, pk: str, prefix: str, limit: int, newest_first: bool) -> None:
        """Read a partition, the tenant's items, and what is due."""

        def lists(table: Table) -> tuple[list[Item], list[Item], list[Item]]:
            return (
                listed(
                    lambda after: table.query(
                        pk, prefix=prefix, limit=limit, after=after, newest_first=newest_first
                    )
                ),
                listed(
                    lambda after: table.query_tenant(
                        "T", limit=limit, after=after, newest_first=newest_first
                    )
                ),
                listed(lambda after: table.query_due("D", 2, limit, after)),
            )

        fake, real = map(lists, self.tables)
        assert fake[0] == real[0]
        assert unordered(fake[1]) == unordered(real[1])
        assert unordered(fake[2]) == unordered(real[2])
        assert [item["tenant_sk"] for item in fake[1]] == [item["tenant_sk"] for item in real[1]]
        assert [item["due_at"] for item in fake[2]] == [item["due_at"] for item in real[2]]


def test_fake_and_engine_agree_on_any_history(dynalite: DynamoDBClient) -> None:
    """The fake and dynalite answer alike, write by write, and hold the same."""
    # GIVEN two empty tables
    Differential.engine = dynalite
    # WHEN the same random writes are made in both, THEN they agree at every step
    run_state_machine_as_test(
        Differential,
        settings=settings(max_examples=15, stateful_step_count=40, deadline=None, derandomize=True),
    )
