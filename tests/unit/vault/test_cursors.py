"""Cursors: what they show, and which of them open."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.vault import cursors
from jetbridge.vault.cursors import CursorError, Reason
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Vault

KEYRING: Final = "keyring"
OLD, NEW = "old-material-" * 4, "new-material-" * 4
PLACE: Final = ["/v1/journeys", {"status": "failed"}, {"pk": "JOURNEY#canary", "due_at": 7}]
EARLIER: Final = urlsafe_b64encode(json.dumps({"pk": "JOURNEY#1", "sk": "JOURNEY"}).encode())


def a_vault(**keys: str) -> Vault:
    """Return a vault on a keyring, by default of one key."""
    return Vault(MemorySecrets({KEYRING: {"active": "k1", "k1": OLD, **keys}}), KEYRING)


def reason_of(vault: Vault, cursor: str, tenant: str = "demo") -> Reason:
    """Return why a cursor does not open."""
    with pytest.raises(CursorError) as refused:
        cursors.opened(vault, tenant, cursor)
    return refused.value.reason


def test_a_cursor_opens_and_shows_nothing() -> None:
    """The place comes back as it was; who holds the cursor reads nothing of it."""
    # GIVEN the cursor of a place
    cursor = cursors.sealed(a_vault(), "demo", PLACE)
    # THEN another process opens it, and no key stands in it
    assert cursors.opened(a_vault(), "demo", cursor) == PLACE
    blob = cursor.rpartition(".")[2]
    assert b"canary" not in urlsafe_b64decode(blob + "=" * (-len(blob) % 4))
    # AND it can stand in an address as it is
    assert set(cursor) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_a_place_has_one_cursor() -> None:
    """Without a nonce: no number of cursors wears a key out."""
    # WHEN the cursor of one place is made twice
    first, second = (cursors.sealed(a_vault(), "demo", PLACE) for _ in range(2))
    # THEN it is the same
    assert first == second


def test_a_cursor_is_its_tenants() -> None:
    """Another tenant's does not open."""
    # GIVEN a cursor, WHEN another tenant brings it, THEN it is refused
    cursor = cursors.sealed(a_vault(), "demo", PLACE)
    assert reason_of(a_vault(), cursor, tenant="other") is Reason.REFUSED


def test_a_key_of_cursors_seals_nothing_else() -> None:
    """The same material gives another key to what is stored."""
    # GIVEN a keyring, THEN its two keys differ
    keyring = a_vault().keyring()
    assert keyring.key("k1") not in keyring.cursor_key("k1")


@given(at=st.integers(min_value=0, max_value=400), put=st.sampled_from("ABCDab-_.= \u00e9"))
def test_no_altered_cursor_opens(at: int, put: str) -> None:
    """Wherever a character was exchanged."""
    # GIVEN a cursor in which one character is another one
    vault = a_vault()
    cursor = cursors.sealed(vault, "demo", PLACE)
    at %= len(cursor)
    altered = f"{cursor[:at]}{put}{cursor[at + 1 :]}"
    # THEN it does not open, unless it is the same
    if altered == cursor:
        assert cursors.opened(vault, "demo", altered) == PLACE
    else:
        assert reason_of(vault, altered) in (Reason.REFUSED, Reason.UNKNOWN_KEY)


@pytest.mark.parametrize("cursor", ["", "made-up", "c1", "c1.k1", "c1.k1.", "c1..AAAA", "v1.k1.AA"])
def test_a_made_up_cursor_does_not_open(cursor: str) -> None:
    """Whatever it looks like."""
    # GIVEN such a cursor, THEN it is refused
    assert reason_of(a_vault(), cursor) is Reason.REFUSED


def test_a_cursor_of_the_earlier_release_is_told_as_that() -> None:
    """The table's keys in Base64: it counts no more."""
    # GIVEN a cursor as 0.1.0 made it, THEN the reason says so
    assert reason_of(a_vault(), EARLIER.decode()) is Reason.EARLIER_RELEASE


def test_a_cursor_outlives_a_rotation() -> None:
    """Until its key is removed from the keyring."""
    # GIVEN a cursor, and a keyring with another active key
    cursor = cursors.sealed(a_vault(), "demo", PLACE)
    rotated = a_vault(active="k2", k2=NEW)
    # THEN it opens
    assert cursors.opened(rotated, "demo", cursor) == PLACE
    # AND once its key is gone the reason says so
    without = Vault(MemorySecrets({KEYRING: {"active": "k2", "k2": NEW}}), KEYRING)
    assert reason_of(without, cursor) is Reason.UNKNOWN_KEY


def test_a_key_that_was_just_added_is_looked_for() -> None:
    """Another process may use it already."""
    # GIVEN a process that remembers a keyring, to which a key is added
    secrets = MemorySecrets({KEYRING: {"active": "k1", "k1": OLD}})
    vault = Vault(secrets, KEYRING)
    vault.keyring()
    secrets.put(KEYRING, {"active": "k2", "k1": OLD, "k2": NEW})
    # THEN a cursor under that key opens
    cursor = cursors.sealed(a_vault(active="k2", k2=NEW), "demo", PLACE)
    assert cursors.opened(vault, "demo", cursor) == PLACE
