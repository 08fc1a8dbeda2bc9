"""JSON bodies of the onboarding API, checked whole before any partner is called.

Source of the rules: Incode's page "B2B - Request New Onboarding API". What it leaves open (the
form of a phone number, the bounds of a validity) is decided here and said in docs/api.md.
"""

import json
import re
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.partners.incode import NotificationType, Order
from jetbridge.web.request import Request

MAX_BODY: Final = 65_536
"""Bytes of a request body."""


def _matching(pattern: str, rule: str, sentence: str) -> AfterValidator:
    """Hold a string to a pattern, with a rule's name and a sentence that a person understands."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise PydanticCustomError(rule, sentence)
        return value

    return AfterValidator(check)


type Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=256),
    _matching(r"[^\x00-\x1f\x7f]*", "no_control_characters", "Must not hold control characters."),
]
type Phone = Annotated[
    str, _matching(r"\+[1-9][0-9]{6,14}", "e164", "Must be in E.164 form, such as +14155550100.")
]
type Email = Annotated[
    str,
    StringConstraints(max_length=254),
    _matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "email", "Must be an e-mail address."),
]
type Link = Annotated[
    str,
    StringConstraints(max_length=2048),
    _matching(r"https://[^\s/?#@\\]+([/?#]\S*)?", "https_url", "Must be an https URL."),
]
type Minutes = Annotated[int, Field(strict=True, ge=1, le=525_600)]

_SENTENCES: Final = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_too_short": "Must not be empty.",
    "model_type": "Must be a JSON object.",
}
"""Where pydantic's own sentence would not help the reader."""


class _Body(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, hide_input_in_errors=True
    )


class Notification(_Body):
    """How the link reaches the person: `URL` hands it to the caller, the others send it."""

    type: NotificationType
    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _has_an_address(self) -> "Notification":
        needed = {"SMS": "phone", "EMAIL": "email"}.get(self.type)
        if needed and getattr(self, needed) is None:
            raise PydanticCustomError(
                "required_with_type",
                "Required when notification.type is {type}.",
                {"type": self.type, "field": needed},
            )
        return self


class IncodeOnboarding(_Body):
    """`POST /v1/onboardings` with partner `incode`."""

    partner: Literal["incode"]
    integration_reference: Text
    login_hint: Text
    notification: Notification
    candidate_id: Text | None = None
    name: Text | None = None
    meeting_link: Link | None = None
    link_validity_in_minutes: Minutes | None = None
    external_customer_id: Text | None = None


class WorkforceOnboarding(_Body):
    """`POST /v1/onboardings/workforce`: the fields of Incode's Workforce API.

    The migration table of Incode's page names each field's successor. Fields that it calls
    removed are taken and dropped.
    """

    integration_id: Text
    login_hint: Text
    given_names: Text | None = None
    last_name: Text | None = None
    correlation_id: Text | None = None
    validity_minutes: Minutes | None = None
    notification: Notification = Notification(type="URL")
    meeting_link: Link | None = None
    secret: str | None = Field(default=None, repr=False)
    login_hint_type: str | None = None
    redirect_url: str | None = None


def onboarding_order(request: Request) -> Order:
    """Read the body of `POST /v1/onboardings`.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON body; 422 with every broken rule.
    """
    body = _parse(request, TypeAdapter(IncodeOnboarding))
    return Order(
        integration_reference=body.integration_reference,
        login_hint=body.login_hint,
        notification_type=body.notification.type,
        phone=body.notification.phone,
        email=body.notification.email,
        candidate_id=body.candidate_id,
        name=body.name,
        meeting_link=body.meeting_link,
        link_validity_minutes=body.link_validity_in_minutes,
        external_customer_id=body.external_customer_id,
    )


def workforce_order(request: Request) -> Order:
    """Read the body of `POST /v1/onboardings/workforce`, translated by the migration table.

    Raises:
        ApiProblem: as `onboarding_order`.
    """
    body = _parse(request, TypeAdapter(WorkforceOnboarding))
    names = [name for name in (body.given_names, body.last_name) if name]
    return Order(
        integration_reference=body.integration_id,
        login_hint=body.login_hint,
        notification_type=body.notification.type,
        phone=body.notification.phone,
        email=body.notification.email,
        candidate_id=None,
        name=" ".join(names) or None,
        meeting_link=body.meeting_link,
        link_validity_minutes=body.validity_minutes,
        external_customer_id=body.correlation_id,
    )


def idempotency_key(request: Request) -> str | None:
    """Read the `Idempotency-Key` header, None where there is none.

    Raises:
        ApiProblem: 400, it is not 1 to 255 visible ASCII characters.
    """
    key = request.headers.get("idempotency-key")
    if key is not None and not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        detail = "It must be 1 to 255 visible ASCII characters."
        raise ApiProblem(400, "invalid-idempotency-key", "The Idempotency-Key is not valid", detail)
    return key


def _parse[Model: _Body](request: Request, adapter: TypeAdapter[Model]) -> Model:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ApiProblem(415, "unsupported-media-type", "The body must be application/json")
    if len(request.body) > MAX_BODY:
        raise ApiProblem(413, "too-large", f"The body must not exceed {MAX_BODY} bytes")
    try:
        document = json.loads(request.body, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        detail = "The body must be one JSON object in UTF-8, each name in it used once."
        raise ApiProblem(400, "invalid-json", "The body is not JSON", detail) from None
    try:
        return adapter.validate_python(document)
    except ValidationError as invalid:
        violations = tuple(_violation(error) for error in invalid.errors(include_input=False))
    raise ApiProblem(
        422, "invalid-request", "The request breaks rules of this API", errors=violations
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a repeated name: two readers of it may each pick another value."""
    document = dict(pairs)
    if len(document) != len(pairs):
        msg = "a name is used twice"
        raise ValueError(msg)
    return document


def _violation(error: ErrorDetails) -> Violation:
    context = error.get("ctx") or {}
    path = [*error["loc"], *([context["field"]] if "field" in context else [])]
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return Violation(pointer, error["type"], _SENTENCES.get(error["type"], error["msg"]))
