"""What the HTTP port promises, held over real sockets on the loopback interface."""

import logging
import socket
from dataclasses import replace

import pytest

from jetbridge.model.ports import MAX_ANSWER, HttpRequest, NoAnswerError, NotSentError
from jetbridge.runtime.http import RequestsHttp
from tests.contract.http.hostile import a_server, replying

HEADS = [
    b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n",
]
"""What an answer may begin with."""


class Flood:
    """A server's part that sends more than we read. `hung_up`: the client did, as it should."""

    def __init__(self, head: bytes) -> None:
        """Begin each answer with `head`."""
        self._head = head
        self.hung_up = False

    def __call__(self, connection: socket.socket) -> None:
        """Read a request, and send as much as the client takes."""
        connection.recv(65_536)
        try:
            connection.sendall(self._head + b"x" * (20 * MAX_ANSWER))
        except OSError:
            self.hung_up = True


def get(url: str, timeout: float = 2) -> HttpRequest:
    """Return a GET whose query string holds something secret."""
    return HttpRequest("GET", f"{url}/path?client_secret=canary", timeout=timeout)


def test_an_answer_arrives_whole_with_lower_case_names() -> None:
    """Status, headers and body."""
    # GIVEN a server that answers
    raw = b'HTTP/1.1 201 Created\r\nX-Thing: A\r\nContent-Length: 7\r\n\r\n{"a":1}'
    with a_server(replying(raw)) as url:
        # WHEN it is asked
        response = RequestsHttp().send(get(url))
    # THEN the answer is there
    assert (response.status, response.headers["x-thing"]) == (201, "A")
    assert response.json() == {"a": 1}


def test_a_redirect_is_an_answer_and_not_an_instruction() -> None:
    """Credentials are not carried to wherever a redirect points."""
    # GIVEN a server that redirects
    raw = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with a_server(replying(raw)) as url:
        # WHEN it is asked
        response = RequestsHttp().send(get(url))
    # THEN nothing was sent there
    assert response.status == 302


@pytest.mark.parametrize("head", HEADS)
def test_an_answer_without_end_is_cut_off(head: bytes) -> None:
    """A partner cannot fill our memory."""
    # GIVEN a server that sends more than we read
    flood = Flood(head)
    with a_server(flood) as url, pytest.raises(NoAnswerError):
        # WHEN it is asked
        # THEN the answer is not used
        RequestsHttp().send(get(url))
    # AND most of it was never taken
    assert flood.hung_up


@pytest.mark.parametrize("head", HEADS)
def test_an_answer_whose_body_nobody_wants_is_over_with_its_headers(head: bytes) -> None:
    """The sender of webhooks reads the status, and nothing that a tenant could make long."""
    # GIVEN a server that sends more than we read
    flood = Flood(head)
    with a_server(flood) as url:
        # WHEN it is asked for its status alone
        response = RequestsHttp().send(replace(get(url), wants_body=False))
    # THEN that is there, and nothing else was taken
    assert response.status == int(head.split()[1])
    assert response.body == b""
    assert flood.hung_up


def test_a_failure_does_not_quote_the_query_string() -> None:
    """The library's exception does, so it must not travel along."""
    # GIVEN a port on which nothing listens any more
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    # WHEN it is asked
    with pytest.raises(NotSentError) as raised:
        RequestsHttp().send(get(url))
    # THEN neither the exception nor its causes know the secret
    error: BaseException | None = raised.value
    while error:
        assert "canary" not in repr(error)
        error = error.__cause__ or error.__context__


def test_the_library_logs_no_url(caplog: pytest.LogCaptureFixture) -> None:
    """It warns of broken headers with the whole URL, so its log is closed."""
    # GIVEN a server whose headers break off
    caplog.set_level(logging.DEBUG)
    broken = b"HTTP/1.1 200 OK\r\nBroken header\r\n\r\n"
    with a_server(replying(broken)) as url:
        # WHEN it is asked
        RequestsHttp().send(get(url))
    # THEN nothing was logged of it
    assert "canary" not in caplog.text
