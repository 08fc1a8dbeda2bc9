"""The access token: kept, renewed early, and by one thread at a time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from jetbridge_client._secret import Secret
from jetbridge_client.errors import JetbridgeError

EARLY: Final = 60.0
"""Seconds before its end at which a token is renewed; at most a quarter of its life."""
LAST: Final = 5.0
"""Seconds before its end until which it is still used while another thread renews it."""
PAUSE: Final = 10.0
"""Seconds between two attempts to renew a token that is still valid."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A token, and the times at which it is to be renewed, and may no longer be used."""

    token: Secret
    renew_at: float
    unusable_at: float

    @classmethod
    def of(cls, token: str, life: float, now: float) -> "Issued":
        """Return a token that was asked for at `now` and lives for `life` seconds."""
        return cls(Secret(token), now + life - min(EARLY, life / 4), now + life - min(LAST, life))


class Tokens:
    """Keeps one token."""

    def __init__(self, issue: Callable[[bool], Issued], clock: Callable[[], float]) -> None:
        """Let `issue` obtain tokens, with retries or without; `clock` tells growing seconds."""
        self._issue: Final = issue
        self._clock: Final = clock
        self._renewing: Final = threading.Lock()
        self._issued: Issued | None = None
        self._not_before = 0.0
        self._failures = 0
        self._failure: JetbridgeError

    def current(self) -> Secret:
        """Return a token that is valid.

        Raises:
            JetbridgeError: none could be obtained.
        """
        kept, failures = self._issued, self._failures
        if kept is None or self._clock() >= kept.unusable_at:
            with self._renewing:
                if self._issued is kept and self._failures > failures:
                    # The thread that this one waited for has tried long enough for both.
                    raise self._failure
                return self._patiently_renewed(kept)
        # Waiting for the thread that renews it would gain nothing: it is valid.
        if self._clock() >= max(kept.renew_at, self._not_before) and self._renewing.acquire(
            blocking=False
        ):
            try:
                return self._renewed(kept, patiently=False)
            except JetbridgeError:
                self._not_before = self._clock() + PAUSE
            finally:
                self._renewing.release()
        return kept.token

    def refused(self, token: Secret) -> None:
        """Forget a token that the API refused, unless there is another one by now."""
        with self._renewing:
            if self._issued is not None and self._issued.token is token:
                self._issued = None

    def _patiently_renewed(self, seen: Issued | None) -> Secret:
        try:
            return self._renewed(seen, patiently=True)
        except JetbridgeError as error:
            self._failure = error
            self._failures += 1
            raise

    def _renewed(self, seen: Issued | None, *, patiently: bool) -> Secret:
        """Return a newer token than the one that was seen, which another thread may have."""
        kept = self._issued
        if kept is None or kept is seen:
            kept = self._issued = self._issue(patiently)
        return kept.token
