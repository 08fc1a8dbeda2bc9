"""Putting a policy in force at a terminal: what it replaces is shown, and sent along."""

from collections.abc import Mapping
from typing import Any, Final

from jetbridge.flows.context import Context
from jetbridge.flows.journey import policies as flow
from jetbridge.flows.journey.policies import NoPolicyError, PolicySupersededError
from jetbridge.model.audit import Action
from jetbridge.store import policies
from jetbridge.store.policies import Current, State
from jetbridge_cli import asking, auditing
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import ChangedError, CommandError
from jetbridge_cli.output import moment, say, show_json, stderr

_ACTIONS: Final = {
    State.ACTIVE: Action.POLICY_RESUME,
    State.PAUSED: Action.POLICY_PAUSE,
    State.REMOVED: Action.POLICY_REMOVE,
}


def put(
    deployment: Deployment,
    context: Context,
    tenant: str,
    document: Mapping[str, Any],
    replaces: int | None,
) -> int:
    """Put a policy in force in place of the version that was seen, and return its version.

    Args:
        deployment: where.
        context: its ports.
        tenant: whose policy.
        document: as an operator wrote it.
        replaces: the version that they saw in force, 0 for none; None: it is shown to them now.

    Raises:
        ApiProblem: 422, the document is at fault.
        ChangedError: another version is in force than was seen. Nothing was put.
        CommandError: it was not confirmed.
    """
    known = _asked(context, tenant, document) if replaces is None else replaces
    try:
        with auditing.recorded(deployment, Action.POLICY_PUT, tenant=tenant) as made:
            version = flow.put(context, tenant, document, replaces=known)
            made.append(f"version {version}")
    except PolicySupersededError as newer:
        _show(context, tenant, newer.version)
        raise ChangedError(
            f"nothing was put: {_named(newer.version)} of {tenant} is in force, not {_named(known)}"
        ) from None
    return version


def change(  # noqa: PLR0913, PLR0917 - where, what and how
    deployment: Deployment, context: Context, tenant: str, state: State, by: str, seen: int | None
) -> Current:
    """Pause, resume or remove a policy. A removal is asked about, unless it says what was seen.

    Raises:
        ChangedError: another version is in force than was seen. Nothing was changed.
        CommandError: there is none, or the removal was not confirmed.
    """
    version = policies.current(context.table, tenant) if seen is None else seen
    try:
        if seen is None and version and state is State.REMOVED:
            _show(context, tenant, version)
            _confirm(f"Remove version {version} of the policy of {tenant}?", version, "removed")
        on = [f"version {version}"]
        with auditing.recorded(deployment, _ACTIONS[state], tenant=tenant, on=on):
            return flow.change(context, tenant, state, by=by, seen=version)
    except NoPolicyError:
        raise CommandError(f"{tenant} has no policy") from None
    except PolicySupersededError as newer:
        _show(context, tenant, newer.version)
        raise ChangedError(
            f"nothing was changed: {_named(newer.version)} of {tenant} is in force, not"
            f" {_named(version)}"
        ) from None


def _asked(context: Context, tenant: str, document: Mapping[str, Any]) -> int:
    """Show the version in force, ask whether it is to be replaced, and return which it is."""
    version = policies.current(context.table, tenant)
    if not version or flow.is_same(policies.get(context.table, tenant, version), document):
        return version
    _show(context, tenant, version)
    _confirm(f"Replace version {version} of the policy of {tenant}?", version, "put")
    return version


def _confirm(question: str, version: int, done: str) -> None:
    asking.agree(
        question,
        undone=f"nothing was {done}",
        instead="A script says which version it has seen:"
        f" --expect-version {version} for the one that is shown above",
    )


def _show(context: Context, tenant: str, version: int) -> None:
    """Print a version, beside what programs read of standard output."""
    found = policies.find(context.table, tenant, version)
    if found:
        since = moment(found.created_at)
        say(f"version {version} of {tenant}, since {since}:", to=stderr)
        show_json(found.document, to=stderr)


def _named(version: int) -> str:
    return f"version {version}" if version else "no policy"
