"""The connect function over memory ports, beside the function that signs people in."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest

from functions.connect import app as connect
from functions.consent import app as consent
from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import onboard
from jetbridge.model.identity import Identity as Caller
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_request import Answer
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.partners.onboarder.api import Order
from jetbridge.runtime import compose
from jetbridge.store import onboardings
from jetbridge.vault.memory import MemorySecrets
from tests.fakes import FrozenClock
from tests.fakes.context import SECRETS, World
from tests.fakes.identity_provider import CLIENT_SECRET, Identity
from tests.fakes.partners.everyone import Partners
from tests.fakes.partners.onboardbase import Onboardbase
from tests.fakes.partners.onboarder import Onboarder
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.consent import SETTINGS

CALLER: Final = Caller("jb_ci_caller", ClientKind.API, "demo", frozenset(Scope))
RETURN_URL: Final = "https://app.example.com/done?case=7"
ORDER: Final = Order("8f14e45f-ceea-467f-a9f4-3d6a8c2f4b1e", RETURN_URL, None, "corr-1")
STAYS: Final = replace(ORDER, return_url=None)
"""An order after which the person stays on our pages."""


@dataclass
class FunctionEnv:
    """The functions and everything around them."""

    http: Partners
    world: World
    identity: Identity
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def onboarder(self) -> Onboarder:
        """Onboarder in memory."""
        return self.http.onboarder

    @property
    def onboardbase(self) -> Onboardbase:
        """Onboardbase in memory."""
        return self.http.onboardbase

    def browser(self, context: Context | None = None) -> Browser:
        """Return a browser without cookies, in front of functions over `context`."""
        ports = context or self.world.context()

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's
            connects = event["rawPath"].startswith("/connect/")
            edge = connect.edge if connects else consent.edge
            with compose.using(ports):
                return edge.handler(event, context)

        return Browser(handler)

    def link(self, order: Order = ORDER, key: str | None = "key-1") -> str:
        """Request an onboarding at Onboarder and return its link."""
        made = self.request(order, key).link
        assert made
        return made.reveal()

    def request(self, order: Order = ORDER, key: str | None = "key-1") -> Answer:
        """Request an onboarding at Onboarder as the demo tenant's client."""
        context = self.world.context()
        return onboard.request(context, CALLER, order, idempotency_key=key, base_url=ORIGIN)

    def begin(self, browser: Browser, link: str | None = None) -> Page:
        """Open a link and press the button of its page; return what leads to Onboarder."""
        page = browser.get(link or self.link())
        assert page.status == 200, page.status
        return browser.post(page.action, page.fields)

    def agree(self, browser: Browser, link: str | None = None) -> str:
        """Begin in a browser and agree at Onboarder; return where Onboarder leads back to."""
        return self.onboarder.authorize(self.begin(browser, link).location)

    def come_back(self, browser: Browser) -> Page:
        """Follow the link, press the button, agree at Onboarder, and come back."""
        return browser.get(self.agree(browser))

    def onboarding(self, key: str = "key-1") -> Onboarding:
        """Return the onboarding under the key, which must be there."""
        found = onboardings.under_key(self.world.table, "demo", key)
        assert found
        return found

    def signed_in(self, browser: Browser, url: str) -> Page:
        """Sign in on the way to `url`; return what is answered there."""
        back = browser.get(self.identity.sign_in(browser.get(url).location))
        return browser.get(back.location)


def a_function_env() -> FunctionEnv:
    """Return the functions, with partners that do as their pages say."""
    http, clock = Partners(), FrozenClock()
    environment = {**SETTINGS, "ONBOARDER_SCOPES": "profile email phone"}
    secrets = MemorySecrets({**SECRETS, "identity": {"client_secret": CLIENT_SECRET}})
    world = World(http=http, clock=clock, secrets=secrets, environment=environment)
    identity = Identity(http, clock)
    return FunctionEnv(http, world, identity, environment)


@pytest.fixture
def env() -> Iterator[FunctionEnv]:
    """Return the functions; every answer that a test scripts must be asked for."""
    env = a_function_env()
    yield env
    assert env.http.unused() == 0


@pytest.fixture
def browser(env: FunctionEnv) -> Browser:
    """Return a browser."""
    return env.browser()
