"""The ports through which the flows reach the world, and what passes through the HTTP one."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, Protocol
from urllib.parse import urlsplit

from jetbridge.model import json_text
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import field, record
from jetbridge.model.secret import Secret

MAX_ANSWER: Final = 1_000_000
"""Bytes of a partner's answer. None that we read comes near it; a longer one is not trusted."""
NOT_NOW: Final = frozenset({408, 425, 429})
"""Statuses of a partner that is too slow, too early or too busy."""
_FIELD_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE: Final = re.compile(r"(?:[!-~](?:[ \t!-~]*[!-~])?)?")


@record
class HttpRequest:
    """One outbound request, complete before it is sent.

    `timeout` bounds the whole call, in seconds: from looking up the host to the last byte of the
    answer. Without `wants_body` the answer is over with its headers, and its body stays unread.
    `operation` is what the log calls it, in words of ours: a path may hold ids. The representation
    shows method, host and path only: credentials travel in headers, bodies and query strings.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    timeout: float = 10.0
    wants_body: bool = True
    operation: str = ""

    @property
    def target(self) -> str:
        """Host and path, fit for a log."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return "an address that is none"
        return f"{parts.hostname}{parts.path}"

    @property
    def fault(self) -> str:
        """Why this cannot be written as an HTTP request; empty where it can.

        Names the part, never its value: a header may be a secret.
        """
        if not _is_address(self.url):
            return "address"
        names = (name for name, value in self.headers.items() if not _is_field(name, value))
        return next((f"header {name}" for name in names), "")


def json_request(  # noqa: PLR0913 - what a call consists of
    method: str,
    url: str,
    presented: Mapping[str, str],
    body: object = None,
    *,
    timeout: float,
    operation: str,
) -> HttpRequest:
    """Build a call of an API that speaks JSON, without a body where that is None.

    `presented` are the API's own headers: those of the credential, and a version. The others are
    as in an `HttpRequest`.
    """
    headers = {"accept": "application/json", **presented}
    sent = None
    if body is not None:
        headers["content-type"] = "application/json"
        sent = json.dumps(body).encode()
    return HttpRequest(method, url, headers, sent, timeout, operation=operation)


@record
class HttpResponse:
    """One answer, read whole. Header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def json(self) -> object:
        """Return the body as JSON, its text cleaned, or None where it is not JSON.

        An odd character in one text is no reason not to read the rest. What was lost shows as
        `jetbridge.model.text.LOST`: a token or a key with that in it is none.
        """
        return json_text.lenient(self.body)

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own numbers

    @property
    def is_refusal(self) -> bool:
        """Whether the partner itself refuses the request or the credential.

        A 4xx is no refusal where it says "not now" (408, 425, 429), or where its body is not JSON:
        a firewall's or a gateway's page says nothing about what was asked, or who asked.
        """
        client_error = 400 <= self.status < 500 and self.status not in NOT_NOW  # noqa: PLR2004 - HTTP's own numbers
        return client_error and (not self.body.strip() or self.json() is not None)


def _is_address(url: str) -> bool:
    """Return whether `url` is absolute, with a host that a resolver can be asked for."""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
        host.encode("idna")  # a label has 1 to 63 characters (RFC 1035 §2.3.4)
    except ValueError:
        return False
    return bool(host) and url.isprintable() and " " not in url


def _is_field(name: str, value: str) -> bool:
    """Return whether a header field can be written (RFC 9110 §5.1, §5.5), in ASCII."""
    return bool(_FIELD_NAME.fullmatch(name) and _FIELD_VALUE.fullmatch(value))


class UnansweredError(JetbridgeError):
    """A call without an answer: `NotSentError` or `NoAnswerError`. Says target and cause."""

    @property
    def cause(self) -> str:
        """Why, in a word fit for a log; empty where that is not known."""
        return str(self.args[1]) if len(self.args) > 1 else ""


class NotSentError(UnansweredError):
    """No byte of the request was sent. Safe to repeat."""

    retry_after: int | None = None
    """Seconds after which a repeat makes sense, where that is known."""


class OutOfTimeError(NotSentError):
    """The invocation has too little time left for the call. Says nothing about the host."""


class NoAnswerError(UnansweredError):
    """A part of the request was sent, and no whole answer came. The outcome is unknown."""


class Http(Protocol):
    """Sends requests to partners."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send `request` once, following no redirect. Raises nothing else, whatever happens.

        Raises:
            NotSentError: it cannot be written, connecting failed, or the invocation has too little
                time left (`OutOfTimeError`): no byte was sent.
            NoAnswerError: its first byte was sent, but the answer did not arrive whole in time.
        """
        ...


class Queue(Protocol):
    """Work for later, done by the worker: at least once, in no particular order."""

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Enqueue JSON objects, each with a `kind`; none is done before `delay` seconds passed.

        Tenants are served by turns: the work of one that has much does not delay that of another.
        Whose a message is, its member `tenant` says. Messages carry ids, never secrets or personal
        data. Their work belongs to the trace under way; without one, that of each to a new one.

        Raises:
            QueueUnavailableError: some were not taken; sending all of them again is safe.
        """
        ...


class QueueUnavailableError(JetbridgeError):
    """The queue did not take every message, or does not tell. Its words are AWS's codes."""


QUEUE: Final = "Queue"
WEBHOOK_QUEUE: Final = "WebhookQueue"
SLOW_QUEUE: Final = "SlowQueue"
DEAD_LETTERS: Final = "DeadLetters"
"""The queues, as the template names them."""


class Backlog(Protocol):
    """How much waits in the queues."""

    def held(self) -> Mapping[str, int]:
        """Return about how many messages each queue holds, with those that are being worked off.

        Raises:
            QueueUnavailableError: one of them does not tell.
        """
        ...


@record
class DomainEvent:
    """Something that the deployer's other systems may care about.

    `type` is such as `connection.activated`; `detail` is JSON without secrets and personal data.
    `id` is the same each time the event is published, `at` is in Unix seconds. `link_of` is the
    onboarding whose link goes out with the event, as `url`. The `link` itself is added when the
    event is sent, and stands in no stored event; None: it leads nowhere any more. `traceparent`
    is the place in a trace at which it happened, as the header of that name.
    """

    id: str
    type: str
    tenant: str
    at: int
    detail: Mapping[str, object]
    link_of: str = ""
    link: Secret | None = None
    traceparent: str = ""


class Bus(Protocol):
    """The deployer's event bus."""

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Publish each event, at least once.

        Raises:
            BusUnavailableError: some were not taken; publishing all of them again is safe.
        """
        ...


class BusUnavailableError(JetbridgeError):
    """The bus did not take every event. Its words are AWS's codes."""
