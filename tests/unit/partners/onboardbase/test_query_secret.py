"""Onboardbase wants its secret in the URL: however the exchange fails, no other party reads it."""

import json
import logging
import socket
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, quote_plus

import pytest

from jetbridge.model.ports import MAX_ANSWER
from jetbridge.runtime.http import RequestsHttp
from jetbridge.store.memory.table import MemoryTable
from tests.contract.http.hostile import Serve, a_server, replying
from tests.fakes import FakeHttp
from tests.fakes.divided import DividedHttp
from tests.fakes.partners.onboardbase import API_KEY, PASSPHRASE
from tests.support.browser import Browser, Page
from tests.support.connect import FunctionEnv
from tests.support.onboardbase import leave

SECRET: Final = "secret+canary/100%&x=1"
CODE: Final = "code-canary-0"


def http_answer(body: str, *, status: str = "200 OK", headers: str = "") -> bytes:
    """Return an HTTP/1.1 answer."""
    raw = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(raw)}\r\n{headers}\r\n"
    return head.encode() + raw


def echoing(connection: socket.socket) -> None:
    """Answer with an error that quotes the whole request."""
    received = connection.recv(65_536).decode()
    message = {"data": None, "errors": [{"message": received, "code": 1}]}
    connection.sendall(http_answer(json.dumps(message)))


def moving_on(connection: socket.socket) -> None:
    """Redirect to the same secrets elsewhere."""
    target = connection.recv(65_536).decode().split()[1]
    location = f"Location: http://127.0.0.1:1{target}\r\n"
    connection.sendall(http_answer("", status="302 Found", headers=location))


KEY: Final = {
    "data": {"api_key": API_KEY, "passphrase": PASSPHRASE, "scopes": ["manage.secrets"]},
    "errors": [],
}
FAILURES: Final[dict[str, Serve]] = {
    "echo": echoing,
    "redirect": moving_on,
    "hang up": lambda _: None,
    "half an answer": replying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
    "another protocol": replying(b"SSH-2.0-OpenSSH\r\n\r\n"),
    "too long": replying(http_answer("x" * (MAX_ANSWER + 1))),
    "server error": replying(http_answer("no", status="500 Oops")),
    "too broad": replying(http_answer(json.dumps(KEY), status="201 Created")),
}


def spellings(mark: str) -> set[str]:
    """Return the ways in which a mark may be written."""
    return {mark, quote(mark, safe=""), quote_plus(mark), json.dumps(mark)[1:-1]}


MARKS: Final = frozenset().union(*map(spellings, (SECRET, CODE, API_KEY, PASSPHRASE)))


def come_back(env: FunctionEnv, auth_url: str) -> tuple[Browser, Page]:
    """Connect at a token endpoint that is reached over the network."""
    assert isinstance(env.world.http, FakeHttp)
    env.world.secrets.put("onboardbase", {"client_id": "onboardbase-app", "client_secret": SECRET})
    env.world.http = DividedHttp([auth_url], RequestsHttp(), env.http)
    env.settings["ONBOARDBASE_AUTH_URL"] = auth_url
    browser = env.browser()
    return browser, browser.get(env.onboardbase.authorize(leave(env, browser)))


@pytest.fixture
def written(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Callable[[], str]:
    """Return a function that gives everything that was logged or printed, at any level."""
    caplog.set_level(logging.DEBUG)

    def everything() -> str:
        captured = capfd.readouterr()
        records = "\n".join(f"{vars(record)}" for record in caplog.records)
        return f"{captured.out}\n{captured.err}\n{caplog.text}\n{records}"

    return everything


def check(env: FunctionEnv, page: Page, text: str) -> None:
    """Look for every mark wherever a reader may look."""
    assert isinstance(env.world.table, MemoryTable)
    for where in (text, page.body, str(dict(page.headers)), str(vars(env.world.table))):
        assert not [mark for mark in MARKS if mark in where]
    # The search looked at something.
    assert "/connect/onboardbase/callback" in text


@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_quotes_the_url(
    env: FunctionEnv, written: Callable[[], str], failure: str
) -> None:
    """Neither logs, nor the page, nor the table, whatever the partner or the network does."""
    # GIVEN a token endpoint that fails in its own way
    with a_server(FAILURES[failure]) as auth_url:
        # WHEN an administrator comes back
        _, page = come_back(env, auth_url)
    # THEN they are told, and nothing of the URL is anywhere
    assert page.status in (502, 503)
    check(env, page, written())


def test_an_unreachable_host_is_not_quoted_either(
    env: FunctionEnv, written: Callable[[], str]
) -> None:
    """The library's own exception holds the whole URL; it does not travel."""
    # GIVEN a token endpoint on which nothing listens any more
    with a_server(lambda _: None) as auth_url:
        pass
    # WHEN an administrator comes back
    _, page = come_back(env, auth_url)
    # THEN they are told, and nothing of the URL is anywhere
    assert page.status == 503
    check(env, page, written())
