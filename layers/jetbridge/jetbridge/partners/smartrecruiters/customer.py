"""SmartRecruiters' Customer API: one company's candidates, applications and onboarding status.

Source: the partner's merged OpenAPI description, unversioned paths (docs/partners).
Each function builds a request or reads an answer. What is read is personal data: it is passed on
and never stored.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode, urlsplit

from jetbridge.broker.dialect import BEARER
from jetbridge.model import retry_after
from jetbridge.model.hiring import Busy, Forbidden
from jetbridge.model.ports import HttpRequest, HttpResponse, json_request
from jetbridge.model.record import field, record
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters.ids import read_id

HIRED: Final = "HIRED"
READY: Final = "READY_TO_ONBOARD"

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_CANDIDATE: Final = re.compile(r"/candidates/([^/]+)")

_APPLICATION: Final = "candidates/{id}/jobs/{id}"
_ONBOARDING_STATUS: Final = f"{_APPLICATION}/onboardingStatus"


@record
class Api:
    """The Customer API as seen with one company's access token. `timeout` is in seconds."""

    url: str
    token: Secret
    timeout: float

    def application(self, candidate_id: str, job_id: str) -> HttpRequest:
        """Build `GET /candidates/{id}/jobs/{jobId}`."""
        return self._request("GET", _path(candidate_id, job_id), operation=_APPLICATION)

    def candidate(self, candidate_id: str) -> HttpRequest:
        """Build `GET /candidates/{id}`."""
        return self._request("GET", _path(candidate_id), operation="candidates/{id}")

    def onboarding_status(self, candidate_id: str, job_id: str) -> HttpRequest:
        """Build `GET …/onboardingStatus`."""
        path = f"{_path(candidate_id, job_id)}/onboardingStatus"
        return self._request("GET", path, operation=_ONBOARDING_STATUS)

    def set_onboarding_status(self, candidate_id: str, job_id: str, status: str) -> HttpRequest:
        """Build `PUT …/onboardingStatus`, which may be repeated."""
        path = f"{_path(candidate_id, job_id)}/onboardingStatus"
        body = {"onboardingStatus": status}
        return self._request("PUT", path, body, operation=_ONBOARDING_STATUS)

    def hired(self, *, updated_after: int, limit: int, page_id: str = "") -> HttpRequest:
        """Build `GET /candidates` for those hired and ready to onboard, changed since a moment.

        `updated_after` is in Unix seconds; a page holds up to `limit` of them, 100 at the most;
        `page_id` is the `nextPageId` of the page before.
        """
        query = {
            "status": HIRED,
            "onboardingStatus": READY,
            "updatedAfter": f"{datetime.fromtimestamp(updated_after, UTC):%Y-%m-%dT%H:%M:%S.000Z}",
            "limit": str(limit),
        }
        if page_id:
            query["pageId"] = page_id
        return self._request("GET", f"/candidates?{urlencode(query)}", operation="candidates")

    def _request(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, operation: str
    ) -> HttpRequest:
        presented, url = BEARER.headers(self.token), f"{self.url}{path}"
        return json_request(method, url, presented, body, timeout=self.timeout, operation=operation)


@record
class Found:
    """A document of the API, as it came: fields are optional, unknown ones are kept."""

    document: Mapping[str, Any] = field(repr=False)


@record
class Missing:
    """There is no such candidate or application (any more)."""


@record
class Moved:
    """The candidate is another one now: the partner leads to `candidate_id`."""

    candidate_id: str


def read_document(response: HttpResponse) -> Found | Missing | Forbidden | Busy:
    """Read the answer to `application`, `candidate` or `onboarding_status`."""
    match response.status:
        case 200:
            body = response.json()
            return Found(body) if isinstance(body, dict) else Busy(200)
        case 404 | 410 if response.is_refusal:
            return Missing()
        case 400 | 401 | 403 if response.is_refusal:
            return Forbidden(response.status)
        case _:
            return _busy(response)


def read_application(
    response: HttpResponse, candidate_id: str
) -> Found | Missing | Moved | Forbidden | Busy:
    """Read the answer to `application`, asked about a candidate.

    Two candidates can be merged into one. What the partner answers about the other one from then on
    is not documented: it may lead to the one that is left, or name it in the document.
    """
    return _read_of(response, candidate_id, "candidateId")


def read_candidate(
    response: HttpResponse, candidate_id: str
) -> Found | Missing | Moved | Forbidden | Busy:
    """Read the answer to `candidate`, asked about a candidate; see `read_application`."""
    return _read_of(response, candidate_id, "id")


def read_change(response: HttpResponse) -> Missing | Forbidden | Busy | None:
    """Read the answer to `set_onboarding_status`; None: it is set."""
    match response.status:
        case 200 | 204:
            return None
        case 404 if response.is_refusal:
            return Missing()
        case status if response.is_refusal:
            return Forbidden(status)
        case _:
            return _busy(response)


def _read_of(
    response: HttpResponse, candidate_id: str, member: str
) -> Found | Missing | Moved | Forbidden | Busy:
    if response.status in _REDIRECTS:
        target = _CANDIDATE.search(urlsplit(response.headers.get("location", "")).path)
        named = read_id(unquote(target[1])) if target else ""
        return Moved(named) if _is_another(named, candidate_id) else _busy(response)
    read = read_document(response)
    if isinstance(read, Found):
        named = read_id(read.document.get(member))
        return Moved(named) if _is_another(named, candidate_id) else read
    return read


def _is_another(named: str, candidate_id: str) -> bool:
    return bool(named) and named.casefold() != candidate_id.casefold()


def _busy(response: HttpResponse) -> Busy:
    return Busy(response.status, retry_after.seconds(response.headers))


def _path(candidate_id: str, job_id: str = "") -> str:
    path = f"/candidates/{quote(candidate_id, safe='')}"
    return f"{path}/jobs/{quote(job_id, safe='')}" if job_id else path
