"""A link by which an administrator of a tenant connects an account, or connects it again.

It says what is asked: whose account, at which partner. It does not say who opens it: that is the
sign-in's to say, so a person who finds the link can do nothing with it.
"""

import re
from enum import StrEnum
from typing import Final

from jetbridge.model.record import field, record

PARAMETER: Final = "link"
"""The query parameter of a page that connects an account."""
DEFAULT_MINUTES: Final = 7 * 1_440
MAX_MINUTES: Final = 30 * 1_440
"""Minutes that a link may be good."""
MAX_OPEN: Final = 100
"""Links that can be opened, up to which a tenant may have another one made."""

_TOKEN: Final = re.compile(r"jb_cl_([A-Za-z0-9_-]{16})[A-Za-z0-9_-]{43}")


class Stand(StrEnum):
    """Whether a link can be opened."""

    OPEN = "open"
    USED = "used"
    """An account was connected with it."""
    REVOKED = "revoked"
    EXPIRED = "expired"


@record
class Order:
    """What a link is to be about. `connection_id` is empty where any connection will do."""

    partner: str
    minutes: int
    connection_id: str = ""
    return_url: str = ""


@record
class ConnectLink:
    """One link. Times are Unix seconds.

    `digest` is the SHA-256 of what the link carries. `connection_id` is the connection to be
    connected again, empty where any will do; `return_url` where the browser goes afterwards, empty
    where a page says how it ended. `created_by` is the id of the client that asked for the link,
    or the operator; `used_for` the connection that was made with it; `made_for` the digest of the
    request that made the link, by its `Idempotency-Key`, empty where it had none.
    """

    id: str
    tenant: str
    partner: str
    digest: str = field(repr=False)
    created_by: str
    created_at: int
    expires_at: int
    connection_id: str = ""
    return_url: str = ""
    used_at: int | None = None
    used_for: str = ""
    revoked_at: int | None = None
    made_for: str = ""

    def stand(self, now: int) -> Stand:
        """Return how the link stands at a time (Unix seconds)."""
        if self.used_at is not None:
            return Stand.USED
        if self.revoked_at is not None:
            return Stand.REVOKED
        return Stand.OPEN if now < self.expires_at else Stand.EXPIRED


def id_of(handle: str) -> str:
    """Return the id of the link that carries a handle."""
    return f"lnk_{handle}"


def token_of(handle: str, secret: str) -> str:
    """Return what a link carries: 96 bits that name it, and 256 that cannot be guessed."""
    return f"jb_cl_{handle}{secret}"


def named_by(token: str) -> str:
    """Return the id of the link that carries `token`; empty where we never made such a link."""
    match = _TOKEN.fullmatch(token)
    return id_of(match[1]) if match else ""
