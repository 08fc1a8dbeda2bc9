"""Limit the rate of calls per credential, so that all function instances together keep the limits.

Its state is one small item, changed only on the version that was read. A call enters before it is
made and leaves afterwards; one whose holder died falls out when its time is over.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from jetbridge.broker import limiter_store
from jetbridge.broker.context import BrokerContext
from jetbridge.broker.dialect import Limits
from jetbridge.broker.errors import ThrottledError
from jetbridge.broker.limiter_state import Permit, entered, left, lone_call
from jetbridge.broker.retries import asked_wait
from jetbridge.broker.source import CredentialSource
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.store.table import TableUnavailableError

PATIENCE: Final = 5.0
"""Seconds that a call waits for a permit: the function's own time limit leaves no more."""
MARGIN: Final = 5
"""Seconds beyond its timeout after which a call's holder counts as dead."""
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
            state, version = limiter_store.read(self._context.table, source.name)
            after = entered(state, limits, call, now=now)
            if isinstance(after, int):
                needed = after
                if needed > PATIENCE:
                    break
            elif limiter_store.write(self._context.table, source.name, after, version, now=now):
                return call_id
            self._context.pause.pause(wait)
        raise self._throttled(source, needed)

    def _leave(self, name: str, call_id: str, wait: int) -> None:
        for _ in range(_LEAVING):
            try:
                state, version = limiter_store.read(self._context.table, name)
            except TableUnavailableError:
                return  # the permit ends by itself, and the partner's answer is worth more
            now = self._context.clock.now()
            after = left(state, call_id, closed_until=now + wait if wait else 0)
            if limiter_store.write(self._context.table, name, after, version, now=now):
                return
            self._context.pause.pause(0.05 * self._context.jitter())

    def _throttled(self, source: CredentialSource, retry_after: int) -> ThrottledError:
        self._context.meter.count(Metric.CALL_THROTTLED)
        return ThrottledError(source.dialect.partner, retry_after)
