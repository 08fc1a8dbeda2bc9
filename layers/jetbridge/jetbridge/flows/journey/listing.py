"""Which journeys an operator asks for: of one tenant or of all, by person, status and age."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from jetbridge.flows.journey import show
from jetbridge.flows.journey.show import Placed
from jetbridge.model.journey import Journey, Status
from jetbridge.model.record import field, record
from jetbridge.store.listing import every
from jetbridge.store.table import Table

_PAGE = 100


@record
class Sought:
    """What a journey must be; what is empty or None does not matter.

    `candidate` and `application` are SmartRecruiters' ids, whole; `since` is in Unix seconds.
    """

    statuses: frozenset[Status] = field(default=frozenset())
    candidate: str = ""
    application: str = ""
    since: int = 0

    def is_met_by(self, journey: Journey) -> bool:
        """Return whether a journey is one of those. A merged candidate has several ids."""
        candidates = {journey.candidate_id, *journey.former_candidate_ids}
        return (
            (not self.statuses or journey.status in self.statuses)
            and (not self.candidate or self.candidate in candidates)
            and self.application in {"", journey.application_id}
            and journey.created_at >= self.since
        )


def of_tenants(table: Table, tenants: Iterable[str], sought: Sought) -> list[Placed]:
    """Return the journeys of several tenants that are sought, newest first."""
    found = [placed for each in tenants for placed in of_tenant(table, each, sought)]
    return sorted(found, key=lambda placed: placed[1].created_at, reverse=True)


def of_tenant(table: Table, tenant: str, sought: Sought) -> Iterator[Placed]:
    """Yield a tenant's journeys that are sought, newest first, and read no further than needed."""
    listed = every(lambda at: show.page(table, tenant, limit=_PAGE, after=at))
    young = takewhile(lambda placed: placed[1].created_at >= sought.since, listed)
    return (placed for placed in young if sought.is_met_by(placed[1]))
