"""Cursors: where a page of a list ended, sealed for the client that asks for the next one.

A cursor reads `c1.<key id>.<base64url(tag and ciphertext)>`: AES-SIV (RFC 5297) under a key that
is derived from the keyring for cursors alone. What it holds is hidden, and a cursor that was
altered or made up does not open, nor does another tenant's. AES-SIV needs no nonce, so the number
of cursors under one key has no limit (docs/decisions/0099).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from typing import Any, Final

from jetbridge.model.errors import JetbridgeError
from jetbridge.vault.sealing import Vault

_VERSION: Final = "c1"
_EARLIER: Final = "eyJ"
"""How a cursor of 0.1.0 begins: a JSON object in Base64."""
_TAG_BYTES: Final = 16


class Reason(StrEnum):
    """Why a cursor does not open."""

    EARLIER_RELEASE = "an earlier release made it"
    UNKNOWN_KEY = "its key is no longer in the keyring"
    REFUSED = "it was altered, or not made for this tenant"


class CursorError(JetbridgeError):
    """A cursor does not open. Says why, and shows nothing of it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"a cursor does not open: {reason}")
        self.reason = reason


def sealed(vault: Vault, tenant: str, place: object) -> str:
    """Return the cursor of a place (JSON) in a list of a tenant.

    Raises:
        SecretUnavailableError: the keyring cannot be read, or is malformed.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    keyring = vault.keyring()
    text = json.dumps(place, separators=(",", ":")).encode()
    cipher = AESSIV(keyring.cursor_key(keyring.active))
    blob = cipher.encrypt(text, _associated_data(keyring.active, tenant))
    return f"{_VERSION}.{keyring.active}.{_encoded(blob)}"


def opened(vault: Vault, tenant: str, cursor: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the place that a cursor was made of.

    A key id that is not in the remembered keyring is looked for once in a fresh one: another
    process may already use a key that was added a moment ago.

    Raises:
        CursorError: it does not open; the reason tells why.
        SecretUnavailableError: the keyring cannot be read, or is malformed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    key_id, blob = _parsed(cursor)
    keyring = vault.keyring()
    if key_id not in keyring.material:
        keyring = vault.keyring(fresh=True)
    if key_id not in keyring.material:
        raise CursorError(Reason.UNKNOWN_KEY)
    try:
        cipher = AESSIV(keyring.cursor_key(key_id))
        text = cipher.decrypt(blob, _associated_data(key_id, tenant))
    except InvalidTag:
        raise CursorError(Reason.REFUSED) from None
    return json.loads(text)


def _associated_data(key_id: str, tenant: str) -> list[bytes]:
    """Bind a cursor to its form, key and tenant. AES-SIV keeps the parts apart."""
    return [_VERSION.encode(), key_id.encode(), tenant.encode()]


def _parsed(cursor: str) -> tuple[str, bytes]:
    if cursor.startswith(_EARLIER):
        raise CursorError(Reason.EARLIER_RELEASE)
    version, _, rest = cursor.partition(".")
    key_id, _, text = rest.partition(".")
    try:
        blob = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise CursorError(Reason.REFUSED) from None
    # Comparing the encoding refuses what the decoder ignores, as for sealed values.
    if version != _VERSION or not key_id or len(blob) <= _TAG_BYTES or _encoded(blob) != text:
        raise CursorError(Reason.REFUSED)
    return key_id, blob


def _encoded(blob: bytes) -> str:
    return urlsafe_b64encode(blob).rstrip(b"=").decode()
