"""One attempt at a call, over HTTP."""

from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from jetbridge_client._secret import Secret
from jetbridge_client.calls import Answer, Call, Outcome, Unanswered

_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


class Wire:
    """Sends requests to one deployment. May be used by several threads."""

    def __init__(self, base_url: str, *, http: httpx.Client) -> None:
        """Send to `base_url`.

        Raises:
            ValueError: it is no https URL (http for loopback), or has more than a path.
        """
        self.base_url: Final = checked(base_url)
        self._http: Final = http

    @classmethod
    def over(
        cls, base_url: str, agent: str, seconds: float, transport: httpx.BaseTransport | None
    ) -> Self:
        """Return one with connections of its own."""
        http = httpx.Client(
            timeout=seconds,
            transport=transport,
            follow_redirects=False,
            headers={"User-Agent": agent, "Accept": "application/json"},
        )
        return cls(base_url, http=http)

    def send(self, call: Call, authorization: Secret, form: dict[str, str] | None) -> Outcome:
        """Make one attempt. What goes wrong on the way is an outcome, without the request.

        Raises:
            ValueError: a header has what HTTP does not take. Nothing was sent.
        """
        answer = self._sent(call, authorization, form)
        if answer is None:
            # Raised here: its context would hold the header.
            raise ValueError("A key or a tag has what no header takes, such as a line break.")
        return answer

    def _sent(
        self, call: Call, authorization: Secret, form: dict[str, str] | None
    ) -> Outcome | None:
        headers = {**call.sent_headers(), "Authorization": authorization.reveal()}
        try:
            answer = self._http.request(
                call.method,
                f"{self.base_url}{call.path}",
                params=call.sent_query() or None,
                headers=headers,
                content=call.sent_body(),
                data=form,
            )
        except httpx.LocalProtocolError:
            return None
        except httpx.TransportError as error:
            return Unanswered(not isinstance(error, _NOT_SENT), type(error).__name__)
        except httpx.DecodingError:
            return Unanswered(sent=True, reason="DecodingError")
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, found, answer.content)

    def close(self) -> None:
        """Close its connections."""
        self._http.close()


def checked(base_url: str) -> str:
    """Return a base URL without a slash at its end.

    Raises:
        ValueError: see `Wire`.
    """
    parts = urlsplit(base_url)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise ValueError("base_url has to be an https URL; http is for loopback.")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("base_url has to be an address, without user, query and fragment.")
    return base_url.rstrip("/")
