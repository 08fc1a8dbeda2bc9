"""A tenant's policy, written by an operator: checked whole, stored as a version, and set going."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jetbridge.flows.context import Context
from jetbridge.flows.partner import hiring_system
from jetbridge.flows.passing_over import passing_over
from jetbridge.model import registry
from jetbridge.model.errors import ApiProblem, JetbridgeError, Violation
from jetbridge.model.partner import Capability
from jetbridge.store import connections, policies
from jetbridge.store.listing import every
from jetbridge.store.policies import Current, State
from jetbridge.store.table import ConditionFailedError
from jetbridge.web import policy_check, policy_document, policy_sources

_PAGE: Final = 100


class NoPolicyError(JetbridgeError, LookupError):
    """The tenant has no policy in force."""


class PolicySupersededError(JetbridgeError):
    """Another version is in force than the one that the new document was to replace."""

    def __init__(self, version: int) -> None:
        """`version` is the one in force, 0 for none."""
        super().__init__(f"version {version} is in force")
        self.version = version


def put(
    context: Context,
    tenant: str,
    document: Mapping[str, Any],
    *,
    replaces: int,
    seen: Current | None = None,
) -> int:
    """Make a document the tenant's policy, and return its version. Running journeys keep theirs.

    The document that is in force already makes no new version. Each time, the tenant's connections
    are set going: where that failed the last time, doing it again makes it good.

    Args:
        context: the ports.
        tenant: whose policy.
        document: as an operator wrote it.
        replaces: the version that was in force when they looked, 0 for none.
        seen: how the policy stood when they looked, where they name more than its version: paused
            or resumed since, it is another one.

    Raises:
        ApiProblem: 422, with everything that is wrong with the document. Nothing was stored.
        PolicySupersededError: another version is in force. Nothing was stored.
        WriteConflictError: it is stored; a connection was being written all the while.
    """
    policy_check.check(document)
    known = seen or policies.latest(context.table, tenant)
    version = known.in_force
    if not version or not is_same(policies.get(context.table, tenant, version), document):
        if version != replaces:
            raise PolicySupersededError(version)
        now = context.clock.now()
        written = policies.replaced(tenant, dict(document), before=known, now=now)
        try:
            context.table.write(*written)
        except ConditionFailedError:
            raise PolicySupersededError(policies.current(context.table, tenant)) from None
        version = known.version + 1
    set_going(context, tenant)
    return version


def change(context: Context, tenant: str, state: State, *, by: str, seen: int | Current) -> Current:
    """Pause, resume or remove a tenant's policy. Running journeys go on to their ends.

    A repeat changes nothing.

    Args:
        context: the ports.
        tenant: whose policy.
        state: what is to become of it.
        by: who does it.
        seen: the version that was in force when they looked, or how the policy stood then: that
            one must not have been paused or resumed since either.

    Raises:
        NoPolicyError: there is none in force.
        PolicySupersededError: another version is in force. Nothing was changed.
        WriteConflictError: it is changed; a connection was being written all the while.
    """
    known = seen if isinstance(seen, Current) else policies.latest(context.table, tenant)
    if not known.in_force:
        raise NoPolicyError
    if seen not in {known, known.in_force}:
        raise PolicySupersededError(known.in_force)
    if known.state is not state:
        now = context.clock.now()
        try:
            context.table.write(policies.change(tenant, known, state, by=by, now=now))
        except ConditionFailedError:
            raise PolicySupersededError(policies.current(context.table, tenant)) from None
    if state is State.ACTIVE:
        set_going(context, tenant)
    return policies.latest(context.table, tenant)


def is_same(one: Mapping[str, Any] | None, other: Mapping[str, Any]) -> bool:
    """Return whether two documents say the same; Python would take `true` for 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def warnings(document: Mapping[str, Any], tenant: str, version: int) -> Iterator[Violation]:
    """Yield what today's rules find in a stored document: who shows it shows that beside it.

    That it cannot be read at all, or that applicants may choose what they should not.
    """
    try:
        policy = policy_document.read(document, tenant, version)
    except ApiProblem as refused:
        yield from refused.errors
        return
    for index, step in enumerate(policy.steps):
        yield from policy_sources.faults(step, f"/steps/{index}")


def set_going(context: Context, tenant: str) -> None:
    """Have each of the tenant's connections to a hiring system look for hires now.

    Raises:
        WriteConflictError: a connection was being written all the while.
    """
    table, systems = context.table, {each.name for each in registry.every(Capability.HIRING_SYSTEM)}
    with passing_over(context.meter):
        listed = every(lambda at: connections.of_tenant(table, tenant, limit=_PAGE, after=at))
        found = [*listed]
    for connection in found:
        if connection.partner in systems:
            hiring_system(connection.partner).policy_changed(context, connection)
