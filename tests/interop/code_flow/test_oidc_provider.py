"""npm's oidc-provider decides what a code, a verifier and a redirect_uri are good for.

The connect function runs in this process and speaks HTTP to it; so does the person's browser.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
import requests

from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.transaction import Kind
from jetbridge.runtime.http import RequestsHttp
from jetbridge.store import connections, keys
from jetbridge.store.table import Update
from tests.fakes.divided import DividedHttp
from tests.support.browser import ORIGIN, Browser
from tests.support.connect import ORDER, RETURN_URL, FunctionEnv, a_function_env
from tests.support.onboardbase import START, leave

SERVER: Final = Path(__file__).with_name("server.mjs")
SECRETS: Final = {
    name: {"client_id": f"{name}-client", "client_secret": f"{name} secret+100%&"}
    for name in ("onboarder", "onboardbase")
}
PATIENCE: Final = 30


@dataclass(frozen=True)
class Server:
    """The running server, by the base URL that stands for each partner."""

    onboarder: str
    onboardbase: str

    def later(self, seconds: int) -> None:
        """Let time pass at the server."""
        url = f"{self.onboarder}/_later?seconds={seconds}"
        requests.get(url, timeout=PATIENCE).raise_for_status()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Run the server, with us as a client of each partner."""
    clients = [
        {
            "id": SECRETS[name]["client_id"],
            "secret": SECRETS[name]["client_secret"],
            "redirectUri": f"{ORIGIN}/connect/{name}/callback",
        }
        for name in SECRETS
    ]
    command = ["node", str(SERVER)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(clients))
        process.stdin.close()
        yield Server(**json.loads(process.stdout.readline()))
        process.terminate()


@pytest.fixture
def env(server: Server) -> FunctionEnv:
    """Return the connect function, whose code-flow partners are the server."""
    env = a_function_env()
    for name, secret in SECRETS.items():
        env.world.secrets.put(name, secret)
    env.settings |= {
        "ONBOARDER_API_URL": server.onboarder,
        "ONBOARDBASE_APP_URL": server.onboardbase,
        "ONBOARDBASE_AUTH_URL": server.onboardbase,
    }
    partners = (server.onboarder, server.onboardbase)
    env.world.http = DividedHttp(partners, RequestsHttp(), env.http)
    return env


@pytest.fixture
def browser(env: FunctionEnv) -> Browser:
    """Return a browser."""
    return env.browser()


def agree(location: str) -> str:
    """Follow the person's browser through the server, to where it sends them back to us."""
    with requests.Session() as session:
        session.trust_env = False
        while not location.startswith(ORIGIN):
            answer = session.get(location, allow_redirects=False, timeout=PATIENCE)
            assert answer.is_redirect, (answer.status_code, answer.text)
            location = urljoin(location, answer.headers["location"])
    return location


def changed(url: str, **parameters: str | None) -> str:
    """Return a URL with other parameters; None takes one away."""
    query = dict(parse_qsl(urlsplit(url).query)) | parameters
    kept = {name: value for name, value in query.items() if value is not None}
    return urlsplit(url)._replace(query=urlencode(kept)).geturl()


def parameter(url: str, name: str) -> str:
    """Return a parameter of a URL."""
    return dict(parse_qsl(urlsplit(url).query))[name]


def redirected_elsewhere(env: FunctionEnv, url: str) -> None:
    """Let the visit of an authorization URL have begun with another redirect_uri."""
    key = keys.transaction(Kind.AUTHORIZATION, parameter(url, "state"))
    env.world.table.write(Update(key, set={"redirect_uri": f"{ORIGIN}/elsewhere"}))


def connection_status(env: FunctionEnv) -> ConnectionStatus | None:
    """Return the status of the tenant's Onboardbase connection, if there is one."""
    found = connections.holder(env.world.table, "onboardbase", "demo")
    return found.status if found else None


def test_a_person_is_verified(env: FunctionEnv, browser: Browser) -> None:
    """State, S256 challenge, JSON exchange and userinfo satisfy a server that others wrote."""
    # WHEN a person follows the link, agrees and comes back
    page = browser.get(agree(env.begin(browser).location))
    # THEN they are verified
    assert (page.status, page.location) == (303, RETURN_URL)
    assert env.onboarding().status is OnboardingStatus.VERIFIED


