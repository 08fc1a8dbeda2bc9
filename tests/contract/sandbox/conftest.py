"""Running sandboxes, and a client for each of them."""

from collections.abc import Iterator

import pytest

from jetbridge_local.sandbox import Sandboxes
from tests.contract.sandbox.enboarder_client import EnboarderClient
from tests.contract.sandbox.incode_client import IncodeClient
from tests.contract.sandbox.onboardbase_client import REDIRECT_URI as ONBOARDBASE_REDIRECT_URI
from tests.contract.sandbox.onboardbase_client import OnboardbaseClient
from tests.contract.sandbox.onboarder_client import REDIRECT_URI as ONBOARDER_REDIRECT_URI
from tests.contract.sandbox.onboarder_client import OnboarderClient
from tests.contract.sandbox.openid_client import OpenIdClient
from tests.contract.sandbox.partner import Partner
from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.smartrecruiters_client import SmartRecruitersClient
from tests.contract.sandbox.webhooks_client import WebhooksClient
from tests.fakes import FrozenClock


@pytest.fixture(scope="session")
def clock() -> FrozenClock:
    """Return the clock of all sandboxes."""
    return FrozenClock()


@pytest.fixture(scope="session")
def running(clock: FrozenClock) -> Iterator[Sandboxes]:
    """Run the sandboxes once for all tests."""
    with Sandboxes.start(clock) as sandboxes:
        yield sandboxes


@pytest.fixture
def sandboxes(running: Sandboxes, clock: FrozenClock) -> Sandboxes:
    """Return sandboxes to which nothing has happened yet, in a second of their own."""
    clock.advance(1)
    for host in running.hosts.values():
        host.reset()
    running.register_redirect_uris(ONBOARDER_REDIRECT_URI, ONBOARDBASE_REDIRECT_URI)
    return running


@pytest.fixture
def smartrecruiters(sandboxes: Sandboxes) -> SmartRecruitersClient:
    """Return a client of SmartRecruiters."""
    return SmartRecruitersClient(sandboxes.urls["smartrecruiters"])


@pytest.fixture
def webhooks(smartrecruiters: SmartRecruitersClient) -> WebhooksClient:
    """Return an integrated company's client of SmartRecruiters' Webhooks API."""
    return WebhooksClient(smartrecruiters)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver of notifications."""
    with Receiver.start() as receiver:
        yield receiver


@pytest.fixture
def incode(sandboxes: Sandboxes) -> IncodeClient:
    """Return a client of Incode."""
    return IncodeClient(sandboxes.urls["incode-auth"], sandboxes.urls["incode-api"])


@pytest.fixture
def enboarder(sandboxes: Sandboxes) -> EnboarderClient:
    """Return a client of Enboarder."""
    return EnboarderClient(sandboxes.urls["enboarder-auth"], sandboxes.urls["enboarder-api"])


@pytest.fixture
def onboarder(sandboxes: Sandboxes) -> OnboarderClient:
    """Return a platform that is registered at Onboarder."""
    return OnboarderClient(sandboxes.urls["onboarder"])


@pytest.fixture
def onboardbase(sandboxes: Sandboxes) -> OnboardbaseClient:
    """Return an application that is registered at Onboardbase."""
    return OnboardbaseClient(
        sandboxes.urls["onboardbase-app"],
        sandboxes.urls["onboardbase-auth"],
        sandboxes.urls["onboardbase-api"],
    )


@pytest.fixture
def openid(sandboxes: Sandboxes) -> OpenIdClient:
    """Return a client of the OpenID provider, and the person at its browser."""
    return OpenIdClient(sandboxes.urls["identity"])


@pytest.fixture
def partner(sandboxes: Sandboxes) -> Iterator[Partner]:
    """Return a registered partner with a token endpoint and a callback."""
    with Partner.start() as partner:
        sandboxes.register_partner(
            f"{partner.url}/consent", f"{partner.url}/token", f"{partner.url}/callback"
        )
        yield partner
