"""A tenant's policy, by its own client: read, put, rolled back, paused, removed.

Who changes it says which version they saw, as at the operator's terminal (docs/decisions/0039).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from jetbridge.flows import lookup
from jetbridge.flows.context import Context
from jetbridge.flows.journey import policies as flow
from jetbridge.flows.journey.policies import NoPolicyError, PolicySupersededError
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.identity import Identity
from jetbridge.model.record import record
from jetbridge.store import policies
from jetbridge.store.policies import Current, Listed, Numbered, State, Version
from jetbridge.store.table import Cursor, Table
from jetbridge.web import preconditions
from jetbridge.web.request import Request


@record
class Shown:
    """A tenant's policy. `warnings` are what today's rules find in an older document."""

    known: Current
    version: Version
    warnings: tuple[Violation, ...] = ()

    @property
    def tag(self) -> str:
        """Its entity tag."""
        return tag(self.known) or ""


_NUMBER: Final = re.compile(r"[1-9][0-9]{0,7}")


def in_force(table: Table, tenant: str) -> Shown:
    """Return the tenant's policy.

    Raises:
        ApiProblem: 404, it has none in force.
    """
    known = policies.latest(table, tenant)
    found = policies.in_force(table, tenant, known)
    if found is None:
        raise lookup.missing("policy")
    return Shown(known, found, (*flow.warnings(found.document, tenant, known.version),))


def version(table: Table, tenant: str, number: str) -> Numbered:
    """Return a version of the tenant's policy; `number` is as it stands in a path.

    Raises:
        ApiProblem: 404, there is no such version.
    """
    wanted = int(number) if _NUMBER.fullmatch(number) else 0
    found = policies.find(table, tenant, wanted) if wanted else None
    if found is None:
        raise lookup.missing("version of the policy")
    return Numbered(wanted, found)


def page(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Listed, ...], Cursor | None]:
    """Return a page of the versions of the tenant's policy, newest first.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        return policies.versions(table, tenant, limit=limit, after=after)


def put(
    context: Context, identity: Identity, request: Request, document: Mapping[str, Any]
) -> Shown:
    """Make a document the tenant's policy, in the place of the one that the caller saw.

    The document that is in force already makes no new version, whatever the caller saw: their
    first request may have gone through, and its answer got lost (RFC 9110 §13.1.1).

    Raises:
        ApiProblem: 428 or 412, the request does not say what it replaces, or something else is in
            force; 422, with everything that is wrong with the document. Nothing was stored.
        WriteConflictError: it is stored; a connection was being written all the while.
    """
    known = policies.latest(context.table, identity.tenant)
    if not _is_in_force(context.table, identity.tenant, known, document):
        preconditions.require(request, tag(known))
    try:
        flow.put(context, identity.tenant, document, replaces=known.in_force, seen=known)
    except PolicySupersededError:
        raise _superseded(context.table, identity.tenant) from None
    return in_force(context.table, identity.tenant)


def restore(context: Context, identity: Identity, request: Request, number: str) -> Shown:
    """Put an earlier version in force again, as a new one.

    It is checked by today's rules: what an earlier release took may be refused.

    Raises:
        ApiProblem: as `put` does, and 404, there is no such version.
        WriteConflictError: as `put` does.
    """
    found = version(context.table, identity.tenant, number)
    return put(context, identity, request, found.version.document)


def pause(context: Context, identity: Identity, request: Request) -> Shown:
    """Let no new journey begin. Running journeys go on to their ends.

    Raises:
        ApiProblem: 404, there is no policy; 428 or 412, as `put` does.
    """
    _change(context, identity, request, State.PAUSED)
    return in_force(context.table, identity.tenant)


def resume(context: Context, identity: Identity, request: Request) -> Shown:
    """Let journeys begin again.

    Raises:
        ApiProblem: as `pause` does.
        WriteConflictError: it is resumed; a connection was being written all the while.
    """
    _change(context, identity, request, State.ACTIVE)
    return in_force(context.table, identity.tenant)


def remove(context: Context, identity: Identity, request: Request) -> None:
    """Have no policy any more. A version is kept for as long as journeys run by it.

    Raises:
        ApiProblem: as `pause` does.
    """
    _change(context, identity, request, State.REMOVED)


def _change(context: Context, identity: Identity, request: Request, state: State) -> None:
    known = policies.latest(context.table, identity.tenant)
    if not known.in_force:
        raise lookup.missing("policy")
    preconditions.require(request, tag(known))
    by = f"client:{identity.client_id}"
    try:
        flow.change(context, identity.tenant, state, by=by, seen=known)
    except NoPolicyError:
        raise lookup.missing("policy") from None
    except PolicySupersededError:
        raise _superseded(context.table, identity.tenant) from None


def tag(known: Current) -> str | None:
    """Return the entity tag of how a policy stands; None where there is none in force.

    It has what `GET` shows of it: of one that was paused and resumed, when that was.
    """
    if not known.in_force:
        return None
    stands = known.version, known.state, known.changed_at
    return preconditions.tag("-".join(str(each) for each in stands if each))


def _is_in_force(table: Table, tenant: str, known: Current, document: Mapping[str, Any]) -> bool:
    found = policies.in_force(table, tenant, known)
    return flow.is_same(found.document if found else None, document)


def _superseded(table: Table, tenant: str) -> ApiProblem:
    return preconditions.changed(tag(policies.latest(table, tenant)))
