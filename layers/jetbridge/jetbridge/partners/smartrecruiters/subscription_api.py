"""SmartRecruiters' Webhooks API: subscriptions to a company's events, and their secret keys.

Source: the OpenAPI description of the Webhooks API, v201907 (docs/partners/smartrecruiters.md).
Each function builds a request or reads an answer.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from jetbridge.broker.dialect import BEARER
from jetbridge.model import json_text
from jetbridge.model.ports import HttpRequest, HttpResponse, json_request
from jetbridge.model.record import record, replace
from jetbridge.model.secret import Secret
from jetbridge.model.text import is_whole
from jetbridge.partners.smartrecruiters.ids import read_id

HOOK_SECRET: Final = "x-hook-secret"  # noqa: S105 - a header's name
ACTIVE: Final = "active"

EVENTS: Final = frozenset(
    {
        "application.created",
        "application.fields.updated",
        "application.onboarding-status.updated",
        "application.status.updated",
        "candidate.created",
        "candidate.deleted",
        "candidate.updated",
        "offer.approval.approved",
        "offer.created",
        "offer.updated",
        "onboarding.assignments.completed",
        "onboarding.process.started",
    }
)
"""The events that mean something to us."""

HIRE_EVENTS: Final = frozenset(
    {"application.onboarding-status.updated", "application.status.updated"}
)
"""The events by which a candidate may be hired, or not any more: there is none that says so."""

CANDIDATE_DELETED: Final = "candidate.deleted"
CANDIDATE_UPDATED: Final = "candidate.updated"
CANDIDATE_EVENTS: Final = frozenset({CANDIDATE_DELETED, CANDIDATE_UPDATED})
"""The events of a person that a journey needs. There is none that says that two were merged."""

_MINUTE: Final = 60
_DAY: Final = 86_400
REDELIVERIES: Final = (*(each * _MINUTE for each in (1, 3, 10, 45, 120)), *(_DAY,) * 5)
"""Seconds before each redelivery of an event, at the most: ten of them, of which the page names the
first five waits and the longest."""
LAST_REDELIVERY: Final = sum(REDELIVERIES)
"""Seconds after its first delivery until which an event may come again: five days and three hours.
Whether a redelivery is stamped and signed anew is not documented."""

_FACTS: Final = (
    "application_id",
    "candidate_id",
    "id",
    "job_id",
    "new_hire_id",
    "onboarding_process_id",
)
_MAX_LINK: Final = 512
_MAX_ID_LENGTH: Final = 256
_PATH: Final = "/webhooks-api/v201907/subscriptions"
_NEXT: Final = re.compile(r'<([^<>]+)>\s*;\s*rel="?next"?')
_APPLICATION: Final = re.compile(r"/candidates/([^/]+)/jobs/([^/]+)")
_CANDIDATE: Final = re.compile(r"/candidates/([^/]+)")
_SELF: Final = re.compile(r'<([^<>]+)>\s*;\s*rel="?self"?')

_SECRET_KEY: Final = "subscriptions/{id}/secret-key"  # noqa: S105 - a path, not a secret


@record
class Subscription:
    """One subscription, as the partner shows it. `status` is such as `inactive` or `active`."""

    id: str
    callback_url: str
    events: frozenset[str]
    status: str


@record
class Api:
    """The Webhooks API as seen with one company's access token. `timeout` is in seconds."""

    url: str
    token: Secret
    timeout: float

    def create(self, callback_url: str, events: Iterable[str]) -> HttpRequest:
        """Build `POST /subscriptions`."""
        body = {"callbackUrl": callback_url, "events": sorted(events)}
        return self._request("POST", "", body, operation="subscriptions")

    def list(self, page_url: str = "") -> HttpRequest:
        """Build `GET /subscriptions`, or the request of the page that `next_page` found."""
        request = self._request("GET", "?limit=100", operation="subscriptions")
        return replace(request, url=page_url) if page_url else request

    def delete(self, subscription_id: str) -> HttpRequest:
        """Build `DELETE /subscriptions/{id}`."""
        return self._request("DELETE", f"/{subscription_id}", operation="subscriptions/{id}")

    def activate(self, subscription_id: str) -> HttpRequest:
        """Build `PUT /subscriptions/{id}/activation`, during which our callback is asked."""
        rest = f"/{subscription_id}/activation"
        return self._request("PUT", rest, operation="subscriptions/{id}/activation")

    def key(self, subscription_id: str) -> HttpRequest:
        """Build `GET /subscriptions/{id}/secret-key`: the newest key."""
        return self._request("GET", f"/{subscription_id}/secret-key", operation=_SECRET_KEY)

    def new_key(self, subscription_id: str) -> HttpRequest:
        """Build `POST /subscriptions/{id}/secret-key`: the previous key stays valid for a day."""
        return self._request("POST", f"/{subscription_id}/secret-key", operation=_SECRET_KEY)

    def _request(
        self, method: str, rest: str, body: Mapping[str, object] | None = None, *, operation: str
    ) -> HttpRequest:
        presented, url = BEARER.headers(self.token), f"{self.url}{_PATH}{rest}"
        return json_request(method, url, presented, body, timeout=self.timeout, operation=operation)


