"""A call ends in time, in any thread, whatever the other side does."""

import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from jetbridge.model.ports import (
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    OutOfTimeError,
)
from jetbridge.runtime import deadline
from jetbridge.runtime.http import RequestsHttp
from tests.contract.http.hostile import (
    HEADS,
    Drip,
    a_full_queue,
    a_server,
    replying,
    silent_resolver,
)
from tests.fakes.invocations import AContext

type Run = Callable[[Callable[[], HttpResponse]], HttpResponse]


def here(call: Callable[[], HttpResponse]) -> HttpResponse:
    """Make a call in this thread."""
    return call()


def elsewhere(call: Callable[[], HttpResponse]) -> HttpResponse:
    """Make a call in a thread of its own."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(call).result()


@pytest.mark.parametrize("run", [here, elsewhere])
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_an_answer_that_drips_is_over_in_time(head: bytes, run: Run) -> None:
    """No single wait is too long, and no end is in sight: only a bound on all of them helps."""
    # GIVEN a server that sends a byte now and then, as long as the connection lasts
    drip = Drip(head)
    with a_server(drip) as url:
        request = HttpRequest("GET", url, timeout=0.5)
        # WHEN it is asked
        # THEN the outcome is unknown
        with pytest.raises(NoAnswerError):
            run(lambda: RequestsHttp().send(request))
        # AND the connection is closed
        assert drip.hung_up.wait(10)


def test_a_request_that_is_taken_in_drips_is_over_in_time() -> None:
    """Buffers fill up, and writing waits each time for a little."""
    body, over = b"x" * 20_000_000, threading.Event()

    # GIVEN a server that reads a little now and then, and would answer in the end
    def slow(connection: socket.socket) -> None:
        taken = 0
        while taken < len(body) and not over.wait(0.02):
            taken += len(connection.recv(65_536))
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with a_server(slow) as url:
        # WHEN it is sent more than the buffers hold
        # THEN the outcome is unknown
        with pytest.raises(NoAnswerError):
            RequestsHttp().send(HttpRequest("POST", url, body=body, timeout=0.5))
        over.set()


def test_a_name_that_nobody_answers_for_is_over_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver takes no limit."""
    # GIVEN a resolver that waits for a server of names
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", silent_resolver(over))
    # WHEN a host is called by its name
    # THEN nothing was sent
    with pytest.raises(NotSentError) as raised:
        RequestsHttp().send(HttpRequest("POST", "https://partner.test/", timeout=0.5))
    over.set()
    assert raised.value.cause == "TimeoutError"


def test_addresses_of_which_none_answers_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name can have many."""
    # GIVEN a name with addresses whose queues of connections are full
    with a_full_queue() as address:
        resolve = socket.getaddrinfo

        def resolved(host: str, *rest: Any) -> list[Any]:  # noqa: ANN401 - the resolver's own
            return [address] * 100_000 if host == "partner.test" else resolve(host, *rest)

        monkeypatch.setattr(socket, "getaddrinfo", resolved)
        # WHEN it is called
        # THEN nothing was sent, and all together had the time of one
        with pytest.raises(NotSentError):
            RequestsHttp().send(HttpRequest("POST", "http://partner.test/", timeout=0.5))


@pytest.mark.parametrize("head", [HEADS["header"], HEADS["body"]], ids=["header", "body"])
def test_a_call_ends_when_its_share_of_the_invocation_is_over(head: bytes) -> None:
    """However long it might have taken earlier."""
    asked: list[float] = []

    # GIVEN an invocation that has half a second for a call
    def share(wanted: float) -> float:
        asked.append(wanted)
        return 0.5

    drip = Drip(head)
    # WHEN one that wants an hour meets a server that drips
    # THEN the outcome is unknown, after that time
    with a_server(drip) as url, pytest.raises(NoAnswerError):
        RequestsHttp(share).send(HttpRequest("GET", url, timeout=3_600))
    assert asked == [3_600]


@pytest.mark.parametrize(
    ("seconds", "timeout"), [(0, 8), (deadline.RESERVE + deadline.LEAST - 0.1, 8), (5.5, 1)]
)
def test_a_call_for_which_too_little_is_left_does_not_begin(seconds: float, timeout: float) -> None:
    """Cut short, it might have an effect that is recorded nowhere."""
    taken = threading.Event()

    # GIVEN an invocation that is about to end
    def serve(_: socket.socket) -> None:
        taken.set()

    # WHEN a partner is to be called
    # THEN nothing leaves
    with a_server(serve) as url, deadline.of(AContext(seconds)), pytest.raises(OutOfTimeError):
        RequestsHttp().send(HttpRequest("POST", url, timeout=timeout))
    assert not taken.is_set()


@pytest.mark.parametrize("seconds", [3_600, 29, deadline.RESERVE + 1.5])
def test_a_bound_that_is_not_reached_changes_nothing(seconds: float) -> None:
    """The answer arrives, at the end of an invocation, too, where the call is a short one."""
    # GIVEN a server that answers in time
    serve = replying(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    with a_server(serve) as url, deadline.of(AContext(seconds)):
        # WHEN it is asked
        response = RequestsHttp().send(HttpRequest("GET", url, timeout=1))
    # THEN that is its answer
    assert response.status == 204
