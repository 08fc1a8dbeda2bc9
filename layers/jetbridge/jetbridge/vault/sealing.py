"""Sealing: long-lived credentials encrypted for one field of one item.

An envelope reads `v1.<key id>.<base64url(nonce || ciphertext and tag)>`: AES-256-GCM
(NIST SP 800-38D) with a random 96-bit nonce. Version, key id, item and field are its associated
data, so an envelope that is copied to another item or field does not open there. A key serves at
most 2^32 envelopes (SP 800-38D §8.3), which rotation keeps far away.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from typing import Final

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.store.table import Key
from jetbridge.vault.keyring import Keyring, read_keyring
from jetbridge.vault.secrets import Secrets

_VERSION: Final = "v1"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class Reason(StrEnum):
    """Why an envelope does not open."""

    MALFORMED = "not an envelope"
    UNKNOWN_KEY = "its key is not in the keyring"
    REFUSED = "altered, or sealed for another item or field, or with another key of the same id"


class UnsealableError(JetbridgeError):
    """An envelope does not open. Says why, and shows nothing of it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"a sealed value does not open: {reason}")
        self.reason = reason


@record
class Opened:
    """An opened envelope. `stale`: its key is no longer the active one, so seal it again."""

    secret: Secret
    stale: bool


class Vault:
    """Seals and opens with the keys of the keyring secret."""

    def __init__(self, secrets: Secrets, keyring_id: str) -> None:
        """Read keys through `secrets`, from the secret with the name or ARN `keyring_id`."""
        self._secrets = secrets
        self._keyring_id = keyring_id

    def prepare(self) -> None:
        """Read the keyring now: what cannot be sealed must not be asked of a partner.

        Raises:
            SecretUnavailableError: the keyring cannot be read, or is malformed.
        """
        self.keyring()

    def seal(self, plaintext: Secret, *, item: Key, field: str) -> str:
        """Return the envelope of `plaintext` for `field` of `item`, under the active key.

        Raises:
            SecretUnavailableError: the keyring cannot be read, or is malformed.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        keyring = self.keyring()
        nonce = os.urandom(_NONCE_BYTES)
        associated = _associated_data(keyring.active, item, field)
        cipher = AESGCM(keyring.key(keyring.active))
        sealed = cipher.encrypt(nonce, plaintext.reveal().encode(), associated)
        return f"{_VERSION}.{keyring.active}.{_encode(nonce + sealed)}"

    def open(self, envelope: str, *, item: Key, field: str) -> Opened:
        """Return what was sealed for `field` of `item`.

        A key id that is not in the remembered keyring is looked for once in a fresh one: another
        process may already seal under a key that was added a moment ago.

        Raises:
            UnsealableError: it does not open; the reason tells why.
            SecretUnavailableError: the keyring cannot be read, or is malformed.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key_id, blob = _parse(envelope)
        keyring = self.keyring()
        if key_id not in keyring.material:
            keyring = self.keyring(fresh=True)
        if key_id not in keyring.material:
            raise UnsealableError(Reason.UNKNOWN_KEY)
        nonce, sealed = blob[:_NONCE_BYTES], blob[_NONCE_BYTES:]
        associated = _associated_data(key_id, item, field)
        try:
            plaintext = AESGCM(keyring.key(key_id)).decrypt(nonce, sealed, associated)
        except InvalidTag:
            raise UnsealableError(Reason.REFUSED) from None
        return Opened(Secret(plaintext.decode()), stale=key_id != keyring.active)

    def key_ids(self) -> tuple[str, frozenset[str]]:
        """Return the id of the active key, and the ids of all keys, as they are at this moment.

        Raises:
            SecretUnavailableError: the keyring cannot be read, or is malformed.
        """
        keyring = self.keyring(fresh=True)
        return keyring.active, frozenset(keyring.material)

    def keyring(self, *, fresh: bool = False) -> Keyring:
        """Return the keyring; `fresh`: as it is at this moment.

        Raises:
            SecretUnavailableError: the keyring cannot be read, or is malformed.
        """
        return read_keyring(self._keyring_id, self._secrets.get(self._keyring_id, fresh=fresh))


def key_id_of(envelope: str) -> str:
    """Return the id of the key that an envelope is sealed under.

    Raises:
        UnsealableError: it does not have an envelope's form.
    """
    return _parse(envelope)[0]


def _associated_data(key_id: str, item: Key, field: str) -> bytes:
    """Bind an envelope to its place. A JSON array keeps parts apart whatever they contain."""
    return json.dumps([_VERSION, key_id, item.pk, item.sk, field]).encode()


def _parse(envelope: str) -> tuple[str, bytes]:
    """Return the key id and the bytes of an envelope.

    Raises:
        UnsealableError: it does not have an envelope's form.
    """
    version, _, rest = envelope.partition(".")
    key_id, _, text = rest.partition(".")
    try:
        blob = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise UnsealableError(Reason.MALFORMED) from None
    # Comparing the encoding again refuses characters that the decoder skips and spare bits that
    # it ignores: one sealed value has one envelope.
    short = len(blob) < _NONCE_BYTES + _TAG_BYTES
    if version != _VERSION or not key_id or short or _encode(blob) != text:
        raise UnsealableError(Reason.MALFORMED)
    return key_id, blob


def _encode(blob: bytes) -> str:
    return urlsafe_b64encode(blob).rstrip(b"=").decode()
