"""Applications that we were told of: whether they are to be checked, and their journey.

A record is named by the rest of its partition key, `<connection id>#<digest>`: messages and logs
carry that, and no candidate.
"""

from collections.abc import Iterable
from typing import Final

from jetbridge.model.hire import Application
from jetbridge.model.record import replace
from jetbridge.store import due, keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import (
    Delete,
    Item,
    Put,
    Table,
    Update,
    Value,
    Write,
    absent,
    differs,
    equals,
)

RETENTION: Final = 86_400
"""Seconds after which a record is removed from which nothing follows: no look takes so long."""


MEMORY: Final = 3 * 365 * 86_400
"""Seconds since we last heard of an application for which it is remembered that its hire has had a
journey, once that was removed: told of once more, it must not begin a second one."""


def get(table: Table, record_id: str) -> Application | None:
    """Return a record as last written, or None."""
    return of_item(record_id, table.get(keys.application_record(record_id)))


def of_item(record_id: str, item: Item | None) -> Application | None:
    """Return the record that an item holds; None where there is no item."""
    return None if item is None else _application(record_id, item)


def find(table: Table, connection_id: str, candidate_id: str, job_id: str) -> Application | None:
    """Return the record of a candidate's application for a job, or None."""
    return get(table, name(connection_id, candidate_id, job_id))


def name(connection_id: str, candidate_id: str, job_id: str) -> str:
    """Return the name of an application's record, whether there is one or not."""
    return keys.application(connection_id, candidate_id, job_id).pk.partition("#")[2]


def request_check(  # noqa: PLR0913 - whose application it is, by the ids that name it, and when
    *,
    tenant: str,
    connection_id: str,
    candidate_id: str,
    job_id: str,
    application_id: str = "",
    now: int,
) -> Update:
    """Return the write that requests a check of an application now.

    A record is made where there is none. The version grows: a look that is under way has seen
    what was before, and writes nothing. It fails on a record that an earlier release kept of an
    erased person. The check `jetbridge.flows.people.markers.unmarked` belongs beside it.
    """
    key = keys.application(connection_id, candidate_id, job_id)
    known: dict[str, Value] = {"application_id": application_id} if application_id else {}
    return Update(
        key,
        set={
            "connection_id": connection_id,
            "tenant": tenant,
            "candidate_id": candidate_id,
            "job_id": job_id,
            "marked_at": now,
            "looks": 0,
            **known,
            **due.moved(key, now),
        },
        remove=("ttl", due.TRIES),
        add={"version": 1},
        when=(differs("erased", value=True),),
    )


def requested_checks(writes: Iterable[Write]) -> tuple[str, ...]:
    """Return the names of the records that `request_check` put among `writes`."""
    return tuple(
        write.key.pk.partition("#")[2]
        for write in writes
        if isinstance(write, Update) and write.key.sk == "APPLICATION"
    )


def save(after: Application) -> Put:
    """Return the write of a changed record, unless it was written since it was read."""
    stored = replace(after, version=after.version + 1)
    return Put(_item(stored), when=(equals("version", after.version),))


def create(known: Application) -> Put:
    """Return the write of a new record, where there is none."""
    return Put(_item(replace(known, version=1)), when=(absent("pk"),))


def forget(known: Application, now: int) -> Put:
    """Return the write that lets a record go, unless it was written since it was read.

    The ids go at once: the next notification or poll brings them again. The record goes after a
    while, with its version: a look that began before and takes long must not take the next record
    for the one that it has read.
    """
    return _without_ids(known, now + RETENTION)


def remember(known: Application, now: int) -> Put:
    """Return the write that keeps of a record that its hire has had a journey, which is removed.

    The ids go at once, and the record itself when nothing was heard of it for `MEMORY`. It fails
    where the record was written since it was read.
    """
    return _without_ids(known, now + MEMORY)


def _without_ids(known: Application, until: int) -> Put:
    """Return the write that keeps a record without the person's ids, until a moment."""
    nothing = replace(known, candidate_id="", job_id="", application_id="", look_at=None, looks=0)
    put = save(nothing)
    return replace(put, item={**put.item, "ttl": until})


def remove(known: Application) -> Delete:
    """Return the write that removes a record, where nothing has written it since it was read."""
    return Delete(
        keys.application_record(known.record_id), when=(equals("version", known.version),)
    )


def _item(known: Application) -> Item:
    key = keys.application_record(known.record_id)
    item = to_item(key, known, without=("record_id",), if_set=("look_at",))
    return item if known.look_at is None else item | due.at(key, known.look_at)


def _application(record_id: str, item: Item) -> Application:
    """Return a record; one that only `request_check` has written lacks what a check would add."""
    return from_item(Application, {**item, "record_id": record_id})
