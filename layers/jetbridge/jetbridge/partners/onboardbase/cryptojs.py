"""CryptoJS's passphrase format, in which Onboardbase keeps secrets.

The text is base64 of `Salted__`, eight bytes of salt and the ciphertext: AES-256-CBC with PKCS#7
padding, key and IV from OpenSSL's EVP_BytesToKey (MD5, one round). It is what
`openssl enc -aes-256-cbc -md md5` writes. Nothing in it tells whether it was altered: a wrong
passphrase shows, most of the time, as padding or text that makes no sense.

Source: Onboardbase's go-cryptojs-aes-decrypt.
"""

import hashlib
from base64 import b64decode
from typing import Final

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.secret import Secret

_MAGIC: Final = b"Salted__"
_SALT: Final = 8
_KEY: Final = 32
_BLOCK: Final = 16


class UndecipherableError(JetbridgeError):
    """The text does not decrypt. Which step failed is not told: it would say something about it."""

    def __init__(self) -> None:
        super().__init__("a value does not decrypt with this passphrase")


def decrypt(text: str, passphrase: Secret) -> Secret:
    """Return the plaintext.

    Raises:
        UndecipherableError: it is not of this format, or the passphrase is another.
    """
    try:
        return Secret(_decrypt(b64decode(text, validate=True), passphrase).decode())
    except ValueError:  # base64, block length, padding and UTF-8 all fail with one
        pass
    # Outside the handler: the cause would quote what it choked on.
    raise UndecipherableError


def _decrypt(blob: bytes, passphrase: Secret) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES256
    from cryptography.hazmat.primitives.ciphers.modes import CBC
    from cryptography.hazmat.primitives.padding import PKCS7

    start = len(_MAGIC) + _SALT
    magic, salt, sealed = blob[: len(_MAGIC)], blob[len(_MAGIC) : start], blob[start:]
    if magic != _MAGIC or not sealed:
        msg = "not of this format"
        raise ValueError(msg)
    key, iv = _key_and_iv(passphrase, salt)
    decryptor = Cipher(AES256(key), CBC(iv)).decryptor()
    unpadder = PKCS7(_BLOCK * 8).unpadder()
    return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()


def _key_and_iv(passphrase: Secret, salt: bytes) -> tuple[bytes, bytes]:
    """OpenSSL's EVP_BytesToKey with MD5 and one round: 32 bytes of key, 16 of IV."""
    derived = previous = b""
    while len(derived) < _KEY + _BLOCK:
        previous = hashlib.md5(  # the partner's format; nothing rests on its strength
            previous + passphrase.reveal().encode() + salt, usedforsecurity=False
        ).digest()
        derived += previous
    return derived[:_KEY], derived[_KEY : _KEY + _BLOCK]
