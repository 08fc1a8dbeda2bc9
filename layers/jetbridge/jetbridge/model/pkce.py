"""Proof Key for Code Exchange (RFC 7636), the method S256."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Final

METHOD: Final = "S256"


def challenge(verifier: str) -> str:
    """Return the code challenge of a code verifier (§4.2): base64url without padding."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
