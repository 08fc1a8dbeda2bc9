"""AWS Signature Version 4.

Source: IAM User Guide, "Create a signed AWS API request".
"""

import hmac
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from jetbridge.model.record import field, record

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_SHA256: Final = "sha256"


@record
class Credentials:
    """An access key; the session token of temporary credentials, or an empty text."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)


@record
class Signer:
    """Signs the requests to one service in one region. `service` is its signing name."""

    credentials: Credentials
    region: str
    service: str

    def signed(  # noqa: PLR0913 - the parts of a request, and when it is signed
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        at: str,
        query: Sequence[tuple[str, str]] = (),
    ) -> dict[str, str]:
        """Return the headers of a request with its signature.

        Args:
            method: of the request.
            path: as it is sent.
            headers: all that are signed, `Host` among them.
            body: of the request.
            at: when it is signed, in UTC, as `20261130T002301Z`.
            query: the query parameters, before they are encoded.
        """
        dated = {**headers, "X-Amz-Date": at}
        if self.credentials.session_token:
            dated["X-Amz-Security-Token"] = self.credentials.session_token
        canonical = {name.lower(): " ".join(value.split()) for name, value in dated.items()}
        names = sorted(canonical)
        listed = ";".join(names)
        request = "\n".join(
            (
                method.upper(),
                quote(path, safe="/~"),
                _canonical_query(query),
                *(f"{name}:{canonical[name]}" for name in names),
                "",
                listed,
                sha256(body).hexdigest(),
            )
        )
        scope = f"{at[:8]}/{self.region}/{self.service}/aws4_request"
        text = f"{_ALGORITHM}\n{at}\n{scope}\n{sha256(request.encode()).hexdigest()}"
        key = _key(self.credentials.secret_key, at[:8], self.region, self.service)
        signature = _mac(key, text).hex()
        credential = f"{self.credentials.access_key}/{scope}"
        return dated | {
            "Authorization": f"{_ALGORITHM} Credential={credential}, "
            f"SignedHeaders={listed}, Signature={signature}"
        }


@lru_cache(maxsize=8)
def _key(secret_key: str, day: str, region: str, service: str) -> bytes:
    """Return the key that signs a day's requests to a service."""
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, service, "aws4_request"):
        key = _mac(key, part)
    return key


def _canonical_query(query: Sequence[tuple[str, str]]) -> str:
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query)
    return "&".join(f"{name}={value}" for name, value in pairs)


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), _SHA256)
