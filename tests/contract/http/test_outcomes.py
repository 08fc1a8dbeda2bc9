"""The three outcomes of a call: one table, held by the real port and by the tests' fake."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from requests import Request

from jetbridge.model.ports import Http, HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.runtime.connections import MAX_INTERIM, Adapter
from jetbridge.runtime.http import RequestsHttp
from jetbridge.runtime.progress import Progress
from tests.contract.http.hostile import (
    Drip,
    Serve,
    a_server,
    alerting,
    hanging_up,
    replying,
    resetting,
    silent,
    with_tls,
)
from tests.fakes.http import FakeHttp
from tests.support.certificates import self_signed

type Outcome = int | type[NotSentError | NoAnswerError]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TLS_RECORD = bytes([22, 3, 3, 64, 0])
"""The head of a handshake record of 16,384 bytes (RFC 8446 §5.1)."""


@dataclass(frozen=True)
class Case:
    """What a server does, and what that means."""

    name: str
    serve: Serve
    outcome: Outcome
    secure: bool = False
    timeout: float = 2


SERVED = [
    Case("answer", replying(OK), 200),
    Case("refusal", replying(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), 403),
    Case("early hints, then an answer", replying(EARLY_HINTS + OK), 200),
    Case("every interim answer", replying(CONTINUE + PROCESSING + EARLY_HINTS * 3 + OK), 200),
    Case("interim answers without end", replying(EARLY_HINTS * (MAX_INTERIM + 1)), NoAnswerError),
    Case("only early hints", replying(EARLY_HINTS), NoAnswerError),
    Case("nothing", hanging_up, NoAnswerError),
    Case("half a head", replying(b"HTTP/1.1 200 OK\r\nContent-Len"), NoAnswerError),
    Case(
        "half a body", replying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), NoAnswerError
    ),
    Case(
        "half a chunk",
        replying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf"),
        NoAnswerError,
    ),
    Case(
        "a chunk of no length",
        replying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        NoAnswerError,
    ),
    Case(
        "a broken encoding",
        replying(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf",
        ),
        NoAnswerError,
    ),
    Case("another protocol", replying(b"SSH-2.0-OpenSSH\r\n\r\n"), NoAnswerError),
    Case("silence", silent, NoAnswerError, timeout=0.5),
    Case("a drip of headers", Drip(b"HTTP/1.1 200 OK\r\nX-Endless: "), NoAnswerError, timeout=0.5),
    Case("a drip of the body", Drip(b"HTTP/1.1 200 OK\r\n\r\n"), NoAnswerError, timeout=0.5),
    Case("a reset before the answer", resetting(b""), NoAnswerError),
    Case(
        "a reset in the body",
        resetting(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
        NoAnswerError,
    ),
    Case("a TLS alert", alerting, NotSentError, secure=True),
    Case("no TLS", replying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), NotSentError, secure=True),
    Case("TLS given up", hanging_up, NotSentError, secure=True),
    Case("TLS reset", resetting(b""), NotSentError, secure=True),
    Case("TLS silence", silent, NotSentError, secure=True, timeout=0.5),
    Case("TLS drip", Drip(TLS_RECORD), NotSentError, secure=True, timeout=0.5),
]

UNWRITABLE = [
    ("a newline after a key", "https://partner.test/", {"x-api-key": "canary\n"}),
    ("a carriage return inside", "https://partner.test/", {"x-api-key": "can\r\nary"}),
    ("a zero-width space", "https://partner.test/", {"x-api-key": "canary\u200b"}),
    ("a letter beyond ASCII", "https://partner.test/", {"authorization": "Bearer canäry"}),
    ("a blank before a key", "https://partner.test/", {"x-api-key": " canary"}),
    ("a NUL", "https://partner.test/", {"x-api-key": "can\0ary"}),
    ("a lone surrogate", "https://partner.test/", {"x-api-key": "canary\ud800"}),
    ("a label of 64 characters", f"https://{'a' * 64}.test/?canary", {}),
    ("an empty label", "https://partner..test/?canary", {}),
    ("half an IPv6 address", "https://[/?canary", {}),
    ("no host", "https:///path?canary", {}),
    ("a port that is none", "https://partner.test:port/?canary", {}),
    ("a port beyond the last", "https://partner.test:65536/?canary", {}),
    ("a line break in the path", "https://partner.test/\r\nX: y", {}),
]

UNREACHABLE = ["http://partner.invalid/?canary", "http://127.0.0.1:1/?canary"]


def outcome(http: Http, request: HttpRequest) -> Outcome:
    """Return what a call comes to: a status, or which of the two exceptions."""
    try:
        return http.send(request).status
    except (NotSentError, NoAnswerError) as failure:
        return type(failure)


@contextmanager
def real(case: Case) -> Iterator[tuple[Http, str]]:
    """Yield the real port, and a server that does as the case says."""
    with a_server(case.serve) as url:
        yield RequestsHttp(), url.replace("http://", "https://") if case.secure else url


@contextmanager
def fake(case: Case) -> Iterator[tuple[Http, str]]:
    """Yield the fake, scripted with what the case means."""
    http = FakeHttp()
    meant = case.outcome
    http.on(
        "POST", "http://partner.test/", HttpResponse(meant) if isinstance(meant, int) else meant()
    )
    yield http, "http://partner.test"


@pytest.mark.parametrize("port", [real, fake])
@pytest.mark.parametrize("case", SERVED, ids=lambda case: case.name)
def test_what_a_server_does_has_one_of_three_outcomes(
    case: Case, port: Callable[[Case], AbstractContextManager[tuple[Http, str]]]
) -> None:
    """Unknown begins at the first byte of the request, and nothing else leaves the port."""
    # GIVEN a server with a habit
    with port(case) as (http, url):
        request = HttpRequest("POST", f"{url}/", body=b"{}", timeout=case.timeout)
        # WHEN it is asked
        # THEN the outcome is the table's
        assert outcome(http, request) == case.outcome


@pytest.mark.parametrize("http", [RequestsHttp(), FakeHttp()], ids=["real", "fake"])
@pytest.mark.parametrize(("name", "url", "headers"), UNWRITABLE, ids=[row[0] for row in UNWRITABLE])
def test_what_cannot_be_written_was_not_sent(
    name: str, url: str, headers: dict[str, str], http: Http
) -> None:
    """A fault of ours is certain: nothing left. The exception names the part, not its value."""
    # GIVEN a request with a fault
    request = HttpRequest("POST", url, headers, b"{}")
    # WHEN it is sent
    with pytest.raises(NotSentError) as raised:
        http.send(request)
    # THEN what is at fault is named, and its value is not
    assert raised.value.args[1] in ("address", *(f"header {each}" for each in headers)), name
    assert "can" not in str(raised.value).replace("an address", "")


@pytest.mark.parametrize("url", UNREACHABLE)
def test_what_cannot_be_connected_was_not_sent(url: str) -> None:
    """A name without an address, a port at which nothing listens: safe to repeat."""
    # WHEN it is asked
    with pytest.raises(NotSentError) as raised:
        RequestsHttp().send(HttpRequest("POST", url, body=b"{}", timeout=2))
    # THEN the cause is a class's name, and the query string stays behind
    assert raised.value.args[1].isidentifier()
    assert "canary" not in str(raised.value)


def test_a_certificate_that_does_not_verify_ends_before_the_first_byte(tmp_path: Path) -> None:
    """Nothing was written to a server that is not the one that was meant."""
    # GIVEN a server with a certificate that no authority has signed
    context = self_signed(tmp_path)
    with a_server(with_tls(context, replying(OK))) as url:
        request = HttpRequest("POST", url.replace("http://", "https://"), timeout=2)
        # WHEN it is asked
        # THEN nothing was sent
        with pytest.raises(NotSentError) as raised:
            RequestsHttp().send(request)
    assert raised.value.args[1] == "SSLCertVerificationError"


def test_the_authorities_are_read_once_a_process() -> None:
    """Reading them takes more CPU time than all the rest of a call. Each connection verifies."""
    # GIVEN the adapters of two calls to different partners
    pools = []
    for url in ("https://one.test/", "https://other.test/"):
        adapter = Adapter(Progress.for_seconds(1))
        asked = Request("GET", url).prepare()
        pool = adapter.get_connection_with_tls_context(asked, verify=True)
        adapter.cert_verify(pool, url, verify=True, cert=None)
        pools.append(pool)
    # THEN both have the one context, which verifies names and chains
    (context,) = {pool.conn_kw["ssl_context"] for pool in pools}
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.cert_store_stats()["x509_ca"] > 50
    # AND none reads a file of its own
    for held in map(vars, pools):
        assert (held["cert_reqs"], held["ca_certs"]) == ("CERT_REQUIRED", None)
