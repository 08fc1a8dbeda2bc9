"""The negative control: a lock as one often meets it.

Its value is the same for every holder, it is deleted by any holder, it ends sooner than a
stall, and what was obtained under it is written without a look.
"""

from typing import Final, cast

from jetbridge.broker.broker import BrokerContext, CredentialSource
from jetbridge.broker.token_answer import read_token
from jetbridge.broker.token_request import token_request
from jetbridge.model.outcome import Cause, Done, NotPerformed
from jetbridge.model.secret import Secret
from jetbridge.store.table import ConditionFailedError, Delete, Item, Key, Put, absent, at_most

TOKEN: Final = Key("UNSAFE", "TOKEN")
LOCK: Final = Key("UNSAFE", "LOCK")
TTL: Final = 5
"""Seconds: usually enough."""


class UnsafeBroker:
    """Hands out tokens under such a lock."""

    def __init__(self, means: BrokerContext) -> None:
        """Use the same ports as the broker."""
        self._means = means

    def access_token(self, source: CredentialSource) -> Done[Secret] | NotPerformed:
        """Return the stored token, or obtain one under the lock."""
        for wait in self._means.waits(self._means.timeout):
            if token := self._stored():
                return Done(token)
            if self._locked():
                # Another process may have been faster before the lock was taken: it looks again.
                token = self._stored() or self._renewed(source)
                self._means.table.write(Delete(LOCK))
                return Done(token)
            self._means.pause.pause(wait)
        return NotPerformed(Cause.UNREACHABLE)

    def _stored(self) -> Secret | None:
        item = self._means.table.get(TOKEN)
        if not item or self._means.clock.now() >= cast("int", item["expires_at"]):
            return None
        return Secret(str(item["token"]))

    def _locked(self) -> bool:
        now = self._means.clock.now()
        lock: Item = {"pk": LOCK.pk, "sk": LOCK.sk, "value": "locked", "until": now + TTL}
        for condition in (absent("pk"), at_most("until", now)):
            try:
                self._means.table.write(Put(lock, when=(condition,)))
            except ConditionFailedError:
                continue
            return True
        return False

    def _renewed(self, source: CredentialSource) -> Secret:
        credentials = source.load()
        request = token_request(source.dialect, credentials, timeout=self._means.timeout)
        response = self._means.http.send(request)
        token = read_token(source.dialect, response, now=self._means.clock.now())
        item: Item = {"pk": TOKEN.pk, "sk": TOKEN.sk, "token": token.value.reveal()}
        self._means.table.write(Put({**item, "expires_at": token.expires_at}))
        return token.value
