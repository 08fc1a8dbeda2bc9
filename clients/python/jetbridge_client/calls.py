"""One call of the API, and what can come of one attempt at it. Nothing here does I/O."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from urllib.parse import quote
from uuid import uuid4

KEY: Final = "Idempotency-Key"
_NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Call:
    """One call. Its `repr` shows neither its headers nor its body."""

    operation: str
    """The `operationId` of the API's description."""
    method: str
    path: str
    repeatable: bool = False
    """Whether it may be sent again where it is unknown what became of it."""
    query: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, repr=False)
    headers: Mapping[str, str | None] = field(default_factory=lambda: _NOTHING, repr=False)
    body: Any = field(default=None, repr=False)

    @property
    def idempotency_key(self) -> str | None:
        """The key under which it can be made once more, where it has one."""
        return self.headers.get(KEY)

    def sent_query(self) -> dict[str, str]:
        """Return the parameters that were given."""
        return {name: str(value) for name, value in self.query.items() if value is not None}

    def sent_headers(self) -> dict[str, str]:
        """Return the headers that were given, and the body's."""
        given = {name: value for name, value in self.headers.items() if value is not None}
        return given if self.body is None else {**given, "Content-Type": "application/json"}

    def sent_body(self) -> bytes | None:
        """Return the body as JSON."""
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. Header names are in small letters."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110 §15.3

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Return what it says.

        Raises:
            ValueError: it is no JSON.
        """
        return json.loads(self.content) if self.content else None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """There was no answer. Where something was sent, its outcome is unknown."""

    sent: bool
    reason: str
    """A word of the network, such as `ReadTimeout`."""


type Outcome = Answer | Unanswered


class Tagged[T](NamedTuple):
    """A resource that others change, too, and the tag that a change of it names."""

    value: T
    etag: str
    """To be given as `if_match`."""


def segment(value: object) -> str:
    """Return a value as one segment of a path.

    Raises:
        ValueError: it would lead to another path.
    """
    text = quote(str(value), safe="")
    if text in ("", ".", ".."):
        raise ValueError("An id is empty, or no id.")
    return text


def keyed(given: str | None) -> str:
    """Return the key that was given, or a new one: retries of a call share it."""
    return str(uuid4()) if given is None else given
