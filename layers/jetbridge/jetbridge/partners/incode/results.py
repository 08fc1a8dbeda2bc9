"""Ask Incode what became of a session, beside its notifications.

Sources: developer.incode.com "Onboarding status webhook" (a status "can be determined by calling
the onboarding status endpoint") and "Fetch Score Data"; Incode's sample server
(Incode-Technologies-Example-Repos), which calls `GET /omni/get/onboarding/status?id=` and
`GET /omni/get/score?id=` with `x-api-key`, `api-version` and, as `X-Incode-Hardware-Id`, a token.

A status says how far a session is. It is a verdict only where a person at Incode's has decided
(`MANUAL_REVIEW_…`). What `ONBOARDING_FINISHED` came to is the score's overall status.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from jetbridge.model import retry_after
from jetbridge.model.onboarding import Status
from jetbridge.model.outcome import Cause, Done, Failed, NotPerformed, Outcome, Refused, not_taken
from jetbridge.model.ports import HttpRequest, HttpResponse, json_request
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.partners.incode.api import PRESENTATION
from jetbridge.partners.incode.events import PROCESSED, meaning

_MAX_LENGTH: Final = 100
_SCORES: Final = {"OK": Status.VERIFIED, "FAIL": Status.REJECTED, "WARN": Status.REVIEW}


@record
class Api:
    """Where and how results are asked for.

    An empty path is not asked. `token` is sent as `X-Incode-Hardware-Id` where there is one: the
    documented way. The access token of our other calls is sent in any case. `timeout` is in
    seconds.
    """

    url: str
    key: Secret
    version: str
    status_path: str
    score_path: str
    token: Secret | None
    timeout: float


@record
class Said:
    """Incode answered. `status` is what that means; None: nothing has begun, or nothing to us."""

    status: Status | None
    is_processed: bool = False


type Answer = Outcome[Said]
"""What came of a question. `Refused`: Incode knows no such session, or says nothing of it."""


def status_request(api: Api, interview_id: str, access_token: Secret) -> HttpRequest:
    """Build the question how far a session is."""
    return _request(api, api.status_path, interview_id, access_token, "status")


def score_request(api: Api, interview_id: str, access_token: Secret) -> HttpRequest:
    """Build the question what a processed session came to."""
    return _request(api, api.score_path, interview_id, access_token, "score")


def read_status(response: HttpResponse) -> Answer:
    """Read the answer to `status_request`."""
    if response.status != 200:  # noqa: PLR2004 - HTTP's own number
        return _not_said(response)
    word = _word(response.json(), "onboardingStatus")
    return Done(Said(meaning(word), word == PROCESSED)) if word else Refused(response.status)


def read_score(response: HttpResponse) -> Answer:
    """Read the answer to `score_request`: only its overall status, and nothing of the person."""
    if response.status != 200:  # noqa: PLR2004 - HTTP's own number
        return _not_said(response)
    body = response.json()
    overall = body.get("overall") if isinstance(body, Mapping) else None
    return Done(Said(_SCORES.get(_word(overall, "status")), is_processed=True))


def _request(
    api: Api, path: str, interview_id: str, access_token: Secret, operation: str
) -> HttpRequest:
    presented = {"api-version": api.version, **PRESENTATION.headers(access_token, api.key)}
    if api.token:
        presented["x-incode-hardware-id"] = api.token.reveal()
    url = f"{api.url}{path}?{urlencode({'id': interview_id})}"
    return json_request("GET", url, presented, timeout=api.timeout, operation=operation)


def _not_said(response: HttpResponse) -> Failed | Refused:
    failed = not_taken(response)
    if failed:
        return failed
    if response.is_refusal:
        return Refused(response.status)
    wait = retry_after.seconds(response.headers)
    return NotPerformed(Cause.UNREACHABLE, wait, response.status)


def _word(document: object, name: str) -> str:
    value = document.get(name) if isinstance(document, Mapping) else None
    return value if isinstance(value, str) and len(value) <= _MAX_LENGTH else ""
