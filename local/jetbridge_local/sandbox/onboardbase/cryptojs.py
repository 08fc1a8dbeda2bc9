"""AES as CryptoJS does it with a passphrase: how secrets travel to and from Onboardbase.

base64 of `Salted__`, eight bytes of salt and the ciphertext: AES-256-CBC with PKCS#7; key and
initialisation vector come from the passphrase by OpenSSL's EVP_BytesToKey with one round of MD5.
Nothing protects the text from change: a wrong passphrase shows only by chance, in the padding or
in bytes that are no UTF-8.
"""

import base64
import binascii
import hashlib
import secrets
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

_MAGIC: Final = b"Salted__"
_SALT: Final = 8
_KEY: Final = 32
_BLOCK: Final = 16


class BadEncryptionError(Exception):
    """A text that was not encrypted, or not under this passphrase."""


def encrypt(text: str, passphrase: str) -> str:
    """Return `text`, encrypted under `passphrase` and a new salt."""
    salt = secrets.token_bytes(_SALT)
    padder = PKCS7(AES.block_size).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    encryptor = _cipher(passphrase, salt).encryptor()
    encrypted = encryptor.update(padded) + encryptor.finalize()
    return base64.b64encode(_MAGIC + salt + encrypted).decode()


def decrypt(text: str, passphrase: str) -> str:
    """Return what `encrypt` had been given.

    Raises:
        BadEncryptionError: see there.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadEncryptionError from None
    head = len(_MAGIC) + _SALT
    encrypted = raw[head:]
    if not raw.startswith(_MAGIC) or not encrypted or len(encrypted) % _BLOCK:
        raise BadEncryptionError
    decryptor = _cipher(passphrase, raw[len(_MAGIC) : head]).decryptor()
    unpadder = PKCS7(AES.block_size).unpadder()
    padded = decryptor.update(encrypted) + decryptor.finalize()
    try:
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except ValueError:
        raise BadEncryptionError from None


def _cipher(passphrase: str, salt: bytes) -> Cipher[CBC]:
    derived = block = b""
    while len(derived) < _KEY + _BLOCK:
        block = hashlib.md5(block + passphrase.encode() + salt, usedforsecurity=False).digest()
        derived += block
    return Cipher(AES(derived[:_KEY]), CBC(derived[_KEY : _KEY + _BLOCK]))
