"""What Incode's webhooks say of a session, in both generations of their payload."""

import uuid
from typing import Literal

from jetbridge_local.sandbox.incode.sessions import Session

type CorrelationKey = Literal["externalCustomerId", "externalId"]


def status(
    interview_id: str,
    session: Session | None,
    onboarding_status: str,
    correlation_key: CorrelationKey = "externalCustomerId",
) -> dict[str, object]:
    """Return the older payload; our own id is in it where the session was begun with one."""
    own = session.request.get("externalCustomerId") if session else None
    return {
        "interviewId": interview_id,
        correlation_key: own,
        "onboardingStatus": onboarding_status,
    }


def outcome(interview_id: str, session: Session | None, event_type: str) -> dict[str, object]:
    """Return the newer payload. It has nothing of ours but the login hint."""
    hint = session.request.get("loginHint") if session else None
    return {
        "eventType": event_type,
        "interviewId": interview_id,
        "loginHint": hint,
        "identityId": uuid.uuid5(uuid.NAMESPACE_OID, str(hint)).hex[:24] if hint else None,
    }
