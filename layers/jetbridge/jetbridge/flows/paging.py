"""A page of a list: how many items are asked for, where it begins, and the cursor of the next one.

A cursor belongs to its tenant, list and filters: with others it would skip what they hold, or show
it twice.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.lookup import invalid_cursor
from jetbridge.model.identity import Acting
from jetbridge.model.record import record, replace
from jetbridge.store.table import Cursor
from jetbridge.vault import cursors
from jetbridge.vault.cursors import CursorError, Reason
from jetbridge.vault.sealing import Vault
from jetbridge.web import resources
from jetbridge.web.request import Request

_WHY: Final[Mapping[Reason, str]] = {
    Reason.EARLIER_RELEASE: "It is from an earlier release.",
    Reason.UNKNOWN_KEY: "It was made under a key that the deployment no longer has.",
    Reason.REFUSED: "It must be the nextCursor of an earlier page, as it was given.",
}


@record
class Asked:
    """Which page of a list a client asks for: of at most `limit` items, those behind `after`.

    `filters` are the query parameters that decide what the list holds.
    """

    vault: Vault
    tenant: str
    path: str
    filters: Mapping[str, str]
    limit: int
    after: Cursor | None = None

    def cursor(self, following: Cursor | None) -> str | None:
        """Return the cursor by which this client asks for the page that follows; None: none does.

        Raises:
            SecretUnavailableError: the keyring cannot be read, or is malformed.
        """
        if following is None:
            return None
        place = [self.path, dict(self.filters), dict(following)]
        return cursors.sealed(self.vault, self.tenant, place)


def asked(context: Context, identity: Acting, request: Request) -> Asked:
    """Read which page of a list is asked for.

    Raises:
        ApiProblem: 422, `limit` is no number of items; 400, `cursor` is none of this tenant, list
            and filters.
        SecretUnavailableError: a cursor was given, and the keyring cannot be read.
    """
    filters = {name: value for name, value in request.query if name not in resources.PAGING}
    limit, tenant = resources.limit(request), identity.tenant
    first = Asked(context.vault, tenant, request.path, filters, limit)
    given = request.parameter("cursor")
    return first if given is None else replace(first, after=_place(first, given))


def _place(asked: Asked, cursor: str) -> Cursor:
    try:
        path, filters, place = cursors.opened(asked.vault, asked.tenant, cursor)
    except CursorError as error:
        raise invalid_cursor(_WHY[error.reason]) from None
    if path != asked.path:
        raise invalid_cursor("It is of another list.")
    if filters != asked.filters:
        raise invalid_cursor("It was made with other filters: repeat those.")
    after: Cursor = place
    return after
