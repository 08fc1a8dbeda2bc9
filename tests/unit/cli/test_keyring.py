"""What is said of the sealing keys: by `jetbridge secrets keys`, and by `doctor`."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import pytest

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.model.audit import Action, Change
from jetbridge.model.reseal import Found, Reseal, State
from jetbridge.store import reseals
from jetbridge.vault.keyring import Keyring
from jetbridge.vault.memory import MemorySecrets
from jetbridge_cli import keyring, keyring_standing
from jetbridge_cli.findings import Finding, Result
from tests.fakes.clock import START
from tests.fakes.context import World

MATERIAL: Final = {
    "k1": "a-made-up-key-of-more-than-forty-three-characters",
    "k2": "another-made-up-key-of-more-than-forty-three-char",
}
RUN: Final = Reseal("k2", START, START, START, version=1)
DONE: Final = replace(RUN, state=State.COMPLETE, ended_at=START, found=Found(under={"k2": 7}))


def findings(run: Reseal | None, *, now: int = START, **members: str) -> list[Finding]:
    """Return what `doctor` finds of a keyring and a re-seal."""
    world = World(secrets=MemorySecrets({"keyring": {"active": "k2", **MATERIAL, **members}}))
    world.clock.advance(now - START)
    if run:
        world.table.write(reseals.save(replace(run, version=0)))
    return [*keyring_standing.keyring(world.context(), "keyring")]


@pytest.mark.parametrize(
    ("run", "now", "result", "about", "do"),
    [
        (None, START, Result.NOTE, "values may be under k1", "secrets reseal"),
        (replace(DONE, key="k1"), START, Result.NOTE, "values may be under k1", "secrets reseal"),
        (replace(DONE, state=State.OVERTAKEN), START, Result.NOTE, "may be under k1", "reseal"),
        (RUN, START + 3_600, Result.NOTE, "goes on under k2, in pass 1", ""),
        (RUN, START + 3_601, Result.ACT, "stands still since", "Look at the dead letters"),
        (DONE, START, Result.NOTE, "nothing was under k1", "secrets retire-key k1"),
        (
            replace(DONE, found=Found(stuck={"k1": 1}, stuck_at=("CONNECTION#con_1",))),
            START,
            Result.ACT,
            "such as CONNECTION#con_1",
            "Connect again",
        ),
    ],
)
def test_doctor_says_what_is_next(
    run: Reseal | None, now: int, result: Result, about: str, do: str
) -> None:
    """Until the earlier key is removed."""
    fine, found = findings(run, now=now)
    assert fine.result is Result.FINE
    assert found.result is result
    assert about in found.about
    assert do in found.do


def test_doctor_says_nothing_of_a_keyring_with_one_key() -> None:
    """There is nothing to do."""
    world = World(secrets=MemorySecrets({"keyring": {"active": "k1", "k1": MATERIAL["k1"]}}))
    assert len([*keyring_standing.keyring(world.context(), "keyring")]) == 1


@pytest.mark.parametrize(
    ("run", "now", "told"),
    [
        (RUN, START - 1, "Begins at 2026-09-21T14:13:20Z"),
        (replace(RUN, renewed=3, found=Found(tenants=2, renewed=1)), START, "2 tenants, 4 values"),
        (replace(RUN, next_at=START + 9), START, "the next pass at 2026-09-21T14:13:29Z"),
        (replace(DONE, renewed=12), START, "12 values were sealed again under k2"),
        (replace(RUN, state=State.OVERTAKEN), START, "Another key became active before k2"),
    ],
)
def test_how_it_stands_is_a_sentence(run: Reseal, now: int, told: str) -> None:
    """Below the table of keys."""
    assert told in keyring._standing(run, now)


def test_keys_are_listed_with_what_is_under_them() -> None:
    """Known once a re-seal is complete; one that is in use and not in the keyring is told, too."""
    ring = Keyring("k2", MATERIAL)
    rows: list[dict[str, Any]] = [*map(dict, keyring._rows(ring, RUN, {"k2": START}))]
    assert [(row["key"], row["active"], row["values"]) for row in rows] == [
        ("k1", False, None),
        ("k2", True, None),
    ]
    assert [row["since"] for row in rows] == [None, "2026-09-21T14:13:20Z"]
    lost = replace(DONE, found=Found(under={"k2": 7, "k0": 2}, stuck={"k0": 2}))
    rows = [*map(dict, keyring._rows(ring, lost, {}))]
    assert [(row["key"], row["in_keyring"], row["values"], row["unopenable"]) for row in rows] == [
        ("k0", False, 2, 2),
        ("k1", True, 0, 0),
        ("k2", True, 7, 0),
    ]


def test_since_when_a_key_is_active_is_in_the_audit_trail() -> None:
    """The outcome of the rotation names the key."""
    # GIVEN two rotations, one of which failed
    world = World()
    trail = Trail.of(world.context())
    with audit.recorded(trail, Change(Action.KEYRING_ROTATE, "*", "operator:x", "cli-1")) as made:
        made.append("k2")
    world.clock.advance(60)
    with (
        suppress(KeyError),
        audit.recorded(trail, Change(Action.KEYRING_ROTATE, "*", "operator:x", "cli-2")),
    ):
        raise KeyError
    # THEN the one that was made is found
    assert keyring._since(world.table) == {"k2": START}
