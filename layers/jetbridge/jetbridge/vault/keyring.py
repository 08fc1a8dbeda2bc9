"""The keyring: the sealing keys of a deployment, one of them active."""

import re
from collections.abc import Mapping
from typing import Final

from jetbridge.model.record import field, record
from jetbridge.vault.secrets import Members, SecretUnavailableError

_ACTIVE: Final = "active"
_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
# 43 characters are 256 bits in base64url. HKDF spreads entropy, it adds none.
_SHORTEST: Final = 43
_INFO: Final = b"jetbridge/sealing/v1"
_CURSOR_INFO: Final = b"jetbridge/cursor/v1"


@record
class Keyring:
    """Key ids and their material. `active` seals, all of them open.

    `malformed` counts the entries that are no keys: they open nothing.
    """

    active: str
    material: Mapping[str, str] = field(repr=False)
    malformed: int = 0

    def key(self, key_id: str) -> bytes:
        """Return the 256-bit key of a key id, which must be in `material` (HKDF, RFC 5869)."""
        return self._derived(key_id, _INFO, length=32)

    def cursor_key(self, key_id: str) -> bytes:
        """Return the 512-bit key of a key id that seals cursors, and nothing that is stored."""
        return self._derived(key_id, _CURSOR_INFO, length=64)

    def _derived(self, key_id: str, info: bytes, *, length: int) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        kdf = HKDF(algorithm=SHA256(), length=length, salt=None, info=info)
        return kdf.derive(self.material[key_id].encode())


def read_keyring(secret_id: str, members: Members) -> Keyring:
    """Read `{"active": "k1", "k1": "<at least 43 random characters>", ...}`.

    An entry that is no key is left out: what the other keys have sealed still opens.

    Raises:
        SecretUnavailableError: the active key breaks a rule; names the rule, and neither ids nor
            material.
    """
    active = members.get(_ACTIVE, "")
    material = {key_id: value for key_id, value in members.items() if key_id != _ACTIVE}
    if active not in material:
        raise SecretUnavailableError(secret_id, "`active` must name one of the keyring's keys")
    if not _KEY_ID.fullmatch(active):
        raise SecretUnavailableError(secret_id, "key ids must match [A-Za-z0-9_-]{1,32}")
    if len(material[active]) < _SHORTEST:
        raise SecretUnavailableError(secret_id, f"each key needs at least {_SHORTEST} characters")
    keys = {
        key_id: value
        for key_id, value in material.items()
        if _KEY_ID.fullmatch(key_id) and len(value) >= _SHORTEST
    }
    return Keyring(active, keys, malformed=len(material) - len(keys))
