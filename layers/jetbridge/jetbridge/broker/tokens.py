"""Access tokens of every credential: kept, renewed early by one process at a time, shared."""

import logging
from contextlib import suppress
from typing import Final

from jetbridge.broker.context import BrokerContext
from jetbridge.broker.dialect import AccessToken, TokenRefusedError
from jetbridge.broker.endpoint import LeaseOverError, TokenEndpoint
from jetbridge.broker.errors import TokenUnavailableError
from jetbridge.broker.source import CredentialSource
from jetbridge.broker.token_store import Failure, StoredToken, TokenStore, used_from
from jetbridge.model.metrics import Metric
from jetbridge.model.record import record, replace
from jetbridge.model.secret import Secret

logger = logging.getLogger(__name__)

EARLY: Final = 120
"""Seconds before its end at which a token is renewed, or a quarter of its life where that is
less. Up to half as much is added at random, so that tokens obtained together part company."""
MARGIN: Final = 5
"""Seconds of a lease beyond one request: to read the credential, to try again at once, to store."""
PATIENCE: Final = 10.0
"""Seconds at the most to wait for the process that is asking: the function's time is limited."""
LOOK_AGAIN: Final = 2
"""Seconds for which a token that another process is renewing is used without looking."""
HOLD_OFF: Final = 2
"""Seconds after a failure in which no process asks again, unless the partner names more."""


@record
class Kept:
    """A token as this process uses it until `renew_at` (Unix seconds).

    A use from `used_from` on is recorded, None: none is.
    """

    value: Secret
    version: int
    renew_at: int
    used_from: int | None = None


