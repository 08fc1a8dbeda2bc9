"""What a hiring system says of an application and its candidate: the answers of all of them."""

from collections.abc import Mapping
from typing import Any

from jetbridge.model.record import field, record


@record
class Hired:
    """The application is hired. `application_id` is its own id, empty where it has none."""

    application_id: str = ""


@record
class Hire:
    """A hired application and its candidate, as documents. Personal data: never stored."""

    application: Mapping[str, Any] = field(repr=False)
    candidate: Mapping[str, Any] = field(repr=False)


class NotAHire:
    """The application is in another status, or gone, while the candidate is still there."""


class Gone:
    """The candidate is no longer there: deleted, or merged into another one that is not named."""


@record
class Merged:
    """The candidate was merged into another one, whose application for the job is hired."""

    candidate_id: str
    application_id: str = ""


@record
class Readiness:
    """Whether the hiring system shows a hire as ready to onboard."""

    ready: bool


@record
class NotConnected:
    """The company cannot be asked: its connection is over, or needs a person.

    `error` is the hiring system's, where it refuses the credential.
    """

    error: str = ""


@record
class Forbidden:
    """The company has not given us the right to see or do this: a scope, or a field, is missing."""

    status: int


@record
class Busy:
    """Nothing was done: throttled or out of order. `retry_after` is in seconds, where given.

    `status` is 0 where nothing was answered; `unanswered` says that it had been sent.
    """

    status: int
    retry_after: int | None = None
    unanswered: bool = False

    @property
    def took_too_long(self) -> bool:
        """Whether the answer did not come in time, ours or that of a gateway of the partner's."""
        return self.unanswered or self.status in (408, 504)


type Unread = NotConnected | Forbidden | Busy
"""Nothing is known of it now."""
type Standing = Hired | NotAHire | Gone | Merged | Unread
"""How an application stands."""
type Answer = Hire | NotAHire | Gone | Merged | Unread
"""What is read of a hire."""
