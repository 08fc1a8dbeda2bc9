"""Incode's B2B onboarding API, the calls that we make.

Source: the partner's page "B2B - Request New Onboarding API". Field names that the page lost
are settings (docs/partners/incode.md).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final, Literal

from jetbridge.broker.dialect import Dialect, Expiry, Presentation
from jetbridge.model import json_text, retry_after
from jetbridge.model.errors import Violation
from jetbridge.model.outcome import Cause, Done, NotPerformed, Outcome, Refused, Unknown, not_taken
from jetbridge.model.ports import HttpRequest, HttpResponse, json_request
from jetbridge.model.record import field, record
from jetbridge.model.secret import Secret
from jetbridge.model.text import is_whole

PARTNER: Final = "incode"

PRESENTATION: Final = Presentation("authorization", "Bearer ", key_header="x-api-key")

type NotificationType = Literal["URL", "SMS", "EMAIL"]


def dialect(auth_url: str) -> Dialect:
    """Return the dialect of the token endpoint.

    The token's lifetime is not published: without `expires_in` it is used for five minutes.
    """
    return Dialect(
        PARTNER,
        f"{auth_url}/oauth2/token",
        default_lifetime=300,
        scopes=("openid",),
        expiry=Expiry.ABSENT,
        presentation=PRESENTATION,
    )


@record
class Api:
    """Where and how request-new is reached.

    `candidate_field` is the JSON name under which an existing candidate's id travels: the
    partner's page lost it. `timeout` is in seconds.
    """

    url: str
    key: Secret
    version: str
    candidate_field: str
    timeout: float


@record
class Order:
    """One onboarding to be requested. Personal data: never stored, never logged."""

    integration_reference: str
    login_hint: str
    notification_type: NotificationType
    phone: str | None
    email: str | None
    candidate_id: str | None
    name: str | None
    meeting_link: str | None
    link_validity_minutes: int | None
    external_customer_id: str | None
    partner: ClassVar = PARTNER
    former: "Order | None" = field(default=None, compare=False, repr=False)
    """How releases before normalisation read the same request, where that differs."""


@record
class Started:
    """The partner created the session. `link` may be absent where the partner delivers it."""

    link: Secret | None
    interview_id: str | None


_POINTERS: Final = (
    ("login hint", "/loginHint"),
    ("phone", "/notification/phone"),
    ("email", "/notification/email"),
    ("must have name", "/name"),
    ("integration", "/integrationReference"),
)
"""Fragments of the partner's prose, matched without case, and the field that each speaks of."""

_MAX_MESSAGE: Final = 300
_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = (401, 403)
_LINK: Final = re.compile(r"https?://\S{1,2040}")
_MAX_LENGTH: Final = 256
"""Characters of an interview's id: it becomes part of a key."""


def onboarding_request(api: Api, order: Order, access_token: Secret) -> HttpRequest:
    """Build `POST …/omni/b2b/onboarding/request-new`."""
    notification = {
        "type": order.notification_type,
        "phone": order.phone,
        "email": order.email,
    }
    body: dict[str, object] = {
        "integrationReference": order.integration_reference,
        "loginHint": order.login_hint,
        "notification": json_text.given(notification),
        api.candidate_field: order.candidate_id,
        "name": order.name,
        "meetingLink": order.meeting_link,
        "linkValidityInMinutes": order.link_validity_minutes,
        "externalCustomerId": order.external_customer_id,
    }
    return _request_new(api, body, access_token, "request-new")


class KeyProbe(StrEnum):
    """What the answer to `key_probe` says of the API key."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNCLEAR = "unclear"


def key_probe(api: Api, access_token: Secret) -> HttpRequest:
    """Build a request that Incode refuses once it has taken token and API key.

    Its login hint is empty, for which the partner's page documents 400 ("Login hint be a non-empty
    string"): nothing is started, no message is sent.
    """
    body = {
        "integrationReference": "jetbridge-credentials-test",
        "loginHint": "",
        "notification": {"type": "URL"},
    }
    return _request_new(api, body, access_token, "request-new test")


def read_key_probe(response: HttpResponse) -> KeyProbe:
    """Read the answer to `key_probe`."""
    if response.status == _BAD_REQUEST and response.is_refusal:
        return KeyProbe.TAKEN
    refused = response.status in _UNAUTHORIZED and response.is_refusal
    return KeyProbe.REFUSED if refused else KeyProbe.UNCLEAR


def _request_new(
    api: Api, body: Mapping[str, object], access_token: Secret, operation: str
) -> HttpRequest:
    return json_request(
        "POST",
        f"{api.url}/omni/b2b/onboarding/request-new",
        {"api-version": api.version, **PRESENTATION.headers(access_token, api.key)},
        json_text.given(body),
        timeout=api.timeout,
        operation=operation,
    )


def read_onboarding(order: Order, response: HttpResponse) -> Outcome[Started]:
    """Read the answer to `onboarding_request`, by the HTTP status.

    The body's own `status` may be a custom code, so it is not looked at.
    """
    body = response.json()
    answer: Mapping[str, object] = body if isinstance(body, dict) else {}
    not_performed = not_taken(response)
    match response.status:
        case _ if not_performed:
            return not_performed
        case 200:
            return _started(order, body, answer)
        case 404:
            wait = retry_after.seconds(response.headers)
            return NotPerformed(Cause.WRONG_ADDRESS, wait, response.status)
        case status if 400 <= status < 500:  # noqa: PLR2004 - HTTP's own numbers
            message = str(answer.get("message") or "")[:_MAX_MESSAGE]
            return Refused(status, violation=_violation(message))
        case status:
            return Unknown(status)


def _started(order: Order, body: object, answer: Mapping[str, object]) -> Done[Started] | Unknown:
    link, interview_id = answer.get("url"), answer.get("interviewId")
    has_link = is_whole(link) and _LINK.fullmatch(link) is not None
    if not isinstance(body, dict) or (order.notification_type == "URL" and not has_link):
        return Unknown(200)
    started = Started(
        Secret(link) if isinstance(link, str) and has_link else None,
        interview_id if is_whole(interview_id) and len(interview_id) <= _MAX_LENGTH else None,
    )
    return Done(started)


def _violation(message: str) -> Violation:
    prose = message.lower()
    pointer = next((pointer for words, pointer in _POINTERS if words in prose), "")
    return Violation(pointer, "partner_refused", message or "Incode refused the request.")
