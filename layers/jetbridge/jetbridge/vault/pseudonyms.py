"""Keyed digests of identifiers: what may stay of a person who was erased.

A plain hash of a guessable identifier leads back to it: a reader of the table can try all of
them. So the digest is an HMAC-SHA-256 under a random key of 256 bits. The key is made once for a
deployment and is sealed in the table: rotating the keyring changes the seal and never the key, so
what was erased before is still recognised.
"""

import hashlib
import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from typing import Final

from jetbridge.model.secret import Secret
from jetbridge.store import keys
from jetbridge.store.table import ConditionFailedError, Put, Table, absent, equals
from jetbridge.vault.sealing import Vault

_KEY_BYTES: Final = 32
_FIELD: Final = "sealed_key"


class Pseudonyms:
    """Makes keyed digests, under the deployment's one key."""

    def __init__(self, table: Table, vault: Vault) -> None:
        """Nothing is read yet. The key is remembered for the life of the process."""
        self._table = table
        self._vault = vault
        self._known: bytes | None = None

    def digest(self, *parts: str) -> str:
        """Return the keyed digest of `parts` in hex: 64 characters.

        Raises:
            SecretUnavailableError: the keyring cannot be read.
            UnsealableError: the key does not open: a key of the keyring was removed.
        """
        if self._known is None:
            self._known = self._read() or self._made()
        return hmac.new(self._known, json.dumps(parts).encode(), hashlib.sha256).hexdigest()

    def sealed(self) -> str:
        """Return the key as it is stored, sealed; empty where there is none yet."""
        item = self._table.get(keys.pseudonyms())
        return str(item[_FIELD]) if item else ""

    def take(self, sealed: str) -> None:
        """Store a key that was sealed for this place, where there is none. For a restored table."""
        place = keys.pseudonyms()
        put = Put({"pk": place.pk, "sk": place.sk, _FIELD: sealed}, when=(absent("pk"),))
        with suppress(ConditionFailedError):
            self._table.write(put)

    def _read(self) -> bytes | None:
        """Return the stored key. One that is sealed under a retired key is sealed again."""
        place = keys.pseudonyms()
        item = self._table.get(place)
        if item is None:
            return None
        envelope = str(item[_FIELD])
        opened = self._vault.open(envelope, item=place, field=_FIELD)
        if opened.stale:
            self._seal(opened.secret, instead_of=envelope)
        return urlsafe_b64decode(opened.secret.reveal())

    def _made(self) -> bytes:
        """Store a new key, and return the one that is stored: another process may be faster."""
        self._seal(Secret(urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()))
        return self._read() or b""

    def _seal(self, key: Secret, *, instead_of: str = "") -> None:
        place = keys.pseudonyms()
        sealed = self._vault.seal(key, item=place, field=_FIELD)
        when = equals(_FIELD, instead_of) if instead_of else absent("pk")
        try:
            self._table.write(Put({"pk": place.pk, "sk": place.sk, _FIELD: sealed}, when=(when,)))
        except ConditionFailedError:
            return  # another process has just written it
