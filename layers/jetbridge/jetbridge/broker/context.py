"""What the broker needs of the world, and what its parts share."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Final

from jetbridge.model.metrics import Meter
from jetbridge.model.ports import Http
from jetbridge.model.record import record
from jetbridge.model.system import Clock, Ids, Pause
from jetbridge.store.table import Table
from jetbridge.vault.sealing import Vault

_FIRST_WAIT: Final = 0.05
_MAX_WAIT: Final = 1.0
_JITTER_BYTES: Final = 6


@record
class BrokerContext:
    """The ports, and the `timeout` of a token request in seconds."""

    http: Http
    table: Table
    vault: Vault
    clock: Clock
    ids: Ids
    pause: Pause
    meter: Meter
    timeout: float

    def jitter(self) -> float:
        """Return a random number from 0 to (not including) 1."""
        drawn = urlsafe_b64decode(self.ids.handle())[:_JITTER_BYTES]
        return int.from_bytes(drawn) / 256**_JITTER_BYTES

    def waits(self, patience: float) -> Iterator[float]:
        """Yield waits that double, in seconds, until together they make `patience`.

        Each is cut by up to a half at random, so that those who wait for one thing do not all
        come back at once.
        """
        wait, waited = _FIRST_WAIT, 0.0
        while waited < patience:
            cut = wait * (1 - self.jitter() / 2)
            yield cut
            waited += cut
            wait = min(2 * wait, _MAX_WAIT)
