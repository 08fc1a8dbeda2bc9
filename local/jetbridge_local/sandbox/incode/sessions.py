"""Onboarding sessions."""

import secrets
import threading
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.incode.rules import broken_rule


class BrokenRuleError(Exception):
    """A request that breaks the rule which the message names."""


class Standing(StrEnum):
    """How far a person has come."""

    INVITED = "invited"
    BEGUN = "begun"
    REVIEW = "review"
    PASSED = "passed"
    FAILED = "failed"


_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Session:
    """One session, with the request that made it. `at` is in Unix seconds."""

    interview_id: str
    url: str = field(repr=False)
    at: int
    request: dict[str, object] = field(repr=False)

    def is_open(self, now: int) -> bool:
        """Return whether the link still lets the person begin. `now` is in Unix seconds."""
        minutes = self.request.get("linkValidityInMinutes")
        return not isinstance(minutes, int) or now < self.at + minutes * _MINUTE

    def view(self) -> dict[str, object]:
        """Return the session as JSON."""
        return {
            "interviewId": self.interview_id,
            "url": self.url,
            "at": self.at,
            "request": self.request,
        }


class Sessions:
    """All sessions, oldest first."""

    def __init__(self, clock: Clock, url: str) -> None:
        """Start without any; their links lead to pages at `url`."""
        self._clock = clock
        self._url = url
        self._lock = threading.Lock()
        self._sessions: list[Session] = []
        self._standings: dict[str, Standing] = {}
        self._reported: dict[str, str] = {}

    def begin(self, request: dict[str, object]) -> Session:
        """Open a session. Its link names the interview.

        Raises:
            BrokenRuleError: the request is refused.
        """
        with self._lock:
            message = broken_rule(request, self._known())
            if message:
                raise BrokenRuleError(message)
            interview_id = secrets.token_hex(12)
            url = f"{self._url}/workflow/{interview_id}?uuid={uuid.uuid4()}&url_uuid={uuid.uuid4()}"
            session = Session(interview_id, url, self._clock.now(), request)
            self._sessions.append(session)
            return session

    def find(self, interview_id: str) -> Session | None:
        """Return a session."""
        with self._lock:
            return next((s for s in self._sessions if s.interview_id == interview_id), None)

    def latest(self) -> Session | None:
        """Return the session that was opened last."""
        with self._lock:
            return self._sessions[-1] if self._sessions else None

    def standing(self, interview_id: str) -> Standing:
        """Return how far the person of a session has come."""
        with self._lock:
            return self._standings.get(interview_id, Standing.INVITED)

    def advance(self, interview_id: str, before: Standing, after: Standing) -> bool:
        """Move a person on; return whether they were still at `before`."""
        with self._lock:
            there = self._standings.get(interview_id, Standing.INVITED) is before
            if there:
                self._standings[interview_id] = after
            return there

    def report(self, interview_id: str, onboarding_status: str) -> None:
        """Take an onboarding status as the session's present one."""
        with self._lock:
            self._reported[interview_id] = onboarding_status

    def reported(self, interview_id: str) -> str:
        """Return a session's onboarding status; before anything was shown it is `UNKNOWN`."""
        with self._lock:
            return self._reported.get(interview_id, "UNKNOWN")

    def clear(self) -> None:
        """Forget every session."""
        with self._lock:
            self._reported.clear()
            self._sessions.clear()
            self._standings.clear()

    def view(self) -> list[dict[str, object]]:
        """Return every session as JSON."""
        with self._lock:
            return [session.view() for session in self._sessions]

    def _known(self) -> frozenset[tuple[str, str]]:
        """Return integrationReference and loginHint of each person who had a session."""
        return frozenset(
            (str(each.request["integrationReference"]), str(each.request["loginHint"]))
            for each in self._sessions
        )
