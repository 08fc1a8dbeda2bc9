"""What stays of an erased person is recognised by the deployment's key, and by nothing else."""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from jetbridge.store import keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Table
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.pseudonyms import Pseudonyms
from jetbridge.vault.sealing import UnsealableError, Vault
from tests.fakes.hooks import HookedTable

MATERIAL = "a-made-up-key-of-more-than-forty-three-characters"
OTHER = "another-made-up-key-of-more-than-forty-three-chars"
THIRD = "one-more-made-up-key-of-more-than-forty-three-chars"


def pseudonyms(table: Table, **keyring: str) -> Pseudonyms:
    """Return the digests as a new process makes them."""
    secrets = MemorySecrets({"keyring": keyring or {"active": "k1", "k1": MATERIAL}})
    return Pseudonyms(table, Vault(secrets, "keyring"))


def test_every_process_makes_the_same_digest() -> None:
    """The key is made once and stored."""
    # GIVEN a table that two processes share
    table = MemoryTable()
    one, other = pseudonyms(table), pseudonyms(table)
    # THEN both make the same digest of a name, and another one of another name
    assert one.digest("demo", "can-1") == other.digest("demo", "can-1")
    assert one.digest("demo", "can-1") != one.digest("demo", "can-2")


def test_a_digest_is_no_plain_hash() -> None:
    """Two deployments make different ones of the same name."""
    # GIVEN two deployments with the same keyring
    digests = {pseudonyms(MemoryTable()).digest("demo", "can-1") for _ in range(2)}
    # THEN nothing that can be computed without the key is among the digests
    assert len(digests) == 2
    plain = {"can-1", "democan-1", json.dumps(["demo", "can-1"])}
    assert digests.isdisjoint(hashlib.sha256(each.encode()).hexdigest() for each in plain)


def test_parts_are_kept_apart() -> None:
    """Whatever characters they contain."""
    # GIVEN parts that read the same when they are written one after the other
    one = pseudonyms(MemoryTable())
    # THEN each has a digest of its own
    assert one.digest("a", "b", "c") != one.digest("a", "b,c")
    assert one.digest("a", "", "b") != one.digest("a", "b", "")
    assert one.digest("a#", "b") != one.digest("a", "#b")


def test_the_key_is_sealed_in_the_table() -> None:
    """A reader of the table cannot make a digest."""
    # GIVEN a digest that was made
    table = MemoryTable()
    pseudonyms(table).digest("demo", "can-1")
    # THEN the item holds an envelope
    item = table.get(keys.pseudonyms())
    assert item
    assert str(item["sealed_key"]).startswith("v1.k1.")


def test_digests_outlive_a_rotation_of_the_keyring() -> None:
    """Even where the earlier sealing key is removed afterwards."""
    # GIVEN a digest that was made under a keyring
    table = MemoryTable()
    before = pseudonyms(table).digest("demo", "can-1")
    # WHEN the keyring is rotated, and a process has used the key
    rotated = {"active": "k2", "k1": MATERIAL, "k2": OTHER}
    assert pseudonyms(table, **rotated).digest("demo", "can-1") == before
    # THEN the key is sealed under the new one, and the old one may go
    alone = pseudonyms(table, active="k2", k2=OTHER)
    assert alone.digest("demo", "can-1") == before


def test_a_lost_sealing_key_is_an_error_and_makes_no_new_key() -> None:
    """With another key no erased person would be recognised."""
    # GIVEN a key whose sealing key was removed
    table = MemoryTable()
    pseudonyms(table).digest("demo", "can-1")
    before = table.get(keys.pseudonyms())
    # WHEN a digest is made
    with pytest.raises(UnsealableError):
        pseudonyms(table, active="k2", k2=OTHER).digest("demo", "can-1")
    # THEN the key is as it was
    assert table.get(keys.pseudonyms()) == before


def overtaken(table: Table, act: Callable[[], object]) -> HookedTable:
    """Return a table on which `act` happens after the first read, before the write that follows."""
    steps = count()

    def between() -> None:
        if next(steps) == 1:
            act()

    return HookedTable(table, between)


def test_two_processes_that_make_the_key_at_once_agree() -> None:
    """The one that comes second takes the key of the first."""
    # GIVEN a process that finds no key, while another one stores its own
    table = MemoryTable()
    digests = set[str]()
    late = overtaken(table, lambda: digests.add(pseudonyms(table).digest("demo", "can-1")))
    # WHEN it makes a digest
    digests.add(pseudonyms(late).digest("demo", "can-1"))
    # THEN both have made the same one, and so does who comes later
    assert digests == {pseudonyms(table).digest("demo", "can-1")}


def test_a_late_process_does_not_take_the_key_back_under_an_earlier_seal() -> None:
    """The keyring may be rotated a second time meanwhile, and lose the earlier key."""
    # GIVEN a key, and a process that finds it to be sealed anew
    table = MemoryTable()
    before = pseudonyms(table).digest("demo", "can-1")
    second = {"k1": MATERIAL, "k2": OTHER}
    # WHEN one with a later keyring seals it before it does
    act = partial(pseudonyms(table, active="k3", **second, k3=THIRD).digest, "demo", "can-1")
    assert pseudonyms(overtaken(table, act), active="k2", **second).digest("demo", "can-1")
    # THEN it stays sealed under the latest key
    assert pseudonyms(table, active="k3", k3=THIRD).digest("demo", "can-1") == before
