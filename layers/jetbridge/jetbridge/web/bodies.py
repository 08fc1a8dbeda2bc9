"""The bodies of the onboarding API, checked whole before any partner is called.

Source of the rules: Incode's page "B2B - Request New Onboarding API", Onboarder's page "OAuth 2.0
API Reference".
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.partners import enboarder, enboarder_workflows, incode, onboarder
from jetbridge.partners.incode import NotificationType
from jetbridge.web import enboarder_bodies
from jetbridge.web.json_body import (
    Body,
    Email,
    Link,
    LinkMinutes,
    Minutes,
    Phone,
    Text,
    Url,
    document,
    invalid,
    validated,
)
from jetbridge.web.request import Request

type Order = incode.Order | onboarder.Order | enboarder_workflows.Order


class Notification(Body):
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


class IncodeOnboarding(Body):
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


class WorkforceOnboarding(Body):
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


class OnboarderOnboarding(Body):
    """`POST /v1/onboardings` with partner `onboarder`.

    Whether anybody may be sent to `return_url` is for the flow to say; it knows who may.
    """

    partner: Literal["onboarder"]
    flow_id: Text
    return_url: Url | None = None
    link_validity_in_minutes: LinkMinutes | None = None
    external_customer_id: Text | None = None


def onboarding_order(request: Request) -> Order:
    """Read the body of `POST /v1/onboardings`, by the rules of the partner that it names.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    return order(document(request))


def order(sent: Mapping[str, Any]) -> Order:
    """Read what `POST /v1/onboardings` takes, wherever it comes from.

    Raises:
        ApiProblem: 422 with every broken rule.
    """
    read = _READERS.get(str(sent.get("partner")))
    if read is None:
        raise invalid(_no_such_partner("partner" in sent))
    return read(sent)


def _incode_order(sent: Mapping[str, Any]) -> incode.Order:
    body = validated(IncodeOnboarding, sent)
    return incode.Order(
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


def workforce_order(request: Request) -> incode.Order:
    """Read the body of `POST /v1/onboardings/workforce`, translated by the migration table.

    Raises:
        ApiProblem: as `onboarding_order`.
    """
    body = validated(WorkforceOnboarding, document(request))
    names = [name for name in (body.given_names, body.last_name) if name]
    return incode.Order(
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


def _onboarder_order(sent: Mapping[str, Any]) -> onboarder.Order:
    body = validated(OnboarderOnboarding, sent)
    return onboarder.Order(
        flow_id=body.flow_id,
        return_url=body.return_url,
        link_validity_minutes=body.link_validity_in_minutes,
        external_customer_id=body.external_customer_id,
    )


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Order]]] = {
    incode.PARTNER: _incode_order,
    onboarder.PARTNER: _onboarder_order,
    enboarder.PARTNER: enboarder_bodies.order,
}


def _no_such_partner(named: bool) -> Violation:  # noqa: FBT001 - one word for one bit
    if not named:
        return Violation("/partner", "missing", "This field is required.")
    return Violation("/partner", "literal_error", f"Must be one of {', '.join(_READERS)}.")


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
