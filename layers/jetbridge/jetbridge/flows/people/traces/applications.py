"""Records of applications, whether they have a journey or not."""

from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Final

from jetbridge.flows.people.search import Search, Trace
from jetbridge.flows.people.traces.place import Act, Place, Transaction, as_stored
from jetbridge.model.hire import Application
from jetbridge.store import applications
from jetbridge.store.listing import or_else


def _find(search: Search) -> Iterator[Trace]:
    stock = search.stock
    table, found = stock.context.table, dict[str, Application]()
    ids, theirs = search.candidate_ids, search.connections
    for connection_id in theirs if ids else ():
        jobs = sorted(search.jobs | _all_jobs(search, connection_id))
        for candidate_id, job_id in product(ids, jobs):
            read = partial(applications.find, table, connection_id, candidate_id, job_id)
            known = or_else(read, None)
            if known:
                found[known.record_id] = known
    for waiting in stock.waiting:
        if waiting.candidate_id in ids and waiting.connection_id in theirs:
            again = or_else(partial(applications.get, table, waiting.record_id), None)
            if again:
                found[again.record_id] = again
    for record_id, known in sorted(found.items()):
        status = "erased earlier" if known.erased else "known"
        connection = known.connection_id
        yield Trace("applications", record_id, connection, status, known.marked_at, known)


def _all_jobs(search: Search, connection_id: str) -> set[str]:
    """Return every job of a company that a journey was for: erased ones keep theirs."""
    return {each.job_id for each in search.stock.journeys if each.connection_id == connection_id}


def _erase(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    yield (applications.remove(trace.thing),)


PLACE: Final = Place("applications", frozenset({"APPLICATION"}), _find, _erase, as_stored)
