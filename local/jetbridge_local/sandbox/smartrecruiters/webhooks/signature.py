"""The signature of a notification."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signature is over. `timestamp` is in Unix seconds; a missing header is empty."""

    timestamp: int
    body: bytes = field(repr=False)
    event_id: str
    event_name: str
    event_version: str
    link: str

    def by(self, keys: Iterable[str]) -> str:
        """Return the `smartrecruiters-signature` header: one `v1=` for every live key."""
        text = b".".join(
            (
                str(self.timestamp).encode(),
                self.body,
                self.event_id.encode(),
                self.event_name.encode(),
                self.event_version.encode(),
                self.link.encode(),
            )
        )
        return ";".join(f"v1={_digest(key, text)}" for key in keys)


def _digest(key: str, text: bytes) -> str:
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
