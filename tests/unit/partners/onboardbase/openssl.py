"""Ciphertexts in the format of CryptoJS, made by OpenSSL."""

import subprocess
from typing import Final

from jetbridge.model.secret import Secret

VECTOR: Final = "U2FsdGVkX19iTX97fWMuY1mrRAFd8/aXoWj4mkC0q1uFodyPORuSH1bsjaxxeL3E"
PASSPHRASE: Final = Secret("passkey")


def sealed_by_openssl(plaintext: str, passphrase: str) -> str:
    """Return what `openssl enc` makes of it."""
    command = ["openssl", "enc", "-aes-256-cbc", "-md", "md5", "-a", "-A", "-k", passphrase]
    done = subprocess.run(command, input=plaintext.encode(), capture_output=True, check=True)
    return done.stdout.decode().strip()
