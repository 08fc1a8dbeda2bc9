"""A deployment that has the sixth partner: its persons, its browser, and its notifications."""

from collections.abc import Mapping
from typing import Any, Final, override

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import work
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_request import Answer
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.runtime import compose
from jetbridge.store import onboardings
from jetbridge.vault.memory import MemorySecrets
from jetbridge.web import bodies
from tests.fakes.context import ENVIRONMENT, SECRETS, World
from tests.fakes.partners.everyone import Partners
from tests.sixth import function, sandbox
from tests.sixth.sandbox import Vouchwell
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.journeys.env import CALLER, TENANT

REQUEST: Final = {"partner": "vouchwell", "check": "passport", "externalCustomerId": "ext-canary"}


class AllPartners(Partners):
    """The partners of every test, and the sixth."""

    def __init__(self) -> None:
        """Let nothing have happened yet."""
        super().__init__()
        self.vouchwell = Vouchwell()

    @override
    def unscripted(self, request: HttpRequest) -> HttpResponse:
        ours = request.url.startswith(f"{sandbox.URL}/")
        return self.vouchwell.send(request) if ours else super().unscripted(request)


def a_world() -> World:
    """Return a deployment with the partner's variables and secret."""
    return World(
        http=AllPartners(),
        secrets=MemorySecrets({**SECRETS, "vouchwell": sandbox.SECRET}),
        environment={**ENVIRONMENT, "PUBLIC_URL": ORIGIN, **sandbox.ENVIRONMENT},
    )


def vouchwell(world: World) -> Vouchwell:
    """Return the partner of a deployment."""
    assert isinstance(world.http, AllPartners)
    return world.http.vouchwell


def request(world: World, sent: Mapping[str, Any] = REQUEST, key: str = "key-1") -> Answer:
    """Request an onboarding as an API client does."""
    order = bodies.order(sent)
    return onboard.request(world.context(), CALLER, order, idempotency_key=key, base_url=ORIGIN)


def requested(world: World, key: str = "key-1") -> Onboarding:
    """Return the onboarding under a key, which must be there."""
    found = onboardings.under_key(world.table, TENANT, key)
    assert found
    return found


def browser(world: World) -> Browser:
    """Return a browser in front of the partner's routes."""

    def handler(event: dict[str, Any], invocation: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's
        with compose.using(world.context()):
            return function.handler(event, invocation)

    return Browser(handler)


def visit(world: World, link: str) -> Page:
    """Follow a link, press the button of its page, agree at the partner, and come back."""
    person = browser(world)
    page = person.get(link)
    left = person.post(page.action, page.fields)
    return person.get(vouchwell(world).authorize(left.location))


def notify(world: World, kind: str, number: int = 1) -> Page:
    """Have the partner notify of its latest session; return what it is answered."""
    headers, body = vouchwell(world).notification(kind, number)
    return browser(world).send("POST", "/vouchwell/notifications", headers, body)


def work_off(world: World) -> None:
    """Have the worker do what the queue holds, as far as it is due."""
    while ready := [each for each in world.queue.sent if not each[1]]:
        world.queue.sent.remove(ready[0])
        work.do(world.context(), ready[0][0])
