"""The credentials that Jetbridge issues: how they are made, recognised and remembered.

    client id      jb_ci_ + 96 random bits
    client secret  jb_cs_ + 256 random bits
    access token   jb_at_ + its client's 96 bits + 256 random bits

The prefixes let secret scanners find them. Only SHA-256 digests of secrets and tokens are stored:
256 random bits cannot be guessed from their digest, so a slow hash would protect nothing and cost
every request its time. An access token names its client, so that one BatchGetItem of the token and
its client verifies it, and so that ending the client ends all of its tokens at that moment.
"""

import re
from typing import Final

from jetbridge.model.secret import Secret
from jetbridge.model.system import Ids

_CLIENT_ID: Final = re.compile(r"jb_ci_[A-Za-z0-9_-]{16}")
_ACCESS_TOKEN: Final = re.compile(r"jb_at_([A-Za-z0-9_-]{16})[A-Za-z0-9_-]{43}")


def client_id_of(handle: str) -> str:
    """Return the client id that a handle of 96 bits makes."""
    return f"jb_ci_{handle}"


def mint_client_secret(ids: Ids) -> Secret:
    """Return a new client secret."""
    return Secret(f"jb_cs_{ids.token()}")


def mint_access_token(ids: Ids, client_id: str) -> Secret:
    """Return a new access token of the client."""
    return Secret(f"jb_at_{client_id.removeprefix('jb_ci_')}{ids.token()}")


def is_client_id(text: str) -> bool:
    """Return whether `text` has the form of a client id of ours."""
    return _CLIENT_ID.fullmatch(text) is not None


def client_of(token: str) -> str | None:
    """Return the id of the client that `token` names, or None: we never issued such a token."""
    match = _ACCESS_TOKEN.fullmatch(token)
    return f"jb_ci_{match[1]}" if match else None
