"""What a new subscription has to look like."""

from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jetbridge_local.sandbox.smartrecruiters.errors import ApiError, Why
from jetbridge_local.sandbox.smartrecruiters.webhooks.callbacks import CallbackAuthentication
from jetbridge_local.sandbox.smartrecruiters.webhooks.events import NAMES
from jetbridge_local.sandbox.smartrecruiters.webhooks.subscriptions import Wanted

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class _Body(BaseModel):
    """The body. Members that are not known are not minded."""

    model_config = ConfigDict(frozen=True, strict=True)

    callback_url: str = Field(alias="callbackUrl", min_length=1)
    events: list[str] = Field(min_length=1)
    alerting_email_address: str | None = Field(default=None, alias="alertingEmailAddress")
    callback_authentication: CallbackAuthentication | None = Field(
        default=None, alias="callbackAuthentication"
    )


def wanted(body: object) -> Wanted:
    """Check the body of a request for a subscription.

    Raises:
        ApiError: 400 for its shape, 422 for a URL or an event that cannot be.
    """
    try:
        given = _Body.model_validate(body)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, each["loc"])) or "body" for each in error.errors())
        raise ApiError(Why.BAD_REQUEST, f"Missing or invalid: {fields}") from None
    if len(set(given.events)) < len(given.events):
        raise ApiError(Why.BAD_REQUEST, "events must be unique")
    if not _reachable(given.callback_url):
        raise ApiError(Why.INVALID_CALLBACK_URL, "callbackUrl must be an https URL")
    unknown = sorted(set(given.events) - NAMES)
    if unknown:
        raise ApiError(Why.INVALID_EVENT, f"Unknown events: {', '.join(unknown)}")
    return Wanted(
        callback_url=given.callback_url,
        events=tuple(given.events),
        alerting_email_address=given.alerting_email_address,
        authentication=given.callback_authentication,
    )


def _reachable(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
