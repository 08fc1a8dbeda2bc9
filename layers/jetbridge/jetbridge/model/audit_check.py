"""Whether a chain of the audit trail is as it was written.

Whatever an entry holds, it is judged and nothing is raised: an attacker may write anything.
"""

from collections.abc import Iterator, Mapping, Sequence

from jetbridge.model.audit import DIGEST, Action, Chain, Head, Item, digest
from jetbridge.model.record import record


@record
class Fault:
    """Something that is wrong with a chain, at the entry of this number."""

    number: int
    what: str


@record
class Anchor:
    """What was kept elsewhere of an entry: its digest, and when it expires (Unix seconds).

    None: that was not kept.
    """

    digest: str
    expires_at: int | None = None


def faults(chain: Chain, *, now: int) -> Iterator[Fault]:
    """Yield what is wrong with a chain, in the order of its entries.

    Entries that have expired may be missing, in any order: DynamoDB removes them when it likes.
    """
    if chain.ended is None and chain.items:
        yield Fault(0, "the head is missing")
    if chain.has_more:
        yield Fault(0, "the head was changed: it has attributes that no head has")
    before: Item | None = None
    for item in chain.items:
        yield from _own(item)
        yield from _joint(before, item, now)
        before = item
    yield from _end(before, chain.began or Head(), chain.ended or Head(), now)


def against(anchors: Mapping[int, Anchor], chain: Chain, *, now: int) -> Iterator[Fault]:
    """Yield what is other than it was at an earlier time, when these were kept elsewhere.

    Args:
        anchors: what was kept, by the numbers of the entries.
        chain: the chain as it is.
        now: the time.
    """
    last = chain.ended.number if chain.ended else 0
    held = {number(item): item.get(DIGEST) for item in chain.items}
    restored = [number(item) for item in chain.items if item.get("action") == Action.TABLE_RESTORE]
    for each, known in sorted(anchors.items()):
        why = _restored_before(restored, each)
        if each > last:
            yield Fault(each, f"the chain ends before an entry that the anchor has{why}")
        elif each not in held:
            # The table may claim another expiry: what was kept elsewhere counts.
            if known.expires_at is not None and known.expires_at > now:
                yield Fault(each, f"is missing: the anchor has it, and it has not expired{why}")
        elif held[each] != known.digest:
            yield Fault(each, f"differs from the anchor{why}")


def _restored_before(restored: Sequence[int], each: int) -> str:
    """Return what to say of an entry that a restore may have lost.

    It remains a fault: who can write the table can write that it was restored, too.
    """
    before = [number for number in restored if number <= each]
    if not before:
        return ""
    return f": the table was restored at {before[0]}; the list of changes has what was there before"


def number(item: Item) -> int:
    """Return the number of an entry, 0 where it has none."""
    return _integer(item, "number")


def _integer(item: Item, name: str) -> int:
    found = item.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _is_as_digested(item: Item) -> bool:
    try:
        return bool(item.get(DIGEST) == digest(item))
    except TypeError:  # of no type that an entry has
        return False


def _own(item: Item) -> Iterator[Fault]:
    if not _is_as_digested(item):
        yield Fault(number(item), "was changed: its digest is another")
    elif not item["sk"].endswith(f"#{number(item):012d}") or not item["pk"].endswith(
        f"#{item.get('tenant')}"
    ):
        yield Fault(number(item), "was moved: it belongs elsewhere")


def _joint(before: Item | None, item: Item, now: int) -> Iterator[Fault]:
    """Compare an entry with the one before it, or say which are missing between them."""
    expected = (number(before) if before else 0) + 1
    if number(item) < expected:
        yield Fault(number(item), "is there twice")
    elif number(item) > expected:
        # None expires before an earlier one: where the last one that is missing has, all have.
        expired = item.get("previous_ttl")
        if not isinstance(expired, int) or expired > now:
            yield Fault(expected, f"is missing, up to {number(item) - 1}")
    elif item.get("previous") != (before.get(DIGEST) if before else ""):
        yield Fault(number(item), "does not follow the entry before it")


def _end(last: Item | None, began: Head, ended: Head, now: int) -> Iterator[Fault]:
    reached = number(last) if last else 0
    if reached < began.number and began.expires_at > now:
        yield Fault(reached + 1, f"is missing, up to the end at {began.number}")
    elif reached > ended.number:
        yield Fault(ended.number + 1, "stands behind the end of the chain")
    elif last and reached == ended.number and last.get(DIGEST) != ended.digest:
        yield Fault(reached, "is not the one that the head names")
    elif last and ended.expires_at < _integer(last, "ttl"):
        # So the end was changed: to have entries before it pass for expired, if some are missing.
        yield Fault(reached, "expires after the end of the chain, which none does")
    elif last and reached == ended.number and ended.expires_at != _integer(last, "ttl"):
        # No entry that is appended expires before the head does: they would be kept longer.
        yield Fault(reached, "expires before the moment that the head names")
