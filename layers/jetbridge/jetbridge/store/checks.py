"""When a partner is asked next what became of an onboarding."""

from jetbridge.model.record import record
from jetbridge.store import due, keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Delete, Item, Put, Table, equals


@record
class Check:
    """The next question. `next_at` is in Unix seconds, `failures` those in a row."""

    onboarding_id: str
    next_at: int
    failures: int = 0


def get(table: Table, onboarding_id: str) -> Check | None:
    """Return the next question about an onboarding, None where none is to be asked."""
    return of_item(table.get(keys.check(onboarding_id)))


def of_item(item: Item | None) -> Check | None:
    """Return the question that an item holds; None where there is no item."""
    return None if item is None else from_item(Check, item)


def arm(check: Check) -> Put:
    """Return the write that has the question asked, in the place of any that is to be asked."""
    return Put(_item(check))


def again(before: Check, after: Check) -> Put:
    """Return the write of the following question, where nothing else has written it since."""
    return Put(_item(after), when=(equals("next_at", before.next_at),))


def end(check: Check) -> Delete:
    """Return the write after which nothing is asked, where nothing else has armed it since."""
    return Delete(keys.check(check.onboarding_id), when=(equals("next_at", check.next_at),))


def forget(onboarding_id: str) -> Delete:
    """Return the write after which nothing is asked any more, whatever is armed."""
    return Delete(keys.check(onboarding_id))


def _item(check: Check) -> Item:
    key = keys.check(check.onboarding_id)
    return to_item(key, check) | due.at(key, check.next_at)
