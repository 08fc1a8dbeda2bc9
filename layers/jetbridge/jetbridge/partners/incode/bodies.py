"""The bodies of the onboarding API for Incode, checked whole.

Source of the rules: Incode's page "B2B - Request New Onboarding API".
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Literal

from pydantic import Field

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.record import replace
from jetbridge.partners.incode.api import NotificationType, Order
from jetbridge.web.fields import Email, Link, Minutes, Name, Phone, Text
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document, part
from jetbridge.web.orders import with_former
from jetbridge.web.reading import Reading
from jetbridge.web.request import Request


class Notification(Body):
    """How the link reaches the person: `URL` hands it to the caller, the others send it."""

    type: NotificationType
    phone: Phone | None = None
    """Needed with `SMS`, with its country code; sent in E.164 form."""
    email: Email | None = None
    """Needed with `EMAIL`."""


class Onboarding(Body):
    """Asks Incode to verify who a person is."""

    partner: Literal["incode"]
    integration_reference: Text
    """The integration's id in the Incode Dashboard."""
    login_hint: Text
    """How the person is known: an e-mail address, a user name, a phone number."""
    notification: Notification
    candidate_id: Text | None = None
    """Of an existing candidate."""
    name: Name | None = None
    """Full name; Incode demands it for a new candidate."""
    meeting_link: Link | None = None
    """An https URL."""
    link_validity_in_minutes: Minutes | None = None
    """Without it the deployment's default."""
    external_customer_id: Text | None = None
    """Your correlation id; without it the onboarding's id."""


class WorkforceOnboarding(Body):
    """Asks Incode to verify who a person is, in the fields of Incode's Workforce API.

    The migration table of Incode's page names each field's successor. Fields that it calls
    removed are taken and dropped.
    """

    integration_id: Text
    """Becomes `integrationReference`; the value has to be the new one."""
    login_hint: Text
    given_names: Name | None = None
    """Becomes `name`, with `lastName`."""
    last_name: Name | None = None
    correlation_id: Text | None = None
    """Becomes `externalCustomerId`."""
    validity_minutes: Minutes | None = None
    """Becomes `linkValidityInMinutes`."""
    notification: Notification = Notification(type="URL")
    meeting_link: Link | None = None
    secret: str | None = Field(default=None, repr=False)
    """Taken and dropped."""
    login_hint_type: str | None = None
    """Taken and dropped."""
    redirect_url: str | None = None
    """Taken and dropped."""


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked of Incode.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(Onboarding, sent, reading, between=_address)
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
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    return with_former(_workforce_order, document(request))


def _workforce_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    body = validated(WorkforceOnboarding, sent, reading, between=_address)
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


def _address(sent: Mapping[str, Any]) -> Iterator[Violation]:
    """Ask for the address to which Incode is to send the link."""
    notification = part(sent.get("notification"))
    for kind, address in (("SMS", "phone"), ("EMAIL", "email")):
        if notification.get("type") == kind and notification.get(address) is None:
            rule = f"Required when notification.type is {kind}."
            yield Violation(f"/notification/{address}", "required_with_type", rule)


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
