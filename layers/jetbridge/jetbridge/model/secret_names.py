"""Names of fields and headers whose values are never logged, however they are spelt.

Those that one partner alone has are added by the registry of partners, so that the log needs no
registry: a process that loads none knows no partner, and has nothing of one's to log.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_known: Final = {
    "accesstoken",
    "admintoken",
    "apikey",
    "assertion",
    "authorization",
    "body",
    "clientassertion",
    "clientsecret",
    "code",
    "codeverifier",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "email",
    "idtoken",
    "interviewurl",
    "keyring",
    "link",
    "loginhint",
    "nonce",
    "passphrase",
    "password",
    "phone",
    "phonenumber",
    "plaintext",
    "refreshtoken",
    "secret",
    "secretstring",
    "setcookie",
    "token",
    "xapikey",
    "xhooksecret",
}
"""As `_plain` writes them."""


def add(names: Iterable[str]) -> None:
    """Never log what is called so from now on."""
    _known.update(map(_plain, names))
    is_secret.cache_clear()


@lru_cache(maxsize=256)
def is_secret(name: str) -> bool:
    """Return whether a name is a secret's."""
    return _plain(name) in _known


def _plain(name: str) -> str:
    """Return a name in lower case without `-` and `_`."""
    return name.replace("-", "").replace("_", "").lower()
