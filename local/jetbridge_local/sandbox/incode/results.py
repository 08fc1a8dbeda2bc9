"""Asking what became of a session: its onboarding status, and its score.

Sources: developer.incode.com "Onboarding status webhook" and "Fetch Score Data", Incode's sample
server. The statuses of the refusals, and the rate, are our assumption in Incode's documented shape.
"""

import threading
from collections import Counter
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, jsonify, request

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.credentials import INCODE_ADMIN_TOKEN, INCODE_API_KEY
from jetbridge_local.sandbox.incode.refusal import ApiError
from jetbridge_local.sandbox.incode.sessions import Session, Sessions, Standing
from jetbridge_local.sandbox.incode.webhooks import Settings

STATUS: Final = "/omni/get/onboarding/status"
SCORE: Final = "/omni/get/score"

_OVERALL: Final = {Standing.PASSED: "OK", Standing.FAILED: "FAIL", Standing.REVIEW: "WARN"}


class Results:
    """The two questions, each by `id`, an interview."""

    def __init__(self, clock: Clock, sessions: Sessions, behaviour: Behaviour[Settings]) -> None:
        """Answer about `sessions`, as many a second as `behaviour` says."""
        self._clock = clock
        self._sessions = sessions
        self._behaviour = behaviour
        self._lock = threading.Lock()
        self._asked = Counter[int]()

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        app.add_url_rule(STATUS, view_func=self.status)
        app.add_url_rule(SCORE, view_func=self.score)

    def status(self) -> Response:
        """Say how far a session is. Processed is not passed."""
        session = self._asked_about()
        return jsonify(onboardingStatus=self._sessions.reported(session.interview_id))

    def score(self) -> Response:
        """Say what a session came to, once it is complete."""
        session = self._asked_about()
        overall = _OVERALL.get(self._sessions.standing(session.interview_id))
        if overall is None:
            raise ApiError(HTTPStatus.BAD_REQUEST, "The session is not complete")
        return jsonify(overall={"value": "0.0", "status": overall})

    def _asked_about(self) -> Session:
        """Return the session that is asked about, by whom it may be.

        Raises:
            ApiError: 400, 401, 403, 404 or 429.
        """
        headers = request.headers
        if not oauth.same(headers.get("x-api-key", ""), INCODE_API_KEY):
            raise ApiError(HTTPStatus.FORBIDDEN, "The API key is missing or unknown")
        if not headers.get("api-version"):
            raise ApiError(HTTPStatus.BAD_REQUEST, "api-version is missing")
        if not oauth.same(headers.get("X-Incode-Hardware-Id", ""), INCODE_ADMIN_TOKEN):
            raise ApiError(HTTPStatus.UNAUTHORIZED, "X-Incode-Hardware-Id is missing or unknown")
        if not self._admits():
            raise ApiError(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests")
        session = self._sessions.find(request.args.get("id", ""))
        if session is None:
            raise ApiError(HTTPStatus.NOT_FOUND, "There is no such session")
        return session

    def _admits(self) -> bool:
        second = self._clock.now()
        with self._lock:
            if second not in self._asked:
                self._asked.clear()
            self._asked[second] += 1
            return self._asked[second] <= self._behaviour.current.results_per_second
