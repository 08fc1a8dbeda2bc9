"""An Incode whose answers to an order are scripted, such an order, and its notifications."""

import json
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_request import Answer as Onboarded
from jetbridge.model.scopes import EVERY_TENANT, ClientKind, Scope
from jetbridge.partners.incode import ingest as incode_ingest
from jetbridge.partners.incode.api import NotificationType, Order
from jetbridge.store import notifications, onboardings
from tests.fakes import FakeHttp, answer
from tests.fakes.context import INCODE_AUTH, World
from tests.fakes.http import Answer
from tests.fakes.partners.incode import REQUEST_NEW, Incode

ORDER: Final = Order(
    integration_reference="int_b2b_prod_001",
    login_hint="ana@example.com",
    notification_type="URL",
    phone=None,
    email=None,
    candidate_id=None,
    name="Ana Ruiz",
    meeting_link=None,
    link_validity_minutes=60,
    external_customer_id="corr-1",
)
"""A verification by a link."""


TOKEN: Final = f"{INCODE_AUTH}/oauth2/token"
LINK: Final = "https://incode.test/workflow/1?uuid=2"
CALLER: Final = Identity("jb_ci_caller", ClientKind.API, "demo", frozenset(Scope))


def a_world(*answers: Answer) -> World:
    """Return a world whose Incode gives `answers` to request-new, in order, and no other."""
    http = Incode()
    http.only("POST", REQUEST_NEW, *answers)
    return World(http=http)


def an_order(type_: NotificationType) -> Order:
    """Return the order with another delivery."""
    return replace(ORDER, notification_type=type_, phone="+14155550100", email="a@example.com")


def request(context: Context, order: Order = ORDER, key: str | None = "key-1") -> Onboarded:
    """Request as the demo tenant's client."""
    return onboard.request(context, CALLER, order, idempotency_key=key)


def refused(context: Context, order: Order = ORDER, key: str | None = "key-1") -> ApiProblem:
    """Request, expecting a problem, and return it."""
    with pytest.raises(ApiProblem) as raised:
        request(context, order, key)
    return raised.value


def calls(world: World) -> list[dict[str, object]]:
    """Return the bodies that reached request-new."""
    assert isinstance(world.http, FakeHttp)
    return [json.loads(sent.body or b"") for sent in world.http.sent("POST", REQUEST_NEW)]


def the_onboarding(world: World, key: str = "key-1") -> Onboarding:
    """Return the onboarding under the key, which must be there."""
    found = onboardings.under_key(world.table, "demo", key)
    assert found
    return found


INCODE: Final = Identity(
    "jb_ci_incode",
    ClientKind.PARTNER,
    EVERY_TENANT,
    frozenset({Scope.NOTIFICATIONS_WRITE}),
)

STARTED: Final = answer({"url": LINK, "interviewId": "interview-1"})


def onboarded(*answers: Answer) -> World:
    """Return a world with an onboarding of the interview `int-1`, external id `corr-1`."""
    world = a_world(*(answers or (STARTED,)))
    request(world.context())
    return world


def tell(world: World, document: dict[str, object], identity: Identity = INCODE) -> None:
    """Have Incode send a notification."""
    incode_ingest.receive(world.context(), identity, document)


def stored(world: World, *statuses: NotificationStatus) -> list[Notification]:
    """Return what is stored of Incode's, by status."""
    return [
        each
        for status in statuses or NotificationStatus
        for each in notifications.listing(world.table, "incode", status, limit=100)[0]
    ]
