"""Sealing: what opens where, with which key, and what never does."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model.secret import Secret
from jetbridge.store.table import Key
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Reason, UnsealableError, Vault

KEYRING = "keyring"
ITEM = Key("CONNECTION#1", "CONNECTION")
FIELD = "client_secret"
OLD, NEW = "old-material-" * 4, "new-material-" * 4
CANARY = Secret("canary-of-a-client-secret")


@pytest.fixture
def secrets() -> MemorySecrets:
    """Return secrets with a keyring of one key."""
    return MemorySecrets({KEYRING: {"active": "k1", "k1": OLD}})


@pytest.fixture
def vault(secrets: MemorySecrets) -> Vault:
    """Return a vault on that keyring."""
    return Vault(secrets, KEYRING)


def reason_of(vault: Vault, envelope: str, *, item: Key = ITEM, field: str = FIELD) -> Reason:
    """Return why an envelope does not open."""
    with pytest.raises(UnsealableError) as refused:
        vault.open(envelope, item=item, field=field)
    return refused.value.reason


@given(plaintext=st.text(), pk=st.text(), sk=st.text(), field=st.text())
def test_what_is_sealed_opens_again(plaintext: str, pk: str, sk: str, field: str) -> None:
    """Any text, for any field of any item, comes back as it was."""
    # GIVEN a vault
    vault = Vault(MemorySecrets({KEYRING: {"active": "k1", "k1": OLD}}), KEYRING)
    # WHEN a text is sealed and opened
    envelope = vault.seal(Secret(plaintext), item=Key(pk, sk), field=field)
    opened = vault.open(envelope, item=Key(pk, sk), field=field)
    # THEN it is the same, under the active key
    assert opened.secret.reveal() == plaintext
    assert not opened.stale


def test_an_envelope_has_the_documented_form(vault: Vault) -> None:
    """AES-256-GCM under HKDF-SHA256, place and key id bound: another program can open it."""
    # GIVEN an envelope
    envelope = vault.seal(CANARY, item=ITEM, field=FIELD)
    # WHEN it is taken apart as documented
    version, key_id, text = envelope.split(".")
    blob = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"jetbridge/sealing/v1")
    associated = json.dumps([version, key_id, ITEM.pk, ITEM.sk, FIELD]).encode()
    plaintext = AESGCM(kdf.derive(OLD.encode())).decrypt(blob[:12], blob[12:], associated)
    # THEN it opens
    assert (version, key_id) == ("v1", "k1")
    assert plaintext.decode() == CANARY.reveal()


def test_no_two_envelopes_are_alike(vault: Vault) -> None:
    """Equal secrets are not seen to be equal."""
    # GIVEN one secret, WHEN it is sealed many times, THEN every envelope differs
    envelopes = {vault.seal(CANARY, item=ITEM, field=FIELD) for _ in range(100)}
    assert len(envelopes) == 100


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (Key("CONNECTION#2", "CONNECTION"), FIELD),
        (Key("CONNECTION#1", "HISTORY"), FIELD),
        (ITEM, "access_token"),
        (Key("CONNECTION#1C", "ONNECTION"), FIELD),
        (Key("CONNECTION#1", "CONNECTIONclient_"), "secret"),
        (Key('CONNECTION#1", "CONNECTION', ""), FIELD),
        (Key("", ""), ""),
    ],
    ids=["other pk", "other sk", "other field", "moved border", "moved field", "quoted", "nothing"],
)
def test_an_envelope_opens_in_its_place_only(vault: Vault, item: Key, field: str) -> None:
    """Copied to another item or field, a sealed value does not open."""
    # GIVEN an envelope of one field of one item
    envelope = vault.seal(CANARY, item=ITEM, field=FIELD)
    # WHEN it is opened elsewhere, THEN it does not
    assert reason_of(vault, envelope, item=item, field=field) is Reason.REFUSED


def test_every_bit_of_an_envelope_counts(vault: Vault) -> None:
    """Version, key id, nonce, ciphertext and tag: no character can be changed or dropped."""
    # GIVEN an envelope
    envelope = vault.seal(Secret("ab"), item=ITEM, field=FIELD)
    alphabet = "ABab01-_.=+/ "
    # WHEN each character in turn is replaced by others, or dropped
    altered = {
        envelope[:n] + other + envelope[n + 1 :]
        for n in range(len(envelope))
        for other in [*alphabet, ""]
    } - {envelope}
    # THEN nothing of it opens
    for attempt in altered:
        with pytest.raises(UnsealableError):
            vault.open(attempt, item=ITEM, field=FIELD)


@pytest.mark.parametrize("region", ["nonce", "ciphertext", "tag"])
def test_a_flipped_bit_is_refused(vault: Vault, region: str) -> None:
    """Each region of the sealed bytes is authenticated."""
    # GIVEN an envelope, taken apart
    head, _, text = vault.seal(CANARY, item=ITEM, field=FIELD).rpartition(".")
    blob = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    # WHEN one bit of a region is flipped
    blob[{"nonce": 0, "ciphertext": 12, "tag": -1}[region]] ^= 1
    altered = f"{head}.{urlsafe_b64encode(blob).rstrip(b'=').decode()}"
    # THEN it is refused
    assert reason_of(vault, altered) is Reason.REFUSED


@pytest.mark.parametrize(
    "envelope",
    [
        "",
        ".",
        "..",
        "v1",
        "v1.k1",
        "v1.k1.",
        "v1..AAAA",
        "v2.k1." + "A" * 60,
        "v1.k1.AAAA",
        "plain",
    ],
    ids=repr,
)
def test_what_is_no_envelope_is_malformed(vault: Vault, envelope: str) -> None:
    """Anything else than an envelope is told from one that was altered."""
    # GIVEN no envelope, WHEN it is opened, THEN it is malformed
    assert reason_of(vault, envelope) is Reason.MALFORMED


def test_after_a_rotation_old_envelopes_open_and_are_stale(secrets: MemorySecrets) -> None:
    """Old keys still open, the new one seals, and what is old says so."""
    # GIVEN an envelope under the first key
    before = Vault(secrets, KEYRING).seal(CANARY, item=ITEM, field=FIELD)
    # WHEN a second key becomes the active one
    rotated = MemorySecrets({KEYRING: {"active": "k2", "k1": OLD, "k2": NEW}})
    vault = Vault(rotated, KEYRING)
    opened = vault.open(before, item=ITEM, field=FIELD)
    # THEN the envelope opens and wants to be sealed again, which the new key does
    assert (opened.secret, opened.stale) == (CANARY, True)
    after = vault.seal(opened.secret, item=ITEM, field=FIELD)
    assert after.startswith("v1.k2.")
    assert not vault.open(after, item=ITEM, field=FIELD).stale


def test_a_key_id_is_bound_to_its_envelope() -> None:
    """Even where two ids have one material, an envelope opens under its own id only."""
    # GIVEN a keyring with the same material twice
    vault = Vault(MemorySecrets({KEYRING: {"active": "k1", "k1": OLD, "k2": OLD}}), KEYRING)
    envelope = vault.seal(CANARY, item=ITEM, field=FIELD)
    # WHEN the envelope claims the other id, THEN it is refused
    assert reason_of(vault, envelope.replace("v1.k1.", "v1.k2.")) is Reason.REFUSED


def test_other_material_under_the_same_id_does_not_open(vault: Vault) -> None:
    """A key whose material was replaced in place opens nothing from before."""
    # GIVEN an envelope, WHEN the keyring has other material under its id, THEN it is refused
    envelope = vault.seal(CANARY, item=ITEM, field=FIELD)
    other = Vault(MemorySecrets({KEYRING: {"active": "k1", "k1": NEW}}), KEYRING)
    assert reason_of(other, envelope) is Reason.REFUSED


def test_a_key_added_a_moment_ago_is_found(secrets: MemorySecrets, vault: Vault) -> None:
    """A process with an old keyring in memory opens what another one sealed under a new key."""
    # GIVEN a process that remembers the keyring
    vault.seal(CANARY, item=ITEM, field=FIELD)
    # WHEN another one rotates it and seals
    rotated = {"active": "k2", "k1": OLD, "k2": NEW}
    secrets.put(KEYRING, rotated)
    other = Vault(MemorySecrets({KEYRING: rotated}), KEYRING)
    envelope = other.seal(CANARY, item=ITEM, field=FIELD)
    # THEN the first one reads the keyring once more and opens it
    assert vault.open(envelope, item=ITEM, field=FIELD).secret == CANARY
    assert secrets.reads == [KEYRING, KEYRING]


def test_an_unknown_key_costs_one_fresh_read(secrets: MemorySecrets, vault: Vault) -> None:
    """A key id that does not exist is looked for once, and then given up."""
    # GIVEN an envelope under a key that is in no keyring of ours
    foreign = Vault(MemorySecrets({KEYRING: {"active": "k9", "k9": NEW}}), KEYRING)
    envelope = foreign.seal(CANARY, item=ITEM, field=FIELD)
    vault.seal(CANARY, item=ITEM, field=FIELD)
    # WHEN it is opened
    reason = reason_of(vault, envelope)
    # THEN exactly one read was fresh
    assert reason is Reason.UNKNOWN_KEY
    assert secrets.reads == [KEYRING, KEYRING]


def test_a_known_key_costs_no_read(secrets: MemorySecrets, vault: Vault) -> None:
    """Neither sealing nor opening, nor refusing an altered envelope, reads past the memory."""
    # GIVEN a keyring that was read once
    envelope = vault.seal(CANARY, item=ITEM, field=FIELD)
    # WHEN envelopes are opened, in the right place and in a wrong one
    vault.open(envelope, item=ITEM, field=FIELD)
    reason_of(vault, envelope, field="other")
    # THEN nothing more was read
    assert secrets.reads == [KEYRING]


def test_a_refusal_shows_nothing(vault: Vault) -> None:
    """Neither the secret, nor the envelope, nor the keys are in what is raised or shown."""
    # GIVEN an envelope in the wrong place
    envelope = vault.seal(CANARY, item=ITEM, field=FIELD)
    # WHEN it is refused
    with pytest.raises(UnsealableError) as refused:
        vault.open(envelope, item=ITEM, field="other")
    # THEN message, cause and representations are free of them
    opened = vault.open(envelope, item=ITEM, field=FIELD)
    shown = f"{refused.value} {refused.value!r} {vault!r} {opened}"
    assert refused.value.__suppress_context__
    assert not any(secret in shown for secret in (CANARY.reveal(), envelope, OLD))