def test_the_server_insists_on_a_challenge(env: FunctionEnv, browser: Browser) -> None:
    """The test stands on something: without PKCE this server lets no client through."""
    # GIVEN a visit whose challenge got lost on the way
    location = env.begin(browser).location
    stripped = changed(location, code_challenge=None, code_challenge_method=None)
    # WHEN the person comes back, THEN the server has refused, and no person is verified
    back = agree(stripped)
    assert parameter(back, "error") == "invalid_request"
    assert browser.get(back).status == 502
    assert env.onboarding().status is OnboardingStatus.IN_PROGRESS


def test_a_code_counts_once(env: FunctionEnv, browser: Browser) -> None:
    """A code that was used is refused by the server, whatever state it comes with."""
    # GIVEN a code that was used, and a new visit
    used = agree(env.begin(browser, env.link(key="key-1")).location)
    browser.get(used)
    back = agree(env.begin(browser, env.link(key="key-2")).location)
    # WHEN the old code comes with the new visit's state
    page = browser.get(changed(back, code=parameter(used, "code")))
    # THEN no person is verified, and the person may start again
    assert (page.status, "Start again" in page.body) == (400, True)
    assert env.onboarding("key-2").status is OnboardingStatus.IN_PROGRESS


def test_a_code_counts_for_its_own_verifier(env: FunctionEnv, browser: Browser) -> None:
    """A code from another visit, never used, is refused: its challenge is another."""
    # GIVEN two visits, none of them finished
    first = agree(env.begin(browser, env.link(key="key-1")).location)
    second = agree(env.begin(browser, env.link(key="key-2")).location)
    # WHEN the codes are swapped
    page = browser.get(changed(second, code=parameter(first, "code")))
    # THEN no person is verified
    assert page.status == 400
    assert env.onboarding("key-2").status is OnboardingStatus.IN_PROGRESS


def test_a_code_counts_for_its_own_address(env: FunctionEnv, browser: Browser) -> None:
    """The redirect_uri of the exchange is that of the visit, letter by letter."""
    # GIVEN a visit that is remembered with another address than it went out with
    location = env.begin(browser).location
    redirected_elsewhere(env, location)
    # WHEN the person comes back, THEN the server refuses the code
    assert browser.get(agree(location)).status == 400
    # AND it sends no browser to an address that is not registered
    with pytest.raises(AssertionError, match="400"):
        agree(changed(location, redirect_uri=f"{ORIGIN}/elsewhere"))


def test_a_code_ends(env: FunctionEnv, browser: Browser, server: Server) -> None:
    """Ten minutes; then the person starts again."""
    # GIVEN a person who came back too late
    back = agree(env.begin(browser).location)
    server.later(601)
    # THEN the code is refused, and another visit ends well
    assert browser.get(back).status == 400
    assert browser.get(agree(env.begin(browser).location)).location == RETURN_URL


def test_our_own_credential_is_checked(env: FunctionEnv, browser: Browser) -> None:
    """A wrong secret is the operator's fault, and told apart from the person's."""
    # GIVEN a deployment with a wrong secret
    env.world.secrets.put("onboarder", SECRETS["onboarder"] | {"client_secret": "wrong"})
    page = browser.get(
        agree(env.begin(browser, env.link(replace(ORDER, return_url=None))).location)
    )
    # THEN the page says whose fault it is
    assert (page.status, "not your fault" in page.body) == (502, True)


def test_an_account_is_connected(env: FunctionEnv, browser: Browser) -> None:
    """The query-string exchange, its secret percent-encoded, satisfies the same server."""
    # WHEN an administrator agrees
    page = browser.get(agree(leave(env, browser)))
    # THEN the account is connected
    assert (page.status, connection_status(env)) == (200, ConnectionStatus.ACTIVE)


def test_a_code_for_a_key_counts_once_in_time_and_for_its_address(
    env: FunctionEnv, browser: Browser, server: Server
) -> None:
    """Replay, expiry and another redirect_uri each end without a key."""
    # GIVEN a code that was used
    used = agree(leave(env, browser))
    browser.get(used)
    # WHEN it comes with the state of another visit, THEN there is no other key
    back = agree(leave(env, browser))
    assert browser.get(changed(back, code=parameter(used, "code"))).status == 400
    # AND neither for one that comes too late
    back = agree(leave(env, browser))
    server.later(601)
    assert browser.get(back).status == 400
    # AND neither for one whose visit is remembered with another address
    location = leave(env, browser)
    redirected_elsewhere(env, location)
    assert browser.get(agree(location)).status == 400
    # AND the key that was there stays
    assert connection_status(env) is ConnectionStatus.ACTIVE
    assert browser.get(START).status == 200
