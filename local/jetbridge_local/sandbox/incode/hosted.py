"""The page behind a session's link, on which a person proves who they are, or does not.

What is scanned in life is said here, by a button. Incode notifies its customer as it does in life:
of a module that is over, that the onboarding was processed, and how it came out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from flask import Flask, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.incode import events
from jetbridge_local.sandbox.incode.sessions import Session, Sessions, Standing
from jetbridge_local.sandbox.incode.webhooks import Sender
from jetbridge_local.sandbox.web import unframed


@dataclass(frozen=True, slots=True)
class _Step:
    """What a button leads to: from where, to where, and what the customer is told of it."""

    before: Standing
    after: Standing
    onboarding_status: str
    event_type: str = ""


_PROCESSED: Final = "ONBOARDING_FINISHED"

_STEPS: Final[Mapping[str, _Step]] = MappingProxyType(
    {
        "begin": _Step(Standing.INVITED, Standing.BEGUN, "ID_VALIDATION_FINISHED"),
        "pass": _Step(Standing.BEGUN, Standing.PASSED, _PROCESSED, "SESSION_SUCCEEDED"),
        "fail": _Step(Standing.BEGUN, Standing.FAILED, _PROCESSED, "SESSION_FAILED"),
        "review": _Step(Standing.BEGUN, Standing.REVIEW, _PROCESSED, "SESSION_PENDING_REVIEW"),
        "approve": _Step(
            Standing.REVIEW, Standing.PASSED, "MANUAL_REVIEW_APPROVED", "SESSION_SUCCEEDED"
        ),
        "reject": _Step(
            Standing.REVIEW, Standing.FAILED, "MANUAL_REVIEW_REJECTED", "SESSION_FAILED"
        ),
    }
)


class Hosted:
    """The pages of all sessions, under `/workflow/{interviewId}`."""

    def __init__(self, clock: Clock, sessions: Sessions, sender: Sender) -> None:
        """Let the people of `sessions` in, and tell the customer by `sender`."""
        self._clock = clock
        self._sessions = sessions
        self._sender = sender

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        workflow = "/workflow/<interview_id>"
        app.add_url_rule(workflow, view_func=self.show)
        app.add_url_rule(workflow, view_func=self.decide, methods=["POST"])

    def show(self, interview_id: str) -> Response:
        """Show what the person can do now, or how it came out."""
        session = self._invited(interview_id)
        standing = self._sessions.standing(interview_id)
        if session is None:
            return _refused("This link is not one of ours.", HTTPStatus.NOT_FOUND)
        if standing is Standing.INVITED and not session.is_open(self._clock.now()):
            return _refused("This link has ended. Ask for a new one.", HTTPStatus.GONE)
        return _page(render_template("workflow.html", standing=standing, link=session.url))

    def decide(self, interview_id: str) -> Response:
        """Take what a button says, tell the customer, and show the page again.

        A button that is pressed twice, or too late, does nothing.
        """
        session = self._invited(interview_id)
        step = _STEPS.get(request.form.get("action", ""))
        if session is None or step is None:
            return self.show(interview_id)
        late = step.before is Standing.INVITED and not session.is_open(self._clock.now())
        if not late and self._sessions.advance(interview_id, step.before, step.after):
            self._sessions.report(interview_id, step.onboarding_status)
            self._tell(session, step)
        return redirect(session.url, HTTPStatus.SEE_OTHER)

    def _invited(self, interview_id: str) -> Session | None:
        """Return the session of which the request has the whole link."""
        session = self._sessions.find(interview_id)
        return session if session and session.url == request.url else None

    def _tell(self, session: Session, step: _Step) -> None:
        """Send what is configured to be sent, the processing before the outcome."""
        configuration, interview_id = self._sender.configuration, session.interview_id
        status = events.status(interview_id, session, step.onboarding_status)
        self._sender.tell(configuration.onboarding_status_url, status)
        if step.event_type:
            outcome = events.outcome(interview_id, session, step.event_type)
            self._sender.tell(configuration.session_url, outcome)


def _refused(reason: str, status: HTTPStatus) -> Response:
    page = render_template(
        "refused.html", partner="Incode", title="This verification cannot go on", reason=reason
    )
    return _page(page, status)


def _page(page: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return unframed(make_response(page, status))
