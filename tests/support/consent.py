"""The consent function over memory ports, and the people who use it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, override

import pytest

from functions.consent import app
from jetbridge.flows.context import Context
from jetbridge.flows.schedule import work
from jetbridge.runtime import compose
from jetbridge.vault.memory import MemorySecrets
from tests.fakes import FrozenClock
from tests.fakes.context import ENVIRONMENT, SECRETS, World
from tests.fakes.http import Answer
from tests.fakes.identity_provider import CLIENT_ID, CLIENT_SECRET, ISSUER, Identity
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, SmartRecruiters
from tests.fakes.queue import MemoryQueue
from tests.support.browser import ORIGIN, Browser, Handler, Page

SETTINGS: Final = {
    **ENVIRONMENT,
    "CONSENT_DISPLAY_MODE": "EITHER",
    "FRAME_ANCESTORS": "https://*.smartrecruiters.com",
    "SMARTRECRUITERS_SCOPES": "candidates_read jobs_read",
    "IDENTITY_SECRET_ID": "identity",
    "OIDC_ISSUER": ISSUER,
    "OIDC_CLIENT_ID": CLIENT_ID,
    "OIDC_SCOPES": "openid email",
}
REDIRECT: Final = "https://www.smartrecruiters.com/settings/apps?done=1"
CONSENT: Final = "/smartrecruiters/consent"
WITH_REDIRECT: Final = f"{CONSENT}?companyId=acme&redirect={REDIRECT.replace('?', '%3F')}"
POPUP: Final = f"{CONSENT}?companyId=acme"


class PromptQueue(MemoryQueue):
    """A queue whose worker is a process of its own, and has done the work before a test looks."""

    def __init__(self) -> None:
        """Have no worker yet."""
        super().__init__()
        self.world: World | None = None

    @override
    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        super().send(messages, delay=delay)
        if self.world is None:
            return
        for message in messages:
            # What a worker cannot cope with is in its log; it is told nowhere else.
            with suppress(Exception):
                work.do(self.world.context(), message)


@dataclass
class FunctionEnv:
    """The function and everything around it."""

    http: SmartRecruiters
    world: World
    identity: Identity
    slow: PromptQueue
    settings: dict[str, str] = field(default_factory=dict)

    def browser(self, context: Context | None = None) -> Browser:
        """Return a person's browser, without cookies."""
        return Browser(self.handler(context))

    def handler(self, context: Context | None = None) -> Handler:
        """Return the function as a new process runs it, over `context` or the world's."""
        ports = context or self.world.context()

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's
            with compose.using(ports):
                return app.handler(event, context)

        return handler

    def signed_in(self, browser: Browser, url: str = WITH_REDIRECT) -> Page:
        """Sign in on the way to `url`; return the page that is then shown there."""
        back = browser.get(self.identity.sign_in(browser.get(url).location))
        return browser.get(back.location)

    def returns(self, browser: Browser) -> Page:
        """Sign in at the provider and follow it back to the callback."""
        return browser.get(self.identity.sign_in(browser.get(WITH_REDIRECT).location))

    def exchanges(self) -> int:
        """Return how many integrations were asked for."""
        return len(self.http.sent("POST", INTEGRATIONS))

    def smartrecruiters_answers(self, *answers: Answer) -> None:
        """Let SmartRecruiters answer the next requests for an integration."""
        self.http.on("POST", INTEGRATIONS, *answers)


def decide(browser: Browser, page: Page, decision: str, **headers: str) -> Page:
    """Press a button of the consent page."""
    form = {**page.fields, "decision": decision}
    return browser.post(page.action, form, **(headers or {"origin": ORIGIN}))


def a_function_env() -> FunctionEnv:
    """Return the function, with a SmartRecruiters that confirms a company's integration once."""
    http, clock = SmartRecruiters(), FrozenClock()
    environment = dict(SETTINGS)
    secrets = MemorySecrets({**SECRETS, "identity": {"client_secret": CLIENT_SECRET}})
    slow = PromptQueue()
    world = World(http=http, clock=clock, secrets=secrets, environment=environment, slow=slow)
    slow.world = world
    return FunctionEnv(http, world, Identity(http, clock), slow, environment)


@pytest.fixture
def env() -> FunctionEnv:
    """Return the function, with a SmartRecruiters that confirms a company's integration once."""
    return a_function_env()


@pytest.fixture
def browser(env: FunctionEnv) -> Browser:
    """Return an admin's browser."""
    return env.browser()
