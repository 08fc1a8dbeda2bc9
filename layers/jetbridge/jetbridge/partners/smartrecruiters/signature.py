"""The signature of a SmartRecruiters delivery, version 1.

Source: developers.smartrecruiters.com, "subscriptionsgeneratesecretkey": HMAC-SHA256 in hex over
`timestamp.rawBody.event-id.event-name.event-version.link`, where a header that is missing counts
as empty. The header holds a value for each live key, `v1=…;v1=…`.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final, Self

from jetbridge.model.record import field, record
from jetbridge.model.secret import Secret

SIGNATURE: Final = "smartrecruiters-signature"
TIMESTAMP: Final = "smartrecruiters-timestamp"

_SCHEME: Final = "v1="
_TIMESTAMP: Final = re.compile(r"([0-9]{1,19})(?:\.[0-9]{1,9})?")
_MAX_SECONDS: Final = 10**11
"""Above this a number of seconds is no plausible time: the year is 5138."""
_MAX_VALUES: Final = 16
"""SmartRecruiters has at most so many valid keys."""


@record
class Delivery:
    """One notification, byte for byte. Headers that were missing are empty."""

    body: bytes = field(repr=False)
    timestamp: str
    event_id: str
    event_name: str
    event_version: str
    link: str
    signature: str = field(repr=False)

    @classmethod
    def of(cls, headers: Mapping[str, str], body: bytes) -> Self:
        """Read a request's headers, whose names are lower-case."""
        return cls(
            body=body,
            timestamp=headers.get(TIMESTAMP, ""),
            event_id=headers.get("event-id", ""),
            event_name=headers.get("event-name", ""),
            event_version=headers.get("event-version", ""),
            link=headers.get("link", ""),
            signature=headers.get(SIGNATURE, ""),
        )

    @property
    def signed(self) -> bytes:
        """What the signature is made of."""
        tail = f"{self.event_id}.{self.event_name}.{self.event_version}.{self.link}"
        return b".".join((self.timestamp.encode(), self.body, tail.encode()))

    @property
    def sent_at(self) -> int | None:
        """The timestamp in Unix seconds, None where it is none.

        Seconds are documented. Milliseconds, and finer, are told by their size.
        """
        whole = _TIMESTAMP.fullmatch(self.timestamp)
        if whole is None:
            return None
        sent_at = int(whole[1])
        while sent_at > _MAX_SECONDS:
            sent_at //= 1_000
        return sent_at


def signature(delivery: Delivery, key: Secret) -> str:
    """Return the signature that `key` makes."""
    return hmac.new(key.reveal().encode(), delivery.signed, sha256).hexdigest()


def is_signed(delivery: Delivery, keys: Iterable[Secret]) -> bool:
    """Return whether one of `keys` made one of the delivery's signatures, in constant time."""
    values = [value.strip() for value in delivery.signature.split(";", _MAX_VALUES)]
    given = [value.removeprefix(_SCHEME).encode() for value in values if value.startswith(_SCHEME)][
        :_MAX_VALUES
    ]
    matches = [
        hmac.compare_digest(value, made)
        for made in (signature(delivery, key).encode() for key in keys)
        for value in given
    ]
    return any(matches)
