"""Quotas: how many requests a minute an API client, and its tenant, may make.

They are counted in the memory of an execution environment, so that a request costs no call more.
The token endpoint and the authorizer serve dozens of requests a second from one or two
environments; where there are more, the quota is that many times as large.

Partners' own clients have none: what they tell us is about all tenants.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final, Protocol

from jetbridge.model.record import record
from jetbridge.model.scopes import ClientKind
from jetbridge.model.system import Clock

WINDOW: Final = 60
"""Seconds that a quota is for. It begins with the clock's minute."""


class Caller(Protocol):
    """Whose requests are counted: a client, or the identity that one has."""

    @property
    def kind(self) -> ClientKind:
        """Whether it is an API client: others have no quota."""

    @property
    def client_id(self) -> str:
        """Its own id."""

    @property
    def tenant(self) -> str:
        """The tenant whose client it is."""


@record
class Standing:
    """How a caller stands: what is left of each quota, and the seconds until it begins again.

    `is_refused`: one of them was used up before this request.
    """

    quotas: Mapping[str, int]
    left: Mapping[str, int]
    seconds: int
    is_refused: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """The header fields that tell the caller; none where there is no quota.

        Source: draft-ietf-httpapi-ratelimit-headers-10 §3 and §4.
        """
        if not self.quotas:
            return {}
        policies = (f'"{name}";q={quota};w={WINDOW}' for name, quota in self.quotas.items())
        limits = (f'"{name}";r={left};t={self.seconds}' for name, left in self.left.items())
        return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(limits)}


class Quotas:
    """Counts requests by client and by tenant. Not for two threads at once."""

    def __init__(self, clock: Clock, *, client: int = 0, tenant: int = 0) -> None:
        """Allow so many requests a minute; 0 is no quota."""
        self._clock = clock
        self._quotas = {"client": client, "tenant": tenant}
        self._window = 0
        self._used: Counter[tuple[str, str]] = Counter()

    def take(self, caller: Caller) -> Standing:
        """Count a request, unless a quota is used up: then it is to be refused."""
        names = self._names(caller)
        is_refused = any(self._left(name, of) == 0 for name, of in names.items())
        if not is_refused:
            self._used.update(names.items())
        return self._standing(names, is_refused=is_refused)

    def standing(self, caller: Caller) -> Standing:
        """Return how a caller stands, and count nothing."""
        return self._standing(self._names(caller))

    def _names(self, caller: Caller) -> dict[str, str]:
        """Return the quotas that hold for a caller, and whose each of them is."""
        window = self._clock.now() // WINDOW
        if window != self._window:
            self._window, self._used = window, Counter()
        if caller.kind is not ClientKind.API:
            return {}
        of = {"client": caller.client_id, "tenant": caller.tenant}
        return {name: of[name] for name, quota in self._quotas.items() if quota}

    def _left(self, name: str, of: str) -> int:
        return self._quotas[name] - self._used[name, of]

    def _standing(self, names: Mapping[str, str], *, is_refused: bool = False) -> Standing:
        return Standing(
            {name: self._quotas[name] for name in names},
            {name: self._left(name, of) for name, of in names.items()},
            WINDOW - self._clock.now() % WINDOW,
            is_refused,
        )