class Tokens:
    """Finds the token of a source: in the process, in the table, or at the partner."""

    def __init__(self, context: BrokerContext, endpoint: TokenEndpoint) -> None:
        """Obtain tokens from `endpoint`, and share them through the table."""
        self._context = context
        self._endpoint = endpoint
        self._token_store = TokenStore(context.table, context.vault)
        self._kept: dict[str, Kept] = {}
        self._spent: dict[str, int] = {}

    def get(self, source: CredentialSource) -> Kept:
        """Return a token that is valid for a while. While there is one, no failure is raised.

        A connection's token that is used in the second half of its life is renewed ahead: once a
        life, the use is written down.

        Raises:
            TokenRefusedError: the partner refuses the credential, even when read afresh.
            TokenUnavailableError: the endpoint fails, or the process that asks it takes too long.
        """
        kept = self.ahead(source)
        is_late = kept.used_from is not None and self._context.clock.now() >= kept.used_from
        if is_late and source.connection_id:
            self._kept[source.name] = replace(kept, used_from=None)
            self._token_store.renew_ahead(
                source.name, kept.version, tenant=source.tenant, at=kept.renew_at
            )
        return kept

    def ahead(self, source: CredentialSource) -> Kept:
        """Return the token of `get`, renewed where it is due; this is no use of it."""
        kept = self._kept.get(source.name)
        if kept is None or self._context.clock.now() >= kept.renew_at:
            kept = self._shared(source)
            self._kept[source.name] = kept
        return kept

    def spend(self, source: CredentialSource, version: int) -> None:
        """Stop using the token of `version`, and every one before it: the partner refuses it.

        Where another process has renewed it already, the renewed one is used.
        """
        self._kept.pop(source.name, None)
        self._spent[source.name] = max(version, self._spent.get(source.name, 0))

    def fresh(self, source: CredentialSource) -> Kept:
        """Return a token that is obtained after this moment. Raises as `get`.

        Where none is to be had, the one that there was serves on: nothing was said against it.
        """
        spent = self._spent.get(source.name, 0)
        self.spend(source, self._token_store.read(source.name).version)
        try:
            return self.get(source)
        finally:
            self._spent[source.name] = spent

    def obtained_at(self, source: CredentialSource) -> int | None:
        """Return when (Unix seconds) the stored token was obtained, 0 where there is none.

        None: an earlier release has stored it, and did not say; or the item cannot be read.
        """
        seen = self._token_store.read(source.name)
        return seen.obtained_at or (None if seen.version or seen.unread else 0)

    def _shared(self, source: CredentialSource) -> Kept:
        """Return the token of the table; renew it where it is due and no other process does."""
        for wait in self._context.waits(min(self._context.timeout, PATIENCE)):
            now = self._context.clock.now()
            seen = self._token_store.read(source.name)
            usable = self._usable(seen, now)
            if usable and now < seen.refresh_at:
                return usable
            if seen.failure and now < seen.retry_at:
                if usable:
                    return usable
                raise seen.failure.error(source.dialect.partner, seen.retry_at - now)
            if seen.lease_until <= now:
                with suppress(LeaseOverError):
                    if renewed := self._renewed(source, seen, usable, now):
                        return renewed
            elif usable:
                return usable
            self._context.pause.pause(wait)
        raise TokenUnavailableError(source.dialect.partner, MARGIN)

    def _usable(self, seen: StoredToken, now: int) -> Kept | None:
        """Return the stored token, if the partner may still take it."""
        spent = seen.version <= self._spent.get(seen.name, 0)
        if seen.value is None or spent or now >= seen.usable_until:
            return None
        look_again = min(now + LOOK_AGAIN, seen.usable_until)
        return Kept(
            seen.value, seen.version, max(seen.refresh_at, look_again), used_from=seen.used_from
        )

    def _renewed(
        self, source: CredentialSource, seen: StoredToken, usable: Kept | None, now: int
    ) -> Kept | None:
        """Take the lease and renew; None where another process took it first."""
        until = now + self._endpoint.answer_time + MARGIN
        owner = self._context.ids.handle()
        held = self._token_store.take_lease(seen, owner=owner, now=now, until=until)
        if held is None:
            return None
        if seen.unread:
            seen.unread.log_replaced()
        try:
            token = self._endpoint.renew(source, until=until)
        except TokenRefusedError as refused:
            return self._after_refusal(held, usable, refused)
        except TokenUnavailableError as failed:
            self._release(held, Failure(0, ""), failed.retry_after)
            if usable:
                return usable
            raise
        except Exception:
            self._release(held, None, None)
            raise
        self._context.meter.count(Metric.TOKEN_OBTAINED)
        return self._stored(held, token)

    def _stored(self, held: StoredToken, token: AccessToken) -> Kept:
        """Commit what was obtained, or use what another process stored meanwhile."""
        now, refresh_at = self._context.clock.now(), self._refresh_at(token)
        version = self._token_store.commit(held, token, now=now, refresh_at=refresh_at)
        if version:
            return Kept(token.value, version, refresh_at, used_from=used_from(now, refresh_at))
        self._context.meter.count(Metric.LEASE_OVERTAKEN)
        # Where there is no other token, ours is good for this one use: no other process has it.
        return self._usable(self._token_store.read(held.name), now) or Kept(token.value, 0, now)

    def _after_refusal(
        self, held: StoredToken, usable: Kept | None, refused: TokenRefusedError
    ) -> Kept:
        """Return a token that still works in spite of a refusal, or raise the refusal.

        Another process may have succeeded with a newer credential. And a token that is valid for
        a while yet is used to its end, whatever became of the attempt to renew it.
        """
        current = self._token_store.read(held.name)
        newer = self._usable(current, self._context.clock.now())
        if newer and current.version > held.version:
            return newer
        self._release(held, Failure(refused.status, refused.code), None)
        self._context.meter.count(Metric.TOKEN_REFUSED)
        facts = {"partner": refused.partner, "status": refused.status, "error": refused.code}
        logger.warning("token refused", extra=facts)
        if usable:
            return usable
        raise refused

    def _refresh_at(self, token: AccessToken) -> int:
        early = min(EARLY, (token.expires_at - self._context.clock.now()) // 4)
        return token.expires_at - early - int(self._context.jitter() * early / 2)

    def _release(self, held: StoredToken, failure: Failure | None, retry_after: int | None) -> None:
        now = self._context.clock.now()
        hold_off = max(retry_after or 0, HOLD_OFF)
        self._token_store.release(held, failure, now=now, retry_at=now + hold_off)