def read_subscription(response: HttpResponse) -> Subscription | None:
    """Read the answer to `create`; None where it is no subscription."""
    return _subscription(response.json()) if response.status in (200, 201) else None


def read_list(response: HttpResponse) -> tuple[Subscription, ...] | None:
    """Read the answer to `list`, a bare array or one under `content`; None: it is neither."""
    document = response.json()
    if isinstance(document, dict):
        document = document.get("content")
    if response.status != 200 or not isinstance(document, list):  # noqa: PLR2004 - HTTP's own
        return None
    return tuple(found for each in document if (found := _subscription(each)))


def next_page(response: HttpResponse, api_url: str) -> str:
    """Return where the list goes on, empty at its end: at the partner, or nowhere."""
    found = _NEXT.search(response.headers.get("link", ""))
    return found[1] if found and _origin(found[1]) == _origin(api_url) else ""


def read_key(response: HttpResponse) -> Secret | None:
    """Read the answer to `key` or `new_key`; None where there is no key in it."""
    document = response.json()
    key = document.get("secretKey") if isinstance(document, dict) else None
    return Secret(key) if response.status in (200, 201) and is_whole(key) else None


def facts(body: bytes, link: str, api_url: str) -> dict[str, str]:
    """Return the ids in a notification and, where it is the partner's, the address to ask.

    Nothing else is kept: what a body means beyond its ids is asked of the partner.
    """
    document = json_text.lenient(body)
    sent = document if isinstance(document, dict) else {}
    found = {name: value for name in _FACTS if (value := read_id(sent.get(name)))}
    target = _SELF.search(link)
    if target and len(target[1]) <= _MAX_LINK and _origin(target[1]) == _origin(api_url):
        found["link"] = target[1]
    return found


def application_in(facts: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the candidate's and the job's id among the `facts` of a notification.

    A body need not have them: the address to ask does, where it is an application's.
    """
    match facts:
        case {"candidate_id": candidate_id, "job_id": job_id} if candidate_id and job_id:
            return candidate_id, job_id
    target = _APPLICATION.search(urlsplit(facts.get("link", "")).path)
    named = [read_id(unquote(part)) for part in target.groups()] if target else [""]
    return (named[0], named[1]) if all(named) else None


def candidate_in(facts: Mapping[str, str]) -> str:
    """Return the candidate's id among the `facts` of a notification about a person, or nothing."""
    named = facts.get("id") or facts.get("candidate_id")
    if named:
        return named
    target = _CANDIDATE.search(urlsplit(facts.get("link", "")).path)
    return read_id(unquote(target[1])) if target else ""


def _subscription(document: object) -> Subscription | None:
    if not isinstance(document, dict):
        return None
    match [document.get(name) for name in ("id", "callbackUrl", "events", "status")]:
        case [str(id_), str(callback_url), list(events), str(status)] if _is_id(id_):
            named = frozenset(map(_event, events))
            return Subscription(id_, callback_url, named, status.lower())
        case _:
            return None


def _is_id(named: object) -> bool:
    """Return whether an id can be stored and asked for."""
    return is_whole(named) and len(named) <= _MAX_ID_LENGTH


def _event(shown: object) -> str:
    """Return an event's name: it is asked for by name, and shown with its version beside it."""
    return str(shown.get("name")) if isinstance(shown, dict) else str(shown)


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc
