"""The rules of a request-new body, in the order in which Incode checks them."""

from typing import Final
from urllib.parse import urlsplit

from jetbridge_local.sandbox.credentials import INCODE_CANDIDATE_INTEGRATION

LOGIN_HINT: Final = "Login hint be a non-empty string"
PHONE: Final = "Phone must be provided when notification type is SMS"
NEW_CANDIDATE: Final = "BadRequestException: New candidate must have name."
# The three above are Incode's own words, typing error included; the rest is modelled on them.
EMAIL: Final = "Email must be provided when notification type is EMAIL"
INTEGRATION: Final = "Integration reference must be a non-empty string"
NOTIFICATION: Final = "Notification must be provided"
NOTIFICATION_TYPE: Final = "Notification type must be one of URL, SMS, EMAIL"
VALIDITY: Final = "Link validity must be a positive number of minutes"
MEETING_LINK: Final = "Meeting link must be a URL"
TEXT: Final = "must be a string"

_RECIPIENTS: Final = {"SMS": ("phone", PHONE), "EMAIL": ("email", EMAIL), "URL": ("", "")}
_OPTIONAL_TEXTS: Final = ("name", "candidateId", "externalCustomerId")


def broken_rule(body: dict[str, object], known: frozenset[tuple[str, str]]) -> str:
    """Return the message for the first rule that `body` breaks, or an empty string.

    `known` holds the (integrationReference, loginHint) pairs of the existing candidates.
    """
    if not _text(body.get("integrationReference")):
        return INTEGRATION
    if not _text(body.get("loginHint")):
        return LOGIN_HINT
    return _broken_notification(body.get("notification")) or _broken_option(body, known)


def _broken_notification(notification: object) -> str:
    if not isinstance(notification, dict):
        return NOTIFICATION
    kind = notification.get("type")
    if not isinstance(kind, str) or kind not in _RECIPIENTS:
        return NOTIFICATION_TYPE
    field, message = _RECIPIENTS[kind]
    return message if field and not _text(notification.get(field)) else ""


def _broken_option(body: dict[str, object], known: frozenset[tuple[str, str]]) -> str:
    for name in _OPTIONAL_TEXTS:
        if body.get(name) is not None and not isinstance(body[name], str):
            return f"{name} {TEXT}"
    validity = body.get("linkValidityInMinutes")
    if validity is not None and (type(validity) is not int or validity < 1):
        return VALIDITY
    link = body.get("meetingLink")
    if link is not None and not _url(link):
        return MEETING_LINK
    return NEW_CANDIDATE if _new_candidate(body, known) and not _text(body.get("name")) else ""


def _new_candidate(body: dict[str, object], known: frozenset[tuple[str, str]]) -> bool:
    """Return whether `body` makes a candidate: only a candidate-based integration has them."""
    return (
        body["integrationReference"] == INCODE_CANDIDATE_INTEGRATION
        and not _text(body.get("candidateId"))
        and (body["integrationReference"], body["loginHint"]) not in known
    )


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _url(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
