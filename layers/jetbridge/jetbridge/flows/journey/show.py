"""A journey as it is shown: with the policy that it runs by, and the timeline that tells of it."""

from collections.abc import Sequence
from contextlib import suppress
from operator import attrgetter

from jetbridge.flows import lookup
from jetbridge.flows.journey import record
from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.model.journey import Entry, Journey
from jetbridge.model.policy import Policy
from jetbridge.model.untold import Untold, untold
from jetbridge.store import deliveries, endpoints, journeys
from jetbridge.store.journeys import Sought
from jetbridge.store.listing import leaving_out
from jetbridge.store.table import Cursor, Table

type Placed = tuple[Policy | None, Journey]
"""A journey, and the policy that names its steps; None: that version of it is lost."""
type Told = tuple[Policy | None, Journey, tuple[Entry, ...], Untold]
"""The same, everything that happened, oldest first, and what the tenant was not told of it."""


def find(table: Table, tenant: str, journey_id: str) -> Told:
    """Return a journey of the tenant, with what happened.

    Raises:
        ApiProblem: 404, the tenant has no such journey.
    """
    return told(table, lookup.own(journeys.get, table, journey_id, tenant, "journey"))


def told(table: Table, journey: Journey) -> Told:
    """Return a journey with what happened."""
    policy = _policy(table, journey.tenant, journey.policy_version)
    if policy:
        record.of_steps(policy, journey)
    told_at = endpoints.every(table, journey.tenant)
    late = untold(told_at, deliveries.of_journey(table, journey.id))
    lines = (*journeys.timeline(table, journey.id), *late.lines)
    return policy, journey, tuple(sorted(lines, key=attrgetter("at"))), late


def page(
    table: Table, tenant: str, *, limit: int, after: Cursor | None, is_sought: Sought | None = None
) -> tuple[list[Placed], Cursor | None]:
    """Return a page of the tenant's journeys, newest first, and where the next one begins.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        found, following = journeys.of_tenant(
            table, tenant, limit=limit, after=after, is_sought=is_sought
        )
    return placed(table, tenant, found), following


def placed(table: Table, tenant: str, found: Sequence[Journey]) -> list[Placed]:
    """Return journeys of the tenant, each with its policy. A version is read once."""
    versions = {each.policy_version for each in found}
    policies = {version: _policy(table, tenant, version) for version in versions}
    shown = list[Placed]()
    for journey in found:
        policy = policies[journey.policy_version]
        with leaving_out():
            shown.append((policy and record.of_steps(policy, journey), journey))
    return shown


def _policy(table: Table, tenant: str, version: int) -> Policy | None:
    """Return a version of a policy; None where it is lost, which hides no journey."""
    with suppress(PolicyLostError):
        return record.read_policy(table, tenant, version)
    return None
