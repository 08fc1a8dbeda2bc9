"""A connection: a tenant's link to one account at a partner, and how its status may change."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model.record import field, record


class Status(StrEnum):
    """Where a connection stands."""

    PENDING = "pending"
    ACTIVE = "active"
    DEGRADED = "degraded"
    NEEDS_RECONNECT = "needs_reconnect"
    DISABLED = "disabled"


CALLED: Final = frozenset({Status.ACTIVE, Status.DEGRADED, Status.NEEDS_RECONNECT})
"""Where the partner is called. A pending connection is being made, a disabled one is over."""


@record
class Exchange:
    """An open credential exchange: the intent that is stored before the partner is called.

    `client_id` is the client that we minted for the partner, empty where none was; times are Unix
    seconds.
    """

    id: str
    client_id: str
    started_at: int


@record
class Health:
    """How the connection's calls fared lately.

    `failures` counts failures in a row, `failing_since` is when the first of them came and
    `succeeded_at` when the last success did (Unix seconds). `last_error` is a word for the log
    and the API, free of secrets and personal data. Of the last check `calls` counts the requests,
    and `last_status` is the HTTP status of the last answer, None where none came.
    """

    failures: int = 0
    failing_since: int | None = None
    last_error: str = ""
    succeeded_at: int | None = None
    last_status: int | None = None
    calls: int = 0


@record
class Connection:
    """Tenant x partner account.

    `account` is the partner's own identifier (SmartRecruiters: the companyId), or the tenant where
    a tenant has one connection to the partner. `settings` is what the connection needs besides
    secrets, by the partner's names (SmartRecruiters: `clientId`, `integrationId`); `sealed` are
    the envelopes of its secrets, by field. `clients` are the ids of the clients that we issued to
    the partner and have not revoked. `scopes` are what the partner granted and `expires_at` when
    its credential ends, where it says so. `tasks` is what the schedules do about the connection:
    when (Unix seconds), by name; `begun` counts the tries of each task that have not ended.
    `retry_at` is until when (Unix seconds) the partner last asked to be left alone, where that was
    long. `checked_at` is when the check began whose verdict stands. `version` grows with every
    write, so that no write overwrites another unseen.
    """

    id: str
    tenant: str
    partner: str
    account: str
    status: Status
    reason: str
    created_at: int
    updated_at: int
    version: int = 0
    exchange: Exchange | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    sealed: Mapping[str, str] = field(default_factory=dict, repr=False)
    clients: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    expires_at: int | None = None
    health: Health = Health()
    tasks: Mapping[str, int] = field(default_factory=dict)
    begun: Mapping[str, int] = field(default_factory=dict)
    retry_at: int | None = None
    checked_at: int | None = None

    def asked_to_wait(self, now: int) -> int | None:
        """Return until when the partner asks to be left alone; None where it does not any more."""
        return self.retry_at if self.retry_at is not None and now < self.retry_at else None

    @property
    def has_credentials(self) -> bool:
        """Whether the partner's credential is stored."""
        return bool(self.sealed)


@record
class Change:
    """One line of a connection's history. `by` says who: an OpenID subject, a client, a job."""

    at: int
    status: Status
    reason: str
    by: str


EXCHANGE_LEASE: Final = 420
"""Seconds after which an open exchange counts as interrupted: longer than the function that makes
it may run."""

MAX_CLIENTS: Final = 20
"""Active clients of a connection at a time. Each exchange whose outcome is unknown leaves
one; a further exchange revokes the second oldest."""
