"""Read Incode's notifications, in both generations of their payload.

Sources: docs.incode.com "Web hooks" (the onboarding status webhook) and developer.incode.com
"Session webhooks". A session event also carries `loginHint` and `identityId`, which are personal
data: they are not even read.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.onboarding import Status
from jetbridge.model.record import record

_MAX_LENGTH: Final = 256

PROCESSED: Final = "ONBOARDING_FINISHED"
"""Processed, which is not passed: the verdict comes as another event."""

_MEANINGS: Final = {
    **dict.fromkeys(
        (
            "ID_VALIDATION_FINISHED",
            "ID_VALIDATION_FINISHED_SECOND_ID",
            "GOVERNMENT_VALIDATION_FINISHED",
            "FACE_VALIDATION_FINISHED",
            "POST_PROCESSING_FINISHED",
            PROCESSED,
            "SESSION_STARTED",
            "SESSION_PROGRESS",
        ),
        Status.IN_PROGRESS,
    ),
    "SESSION_PENDING_REVIEW": Status.REVIEW,
    "SESSION_SUCCEEDED": Status.VERIFIED,
    "MANUAL_REVIEW_APPROVED": Status.VERIFIED,
    "SESSION_FAILED": Status.REJECTED,
    "MANUAL_REVIEW_REJECTED": Status.REJECTED,
}


DECIDING: Final = tuple(
    word for word, status in _MEANINGS.items() if status is not Status.IN_PROGRESS
)
"""The events that say how a session came out."""


class MalformedEventError(JetbridgeError, ValueError):
    """A notification lacks what it must have. `field` is the JSON name of what is missing."""

    def __init__(self, field: str) -> None:
        """Name the field, not its value."""
        super().__init__(f"{field} is a non-empty string")
        self.field = field


@record
class Event:
    """One notification. `external_id` is empty where the onboarding was started without one."""

    interview_id: str
    event_type: str
    external_id: str


def read_event(document: Mapping[str, object]) -> Event:
    """Read a notification's body.

    Raises:
        MalformedEventError: there is no interview, or nothing is said of it.
    """
    interview_id = _text(document, "interviewId")
    event_type = _text(document, "onboardingStatus") or _text(document, "eventType")
    if not interview_id:
        raise MalformedEventError("interviewId")
    if not event_type:
        raise MalformedEventError("onboardingStatus")
    external_id = _text(document, "externalCustomerId") or _text(document, "externalId")
    return Event(interview_id, event_type, external_id)


def meaning(event_type: str) -> Status | None:
    """Return the status that an event reports, None where it means nothing to us."""
    return _MEANINGS.get(event_type)


def _text(document: Mapping[str, object], name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) and len(value) <= _MAX_LENGTH else ""
