"""Finding what belongs to a tenant, and only that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.store.table import Rejected

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class _Owned(Protocol):
    @property
    def tenant(self) -> str: ...


def own[Thing: _Owned](found: Thing | None, tenant: str, kind: str) -> Thing:
    """Return `found` where it is the tenant's own.

    Raises:
        ApiProblem: 404, the same for what does not exist and for what is somebody else's.
    """
    if found is None or found.tenant != tenant:
        raise ApiProblem(404, "not-found", f"There is no such {kind}")
    return found


def well_formed(text: str) -> bool:
    """Tell whether `text` has the form of an id; what has not is not worth a read."""
    return _ID.fullmatch(text) is not None


@contextmanager
def cursor_of_this_list() -> Iterator[None]:
    """Turn the store's refusal of a foreign or tampered cursor into an answer for the caller."""
    try:
        yield
    except Rejected:
        violation = Violation("cursor", "query_parameter", "Must be a nextCursor of this list.")
        raise ApiProblem(
            422, "invalid-request", "A query parameter is not valid", errors=(violation,)
        ) from None
