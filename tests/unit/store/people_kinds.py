"""The kinds of items about what was asked for of persons' data."""

from typing import Final

from jetbridge.model.person_request import PersonAct, PersonRequest, RequestState
from jetbridge.store import keys, person_requests
from jetbridge.store.table import Put, Table
from tests.unit.store.kinds import AT, Kind

ASKED: Final = PersonRequest("per_1", "demo", PersonAct.ERASE, "client:jb_ci_1", AT)
"""As it was asked for."""
OVER: Final = PersonRequest(
    "per_1",
    "demo",
    PersonAct.COPY,
    "person:subject-1",
    AT,
    "v1.k1.sealed",
    "key request",
    state=RequestState.COMPLETED,
    tries=1,
    began_at=AT + 1,
    ends_by=AT + 900,
    ended_at=AT + 2,
    why="too_large",
    receipt="ex_1",
    not_included=("onb_1",),
    parts=2,
    copy_until=AT + 3_600,
)
"""With a value in every field."""


def _write(table: Table, value: PersonRequest) -> None:
    stored, lead = person_requests.create(value, "d" * 64)
    assert isinstance(stored, Put)
    table.write(stored, lead)


KINDS: Final = {
    "person_request": Kind(
        OVER,
        ASKED,
        lambda value: keys.person_request(value.id),
        _write,
        lambda table, value: person_requests.get(table, value.id),
    ),
}
