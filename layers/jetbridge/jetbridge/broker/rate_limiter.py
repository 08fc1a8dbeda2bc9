"""Limit the rate of calls per credential, so that all function instances together keep the limits.

Its state is one small item, changed only on the version that was read. A call enters before it is
made and leaves afterwards; one whose holder died falls out when its time is over.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from jetbridge.broker import limiter_store
from jetbridge.broker.context import BrokerContext
from jetbridge.broker.dialect import Limits
from jetbridge.broker.errors import ThrottledError
from jetbridge.broker.limiter_state import LimiterState, Permit, entered, left, lone_call
from jetbridge.broker.retries import asked_wait
from jetbridge.broker.source import CredentialSource
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.store.table import TableUnavailableError

type Change = Callable[[LimiterState], LimiterState | int]

PATIENCE: Final = 5.0
"""Seconds that a call waits for a permit: the function's own time limit leaves no more."""
MARGIN: Final = 5
"""Seconds beyond its timeout after which a call's holder counts as dead."""
_MOMENT: Final = 2
"""Seconds for which what was written here is likely to stand: it is tried before it is read."""
_KEPT: Final = 1_000
"""Limiters whose last state is kept."""
_NEVER: Final = (0, LimiterState(), 0)
_LEAVING: Final = 50
"""Attempts at returning a permit of a busy limiter, before it is left to the permit's own end."""


class Admission:
    """A call that was admitted, and what its answer says about the limits."""

    def __init__(self) -> None:
        self.wait = 0
        """Seconds for which the partner wants no calls."""

    def heard(self, response: HttpResponse) -> None:
        """Read `Retry-After`, and whether anything is left of this second.

        What is left of the calls at a time says nothing here: this one was among them.
        """
        none_left = response.headers.get("x-ratelimit-remaining", "").strip() == "0"
        self.wait = max(asked_wait(response), int(none_left))


class RateLimiter:
    """Limits calls per credential; for a partner without limits, in this process only."""

    def __init__(self, context: BrokerContext) -> None:
        self._context = context
        self._closed: dict[str, int] = {}
        self._written: dict[str, tuple[int, LimiterState, int]] = {}
        """When each limiter was last written here, its state, and its version."""

    @contextmanager
    def admitted(self, source: CredentialSource, request: HttpRequest) -> Iterator[Admission]:
        """Hold a permit for the call.

        Raises:
            ThrottledError: there was no room within five seconds, or the partner wants none for
                longer.
        """
        limits, admission = source.dialect.limits, Admission()
        if limits == Limits():
            self._check(source)
            try:
                yield admission
            finally:
                if admission.wait:
                    self._closed[source.name] = self._context.clock.now() + admission.wait
            return
        call_id = self._enter(source, request)
        try:
            yield admission
        finally:
            self._leave(source.name, call_id, admission.wait)

    def _check(self, source: CredentialSource) -> None:
        left_over = self._closed.get(source.name, 0) - self._context.clock.now()
        if left_over > 0:
            raise self._throttled(source, left_over)

    def _enter(self, source: CredentialSource, request: HttpRequest) -> str:
        limits, call_id, needed = source.dialect.limits, self._context.ids.handle(), 1
        alone = lone_call(limits, request.method, urlsplit(request.url).path)
        for wait in self._context.waits(PATIENCE):
            now = self._context.clock.now()
            call = Permit(call_id, now + math.ceil(request.timeout) + MARGIN, alone)
            after = self._changed(source.name, partial(entered, limits=limits, call=call, now=now))
            if after == 0:
                return call_id
            needed = after or needed
            if needed > PATIENCE:
                break
            self._context.pause.pause(wait)
        raise self._throttled(source, needed)

    def _leave(self, name: str, call_id: str, wait: int) -> None:
        for _ in range(_LEAVING):
            until = self._context.clock.now() + wait if wait else 0
            try:
                if self._changed(name, partial(left, call_id=call_id, closed_until=until)) == 0:
                    return
            except TableUnavailableError:
                return  # the permit ends by itself, and the partner's answer is worth more
            self._context.pause.pause(0.05 * self._context.jitter())

    def _changed(self, name: str, change: Change) -> int | None:
        """Change a limiter: as it was last written here, a moment ago, or else as it is stored.

        The first is a guess that saves a read. It is only stored where it is right, and never
        keeps a call waiting.

        Returns:
            0: it is stored; None: it has changed meanwhile; else the seconds after which to look
            again.
        """
        now, table, outcome = self._context.clock.now(), self._context.table, None
        for state, version in self._states(name, now):
            after = change(state)
            if isinstance(after, int):
                outcome = after
            elif stored := limiter_store.write(table, name, after, version, now=now):
                if len(self._written) >= _KEPT:
                    self._written.clear()
                self._written[name] = (now, after, stored)
                return 0
            else:
                outcome = None
        return outcome

    def _states(self, name: str, now: int) -> Iterator[tuple[LimiterState, limiter_store.Version]]:
        at, state, version = self._written.pop(name, _NEVER)
        if now - at <= _MOMENT:
            yield state, version
        yield limiter_store.read(self._context.table, name)

    def _throttled(self, source: CredentialSource, retry_after: int) -> ThrottledError:
        self._context.meter.count(Metric.CALL_THROTTLED)
        return ThrottledError(source.dialect.partner, retry_after)
