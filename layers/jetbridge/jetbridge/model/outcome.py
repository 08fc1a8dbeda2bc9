"""What comes of asking a partner for something: one set of answers, from the broker to the routes.

    Done            the partner answered, or did what was asked
    Refused         it refuses what was asked, and would refuse the same again
    NotPerformed    nothing was done; the same may succeed later
    Unknown         it was asked, and whether anything was done is not known
    Busy            the same is under way in another process; nothing was asked this time

A caller handles each by `match`, which mypy holds to be exhaustive. The words for people (a problem
document, a page, a journey's step) are chosen at the edge, by route and partner. None of these
carries a secret; a violation's detail may quote the person, and is sealed or shown to the caller.
"""

from enum import StrEnum
from http import HTTPStatus
from typing import Final

from jetbridge.model import retry_after
from jetbridge.model.errors import Violation
from jetbridge.model.ports import HttpResponse
from jetbridge.model.record import field, record

NOT_SET: Final = "not_set"
"""In the place of a partner's error: there are no credentials that could be sent."""
UNSEALABLE: Final = "unsealable"
"""In the place of a partner's error: the stored credential does not open."""


class Cause(StrEnum):
    """Why nothing was done."""

    UNREACHABLE = "unreachable"
    """The partner, or its token endpoint, cannot be reached or fails."""
    THROTTLED = "throttled"
    """The partner's limits leave no room at this moment, as it says or as we count."""
    OUT_OF_TIME = "out_of_time"
    """The invocation has too little time left for the call. Says nothing of the partner."""
    CREDENTIALS = "credentials"
    """The partner refuses the credential, or what is stored of it does not open."""
    NOT_SET_UP = "not_set_up"
    """A secret of the deployment is missing, or is not what it should be."""
    SECRET_NOT_READ = "secret_not_read"  # noqa: S105 - a cause, not a secret
    """A secret of the deployment cannot be read at this moment."""
    WRONG_ADDRESS = "wrong_address"
    """The partner does not know the address that was called."""


_WHOLE: Final = Violation("", "partner_refused", "The partner refused the request.")


@record
class Done[T]:
    """The partner answered, or did what was asked. `value` is what came of it."""

    value: T


@record
class Refused:
    """The partner refuses what was asked: the same is refused again.

    `status` is the HTTP status, `error` the partner's error code and `number` its number, where it
    names them. `violation` says what is wrong with the request, as far as that is known.
    """

    status: int = 0
    error: str = ""
    number: int | None = None
    violation: Violation = field(default=_WHOLE, repr=False)


@record
class NotPerformed:
    """Nothing was done; the same may succeed later.

    `retry_after` is in seconds, where the partner or the broker names it. `status` is the HTTP
    status by which the partner said so, 0 where it was not asked. `error` is its error code, or
    `NOT_SET` or `UNSEALABLE`. `permanent` says that the same credential will not be taken later
    either. `detail` is for the log: what is wrong, without any content of a secret.
    """

    cause: Cause
    retry_after: int | None = None
    status: int = 0
    error: str = ""
    permanent: bool = False
    detail: str = ""

    @property
    def is_about_credentials(self) -> bool:
        """Whether the same succeeds only with credentials that were repaired."""
        return self.cause in (Cause.CREDENTIALS, Cause.NOT_SET_UP)


@record
class Unknown:
    """The partner was asked, and whether it did anything is not known.

    `status` is that of an answer which does not tell, 0 where none came. `detail` is for the log.
    """

    status: int = 0
    detail: str = ""


@record
class Busy:
    """The same is under way in another process. `retry_after` is in seconds."""

    retry_after: int


type Failed = NotPerformed | Unknown
"""Why a call brought no answer."""
type Sent[T] = Done[T] | Failed
"""What comes of a call: an answer, whatever it says, or none."""
type Outcome[T] = Sent[T] | Refused
"""What comes of asking a partner to do something."""


def not_taken(response: HttpResponse) -> NotPerformed | None:
    """Say why a partner did nothing, by the status of its answer; None where it says more.

    A firewall's or a gateway's 4xx says nothing about the request: it did not reach the partner.
    """
    status, wait = response.status, retry_after.seconds(response.headers)
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return NotPerformed(Cause.THROTTLED, wait, status)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN if response.is_refusal:
            return NotPerformed(Cause.CREDENTIALS, wait, status, f"http_{status}")
        case _ if 400 <= status < 500 and not response.is_refusal:  # noqa: PLR2004 - HTTP's own numbers
            return NotPerformed(Cause.UNREACHABLE, wait)
        case _:
            return None
