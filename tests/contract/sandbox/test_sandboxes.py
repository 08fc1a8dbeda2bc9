"""Starting and stopping."""

import socket

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.stack.partners import NAMES
from tests.contract.sandbox.smartrecruiters_client import TIMEOUT


def test_every_partner_has_an_origin_of_its_own(sandboxes: Sandboxes) -> None:
    """The browser's partners are on another site than 127.0.0.1, where our API listens."""
    # WHEN the sandboxes run
    urls = dict(sandboxes.urls)

    # THEN their origins differ, and so do the sites that a browser visits
    assert urls.keys() == set(NAMES)
    assert len(set(urls.values())) == len(urls)
    visited = {name for name, url in urls.items() if url.startswith("http://localhost:")}
    assert visited == {
        "smartrecruiters",
        "incode-api",
        "onboarder",
        "onboardbase-app",
        "identity",
    }


def test_a_partner_can_have_a_fixed_port() -> None:
    """So that a stack can be restarted under the same addresses."""
    # GIVEN a port that was free a moment ago
    with Sandboxes.start() as first:
        port = int(first.urls["identity"].rpartition(":")[2])

    # WHEN the sandboxes start on it, with the clock of this machine
    with Sandboxes.start(ports={"identity": port}) as second:
        answer = requests.get(f"{second.urls['identity']}/jwks", timeout=TIMEOUT)

    # THEN they answer there, until they are stopped
    assert answer.status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(answer.url, timeout=TIMEOUT)


def test_a_partner_can_be_out_of_reach(sandboxes: Sandboxes) -> None:
    """And it comes back under its address, with what it held."""
    # GIVEN a partner that was called
    url = f"{sandboxes.urls['enboarder-api']}/profile"
    requests.get(url, timeout=TIMEOUT)
    # WHEN it is unplugged
    with sandboxes.unplugged("enboarder-api"), pytest.raises(requests.ConnectionError):
        # THEN no person is there
        requests.get(url, timeout=TIMEOUT)
    # AND afterwards it answers, and knows of the call before
    assert requests.get(url, timeout=TIMEOUT).status_code
    assert len(sandboxes.hosts["enboarder-api"].calls.view()) == 2


def test_a_taken_port_leaves_nothing_running() -> None:
    """The ports that were opened before it are closed again."""
    # GIVEN a port that is taken, and one that is free
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with Sandboxes.start() as before:
            free = int(before.urls["smartrecruiters"].rpartition(":")[2])
        ports = {"smartrecruiters": free, "identity": taken.getsockname()[1]}

        # WHEN the sandboxes are to start on both
        with pytest.raises(OSError, match="in use"):
            Sandboxes.start(ports=ports)

    # THEN neither is held
    socket.create_server(("127.0.0.1", free)).close()


def test_an_unusable_partner_url_is_refused(sandboxes: Sandboxes) -> None:
    """The same rule as at the control route."""
    # WHEN a partner registers something that is no URL
    # THEN it is refused
    with pytest.raises(ValueError, match="http or https URL"):
        sandboxes.register_partner("nowhere", "http://127.0.0.1/t", "http://127.0.0.1/c")
