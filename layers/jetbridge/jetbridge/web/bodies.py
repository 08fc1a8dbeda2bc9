"""The bodies of the onboarding API, checked whole before any partner is called.

Source of the rules: Incode's page "B2B - Request New Onboarding API", Onboarder's page "OAuth 2.0
API Reference".
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from jetbridge.model import json_text
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder import bodies as enboarder_bodies
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode.api import NotificationType
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.web.fields import (
    Email,
    Link,
    LinkMinutes,
    Minutes,
    Name,
    Phone,
    Reading,
    Text,
    Url,
)
from jetbridge.web.json_body import Body, document, invalid, validated
from jetbridge.web.orders import Order, with_former
from jetbridge.web.request import Request

_PHONE: Final = re.compile(r"/(phone|mobile)$")
"""Where phone numbers stand in a request."""


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
    name: Name | None = None
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
    given_names: Name | None = None
    last_name: Name | None = None
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


def order(sent: Mapping[str, Any], country: str = "") -> Order:
    """Read what `POST /v1/onboardings` takes, wherever it comes from.

    Args:
        sent: the request.
        country: where phone numbers without a country code are from, empty: nowhere.

    Raises:
        ApiProblem: 422 with every broken rule.
    """
    read = _READERS.get(str(sent.get("partner")))
    if read is None:
        raise invalid(_no_such_partner("partner" in sent))
    return with_former(read, sent, country)


def order_with_gaps(sent: Mapping[str, Any], country: str) -> tuple[Order, tuple[Violation, ...]]:
    """Read a request as `order` does, and leave out phone numbers that it can do without.

    For what a candidate wrote: a number that cannot be read holds nobody up where it is optional.

    Returns:
        The order, and what was left out of it.

    Raises:
        ApiProblem: 422 with every broken rule; a number that is needed among them.
    """
    try:
        return order(sent, country), ()
    except ApiProblem as problem:
        unread = tuple(each for each in problem.errors if _PHONE.search(each.pointer))
        if not unread:
            raise
        try:
            return order(_without(sent, "", {each.pointer for each in unread}), country), unread
        except ApiProblem:
            raise problem from None


def _without(value: Any, pointer: str, left_out: Collection[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a JSON value without the members that `left_out` points to."""
    if isinstance(value, list):
        return [_without(each, f"{pointer}/{at}", left_out) for at, each in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    return {
        name: _without(member, f"{pointer}/{json_text.escaped(name)}", left_out)
        for name, member in value.items()
        if f"{pointer}/{json_text.escaped(name)}" not in left_out
    }


def _incode_order(sent: Mapping[str, Any], reading: Reading) -> incode.Order:
    body = validated(IncodeOnboarding, sent, reading)
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
    return with_former(_workforce_order, document(request))


def _workforce_order(sent: Mapping[str, Any], reading: Reading) -> incode.Order:
    body = validated(WorkforceOnboarding, sent, reading)
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


@contextmanager
def workforce_names() -> Iterator[None]:
    """Point to the fields of a Workforce body where a problem points to today's."""
    try:
        yield
    except ApiProblem as problem:
        named = tuple(
            replace(each, pointer=_WORKFORCE_POINTERS.get(each.pointer, each.pointer))
            for each in problem.errors
        )
        raise replace(problem, errors=named) from None


_WORKFORCE_POINTERS: Final = {"/integrationReference": "/integrationId", "/name": "/givenNames"}
"""What Incode may find fault with, and the field of a Workforce body that it comes from."""


def _onboarder_order(sent: Mapping[str, Any], reading: Reading) -> onboarder.Order:
    body = validated(OnboarderOnboarding, sent, reading)
    return onboarder.Order(
        flow_id=body.flow_id,
        return_url=body.return_url,
        link_validity_minutes=body.link_validity_in_minutes,
        external_customer_id=body.external_customer_id,
    )


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any], Reading], Order]]] = {
    incode.PARTNER: _incode_order,
    onboarder.PARTNER: _onboarder_order,
    enboarder.PARTNER: enboarder_bodies.read_order,
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
