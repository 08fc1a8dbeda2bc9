"""Finding what belongs to a tenant, and only that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.text import is_id
from jetbridge.store.table import Table, WriteRejectedError


class _Owned(Protocol):
    @property
    def tenant(self) -> str: ...


def own[Thing: _Owned](
    get: Callable[[Table, str], Thing | None], table: Table, item_id: str, tenant: str, kind: str
) -> Thing:
    """Return what `get` finds in the table under `item_id`, where it is the tenant's own.

    What has not the form of an id is not looked for: DynamoDB refuses long keys.

    Raises:
        ApiProblem: 404, the same for what does not exist and for what is another tenant's.
    """
    found = get(table, item_id) if is_id(item_id) else None
    if found is None or found.tenant != tenant:
        raise missing(kind)
    return found


def missing(kind: str) -> ApiProblem:
    """Return the refusal of a request for what is not there, or is another tenant's."""
    return ApiProblem(404, "not-found", f"There is no such {kind}")


@contextmanager
def cursor_of_this_list() -> Iterator[None]:
    """Turn the store's refusal of a cursor of another list into an answer for the caller."""
    try:
        yield
    except WriteRejectedError:
        raise invalid_cursor("It is of another list.") from None


def invalid_cursor(why: str) -> ApiProblem:
    """Return the refusal of a cursor, with a sentence that says why."""
    detail = f"{why} Or begin again, without a cursor."
    violation = Violation("cursor", "cursor", detail)
    return ApiProblem(
        400, "invalid-cursor", "The cursor cannot be used", detail, errors=(violation,)
    )
