"""A re-seal: every sealed value of the table is brought under the active key, in passes.

A pass looks at every sealed value once. A process that had read an item before its value was sealed
again may store the earlier value once more: writers of an item are never made to fail by a re-seal.
So the passes go on until one of them finds nothing to do, and each begins after every invocation
that the one before could have met has ended. What a complete re-seal says is thereby true for good:
no value is under an earlier key but those that do not open.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model.record import field, record, replace
from jetbridge.model.transaction import (
    AUTHORIZATION_LIFETIME,
    SIGN_IN_LIFETIME,
    VERIFICATION_LIFETIME,
)

MAX_INVOCATION: Final = 900
"""Seconds. Source: AWS Lambda Developer Guide, "Configure Lambda function timeout"."""
MAX_VISIT: Final = max(SIGN_IN_LIFETIME, AUTHORIZATION_LIFETIME, VERIFICATION_LIFETIME)
"""Seconds that a browser's transaction counts, whose values are not sealed again."""
EXAMPLES: Final = 20
"""Items with values that do not open that are named."""
NO_ENVELOPE: Final = "?"
"""In the place of a key's id, where a value tells none. It may be under any key."""

type Cursor = Mapping[str, str | int]


class State(StrEnum):
    """How far a re-seal has come."""

    RUNNING = "running"
    COMPLETE = "complete"
    OVERTAKEN = "overtaken"
    """Another key became the active one meanwhile."""


class Stage(StrEnum):
    """Which values are looked at."""

    DEPLOYMENT = "deployment"
    """Those that are no tenant's."""
    TENANT = "tenant"
    """The next tenant's own: its endpoint."""
    CONNECTIONS = "connections"
    """A tenant's connections, and the access tokens obtained with them."""
    ONBOARDINGS = "onboardings"
    """A tenant's onboardings."""


@record
class Place:
    """Where a pass goes on.

    `tenant` is whose values are looked at; empty before the first. `after` is the last of them that
    was, `tenants` the place of the tenant in the list of tenants; empty: none, or the last.
    """

    stage: Stage = Stage.DEPLOYMENT
    tenant: str = ""
    after: Cursor = field(default_factory=dict)
    tenants: Cursor = field(default_factory=dict)


@record
class Found:
    """What a pass has found so far.

    `under` counts the values by the id of the key that they are under now, `stuck` those of them
    that do not open, and `stuck_at` are keys of a few items with such. `renewed` counts the values
    that were sealed again, `missed` those that others kept writing. `tenants` counts the tenants
    that were begun.
    """

    tenants: int = 0
    renewed: int = 0
    missed: int = 0
    under: Mapping[str, int] = field(default_factory=dict)
    stuck: Mapping[str, int] = field(default_factory=dict)
    stuck_at: tuple[str, ...] = ()


@record
class Reseal:
    """A re-seal under the key of the id `key`. Times are in Unix seconds.

    The first pass begins at `begins_at`, when every process seals under that key. `renewed` counts
    what the passes before the present one have sealed again. `next_at` is when it goes on,
    `updated_at` when it last did.
    """

    key: str
    begins_at: int
    next_at: int
    updated_at: int
    state: State = State.RUNNING
    passes: int = 1
    place: Place = Place()
    found: Found = Found()
    renewed: int = 0
    ended_at: int = 0
    version: int = 0


def settled_at(changed: int, max_age: int) -> int:
    """Return from when on (Unix seconds) no process seals under an earlier key.

    Args:
        changed: when the keyring was last changed.
        max_age: for how long (seconds) a process keeps the keyring that it has read.
    """
    return changed + max_age + MAX_INVOCATION


def asked_for(before: Reseal | None, key: str, *, settled: int, now: int) -> Reseal:
    """Return the re-seal that an operator asks for.

    One that goes on under the same key is taken up where it stands. `settled` is from `settled_at`.
    """
    if before and before.state is State.RUNNING and before.key == key:
        return replace(before, next_at=min(before.next_at, max(now, before.begins_at)))
    begins = max(now, settled)
    return Reseal(key, begins, begins, now, version=before.version if before else 0)


def moved_on(run: Reseal, found: Found, place: Place | None, now: int) -> Reseal:
    """Return a re-seal after a step of its pass. `place` is where it goes on; None: it is over."""
    if place is not None:
        return replace(run, found=found, place=place, updated_at=now)
    if not found.renewed and not found.missed:
        return replace(
            run, state=State.COMPLETE, found=found, place=Place(), updated_at=now, ended_at=now
        )
    return replace(
        run,
        passes=run.passes + 1,
        place=Place(),
        found=Found(),
        renewed=run.renewed + found.renewed,
        next_at=now + MAX_INVOCATION,
        updated_at=now,
    )


@record
class Standing:
    """The keyring at this moment: the id of its active key, and `settled` from `settled_at`."""

    active: str
    settled: int


def why_kept(run: Reseal | None, key: str, ring: Standing, *, now: int, abandon: bool) -> str:
    """Return why a key of the keyring cannot be removed yet; empty: it can.

    Args:
        run: the latest re-seal.
        key: the id of the key.
        ring: the keyring.
        now: the time.
        abandon: whether values under it that do not open are given up.
    """
    if key == ring.active:
        return "it is the active key: `jetbridge secrets rotate-keyring` makes another"
    if run is None:
        return _values_under_it(ring)
    if why := _unfinished(run, ring):
        return why
    left = run.begins_at + MAX_VISIT - now
    if left > 0:
        return f"a visit of a browser may need it for {left} seconds more"
    stuck, unknown = (run.found.stuck.get(each, 0) for each in (key, NO_ENVELOPE))
    if (stuck or unknown) and not abandon:
        named = ", ".join(run.found.stuck_at)
        which = "under it" if stuck else "that may be under it"
        return f"{stuck + unknown} values {which} do not open ({named}): --abandon gives them up"
    return ""


def _unfinished(run: Reseal, ring: Standing) -> str:
    """Return why a re-seal does not say that nothing is under an earlier key; empty: it does."""
    if run.key != ring.active or run.state is State.OVERTAKEN:
        return _values_under_it(ring)
    if run.state is State.RUNNING:
        return "the re-seal goes on: `jetbridge secrets keys` shows how far it is"
    if run.begins_at < ring.settled:
        return "the keyring was changed after the re-seal: run `jetbridge secrets reseal` again"
    return ""


def _values_under_it(ring: Standing) -> str:
    return f"values may be under it: `jetbridge secrets reseal` brings them under {ring.active}"
