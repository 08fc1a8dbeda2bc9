"""Whatever is done to an entry of the audit trail shows."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jetbridge.model.audit import (
    DIGEST,
    Action,
    Chain,
    Change,
    Head,
    Item,
    Outcome,
    digest,
    following,
)
from jetbridge.model.audit_check import Anchor, against, faults
from jetbridge.store import keys
from jetbridge.store.mapper import to_item

NOW: Final = 1_790_000_000
KEEP: Final = 1_000
LENGTH: Final = 5
CHAIN: Final = "2#demo"
CHANGE: Final = Change(Action.SECRET_SET, "demo", "operator:arn", "request", ("one",))


def written(*, every: int = 1) -> Chain:
    """Return a chain with an entry each `every` seconds, the last one now."""
    head, items = Head(), list[Item]()
    for n in range(LENGTH):
        at = NOW - (LENGTH - 1 - n) * every
        entry = following(head, CHANGE, Outcome.DONE, now=at, keep=KEEP)
        item: dict[str, Any] = to_item(keys.audit_entry(CHAIN, entry.number), entry)
        item[DIGEST] = digest(item)
        items.append(item)
        head = Head(entry.number, item[DIGEST], entry.ttl)
    return Chain(head, items, head)


def found(chain: Chain, items: Sequence[Item], *, now: int = NOW) -> list[str]:
    """Return what is wrong with a chain that has these entries instead."""
    tampered = Chain(chain.began, items, chain.ended)
    return [f"{each.number} {each.what}" for each in faults(tampered, now=now)]


def test_a_chain_as_it_was_written_has_no_fault() -> None:
    """Neither an empty one."""
    chain = written()
    assert not found(chain, chain.items)
    assert not [*faults(Chain(None, (), None), now=NOW)]


ATTRIBUTES: Final = sorted(written().items[0].keys())


@pytest.mark.parametrize("place", range(LENGTH))
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_a_changed_attribute_is_found(place: int, attribute: str) -> None:
    """Any attribute of any entry, a removed one, and one that was added."""
    # GIVEN an entry with another value, with one attribute more, and without one
    chain = written()
    tampered = [
        {**chain.items[place], attribute: "other"},
        {**chain.items[place], "another": attribute},
    ]
    if attribute not in {"pk", "sk"}:  # an item has a key
        kept = chain.items[place].items()
        tampered.append({name: value for name, value in kept if name != attribute})
    # THEN each is found in the place of the entry
    for item in tampered:
        assert found(chain, [*chain.items[:place], item, *chain.items[place + 1 :]])


@pytest.mark.parametrize("place", range(LENGTH))
def test_a_changed_entry_with_a_new_digest_is_found(place: int) -> None:
    """The one after it, or the head, names the former one."""
    chain = written()
    items = [dict(each) for each in chain.items]
    items[place]["actor"] = "operator:another"
    items[place][DIGEST] = digest(items[place])
    assert len(found(chain, items)) == 1


@pytest.mark.parametrize("place", range(LENGTH))
def test_a_removed_entry_is_found(place: int) -> None:
    """The first and the last one too."""
    chain = written()
    items = [*chain.items[:place], *chain.items[place + 1 :]]
    (fault,) = found(chain, [dict(each) for each in items])
    assert fault.startswith(f"{place + 1} is missing")


@pytest.mark.parametrize("place", range(LENGTH - 1))
def test_two_entries_that_changed_places_are_found(place: int) -> None:
    """Their keys too."""
    chain = written()
    items = [dict(each) for each in chain.items]
    one, two = items[place], items[place + 1]
    one["sk"], two["sk"] = two["sk"], one["sk"]
    items[place], items[place + 1] = two, one
    assert found(chain, items)


@pytest.mark.parametrize("place", range(LENGTH + 1))
def test_an_inserted_entry_is_found(place: int) -> None:
    """Wherever it stands, with a digest of its own."""
    chain = written()
    items = [dict(each) for each in chain.items]
    forged = {
        **items[0],
        "actor": "x",
        "number": place + 1,
        "sk": keys.audit_entry(CHAIN, place + 1).sk,
    }
    forged[DIGEST] = digest(forged)
    assert found(chain, [*items[:place], forged, *items[place:]])


def test_an_entry_of_another_tenant_is_found() -> None:
    """Copied with a new digest."""
    chain = written()
    items = [{**each, "pk": keys.audit_entry("2#another", 1).pk} for each in chain.items]
    items[0][DIGEST] = digest(items[0])
    assert "1 was moved: it belongs elsewhere" in found(chain, items)


def test_a_missing_head_is_found() -> None:
    """It says where the chain ends."""
    assert [*faults(Chain(None, written().items, None), now=NOW)]


REMOVED: Final[dict[str, Callable[[int], bool]]] = {
    "the oldest": lambda n: n < 2,
    "in any order": lambda n: n == 1,
    "none yet": lambda _: False,
}


@pytest.mark.parametrize("name", REMOVED)
def test_what_has_expired_may_be_missing(name: str) -> None:
    """DynamoDB removes it at any time afterwards, in any order."""
    # GIVEN a chain of which the first two entries have expired
    chain = written(every=400)
    # THEN it has no fault without them
    items = [dict(each) for n, each in enumerate(chain.items) if not REMOVED[name](n)]
    assert not found(chain, items)
    # AND the third one, which has not, must be there
    assert found(chain, [each for each in items if each["number"] != 3])


def test_a_chain_may_have_expired_as_a_whole() -> None:
    """The head stays, and the next entry continues it."""
    chain = written()
    assert not found(chain, [], now=NOW + KEEP)
    assert found(chain, [], now=NOW + KEEP - 1)


def test_no_entry_expires_before_an_earlier_one() -> None:
    """Where entries are kept for less time from now on, or a clock was wrong."""
    head = Head(1, "digest", NOW + 5_000)
    assert following(head, CHANGE, Outcome.DONE, now=NOW, keep=1).ttl == NOW + 5_000


def test_entries_that_are_appended_meanwhile_are_no_fault() -> None:
    """The head was read before them and is read again afterwards."""
    chain = written()
    earlier = Head(3, str(chain.items[2][DIGEST]), NOW + KEEP)
    assert not [*faults(Chain(earlier, chain.items, chain.ended), now=NOW)]
    assert not [*faults(Chain(earlier, chain.items[:4], chain.ended), now=NOW)]


def test_an_end_that_was_cut_off_is_found_by_an_anchor() -> None:
    """Head and entries together tell nothing of it."""
    # GIVEN a chain whose digests were kept elsewhere
    whole = written()
    anchors = {int(each["number"]): Anchor(str(each[DIGEST])) for each in whole.items}
    assert not [*against(anchors, whole, now=NOW)]
    # WHEN its last two entries are removed, and the head is set back
    last = whole.items[2]
    head = Head(3, str(last[DIGEST]), int(last["ttl"]))
    cut = Chain(head, whole.items[:3], head)
    # THEN the chain itself has no fault, and the anchor tells
    assert not [*faults(cut, now=NOW)]
    assert [each.number for each in against(anchors, cut, now=NOW)] == [4, 5]
    # AND so it does of entries that were written again
    assert [each.number for each in against({2: Anchor("another")}, whole, now=NOW)] == [2]


def test_entries_that_are_said_to_have_expired_are_found_by_an_anchor() -> None:
    """Who removes them may change what the head says of their expiry; the anchor knows it."""
    # GIVEN a chain whose entries were kept elsewhere, with their expiry
    whole = written()
    kept = {
        int(each["number"]): Anchor(str(each[DIGEST]), int(each["ttl"])) for each in whole.items
    }
    # WHEN all of them are removed, and the head says that they had expired
    assert whole.ended
    head = Head(whole.ended.number, whole.ended.digest, NOW - 1)
    emptied = Chain(head, (), head)
    # THEN the chain itself has no fault, and the anchor tells
    assert not [*faults(emptied, now=NOW)]
    assert [each.number for each in against(kept, emptied, now=NOW)] == [1, 2, 3, 4, 5]
    # AND once they have expired they may be missing; of one without an expiry nothing is known
    assert not [*against(kept, emptied, now=NOW + KEEP)]
    assert not [*against({2: Anchor("digest")}, emptied, now=NOW)]


@pytest.mark.parametrize("kept", range(1, LENGTH))
def test_an_end_that_was_cut_off_under_a_forged_expiry_is_found(kept: int) -> None:
    """What is left has not expired, so nothing behind it has."""
    # GIVEN a chain without its last entries, whose head says that they had expired
    whole = written()
    assert whole.ended
    head = Head(whole.ended.number, whole.ended.digest, NOW - 1)
    # THEN that is found
    assert [*faults(Chain(head, whole.items[:kept], head), now=NOW)]
    # AND so is a head that only says so
    assert [*faults(Chain(head, whole.items, head), now=NOW)]


VALUES: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, LENGTH + 3),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.binary(max_size=2), max_size=2),
)


@given(place=st.integers(0, LENGTH - 1), name=st.sampled_from([*ATTRIBUTES, "new"]), value=VALUES)
def test_whatever_stands_in_an_entry_is_judged(place: int, name: str, value: object) -> None:
    """Of any type that the table takes: found, and nothing raised."""
    # GIVEN an entry with another value of any type
    chain = written()
    items: list[dict[str, Any]] = [dict(each) for each in chain.items]
    if name in {"pk", "sk"}:
        value = str(value)  # the table's keys are text
    assume(name not in items[place] or in_one_form(items[place][name]) != in_one_form(value))
    items[place][name] = value
    # THEN it is found
    assert found(chain, items)


def in_one_form(value: object) -> str:
    """Return a value as text in which `True` and 1 differ."""
    return repr(value)
