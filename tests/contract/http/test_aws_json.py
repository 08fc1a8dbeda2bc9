"""The lean client of AWS against a service that answers as a script says."""

import json
import socket
import ssl
import threading
from binascii import crc32
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final, cast, override

import certifi
import pytest

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError
from jetbridge.runtime import deadline
from jetbridge.runtime.awsjson import DYNAMODB, AwsJson, tls
from jetbridge.runtime.awsjson.environment import NotConfiguredError
from jetbridge.runtime.awsjson.tls import AMAZON_ROOTS
from jetbridge.runtime.limits import Limits
from tests.contract.http.hostile import (
    HEADS,
    Drip,
    a_full_queue,
    a_server,
    silent_resolver,
    with_tls,
)
from tests.fakes.invocations import AContext
from tests.support.certificates import self_signed

LIMITS: Final = Limits(connect=0.5, read=5, attempts=3)
BRIEF: Final = Limits(connect=0.05, read=0.1, attempts=1)
ONCE: Final = Limits(connect=5, read=5, attempts=1)
_END: Final = "-----END CERTIFICATE-----"
BUSY: Final = (400, {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException"})
BROKEN: Final = (500, {"__type": "com.amazon.coral.service#InternalServerError"})
FINE: Final = (200, {"Item": {"pk": {"S": "ü"}}})

type Reply = tuple[int, object]


class Service(ThreadingHTTPServer):
    """Gives each request the next of `replies`; the last one stays.

    `asked` lists the requests, `connections` counts what they came over.
    """

    def __init__(self, replies: Sequence[Reply], headers: dict[str, str]) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.headers = headers
        self.asked: list[tuple[dict[str, str], Any]] = []
        self.connections = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @override
    def setup(self) -> None:
        super().setup()
        cast("Service", self.server).connections += 1

    def do_POST(self) -> None:
        """Answer by the script."""
        service = cast("Service", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service.asked.append((dict(self.headers), json.loads(body)))
        status, document = (
            service.replies.pop(0) if len(service.replies) > 1 else service.replies[0]
        )
        raw = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **service.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class Served:
    """A scripted service and a client of it; `pauses` are those of the client, in seconds."""

    service: Service
    pauses: list[float] = field(default_factory=list)

    def client(self, limits: Limits = LIMITS) -> AwsJson:
        """Return a client that waits for nothing."""
        url = f"http://127.0.0.1:{self.service.server_port}"
        return AwsJson(DYNAMODB, limits, environ=environment(url), pause=self.pauses.append)


def environment(url: str, **more: str) -> dict[str, str]:
    """Return a function's environment, with its service at `url`."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "canary",
        "AWS_SESSION_TOKEN": "session",
        **more,
    }


def answering(connection: socket.socket) -> None:
    """Answer one request, read to its end, and hang up."""
    body = b'{"Item":{}}'
    read = b""
    while not read.endswith(b"\r\n\r\n{}"):
        received = connection.recv(65_536)
        if not received:
            return
        read += received
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def no_pause(_: float) -> None:
    """Wait for nothing."""


@pytest.fixture
def opened() -> Iterator[list[Service]]:
    """Return the services that a test opened; all are closed after it."""
    services: list[Service] = []
    yield services
    for service in services:
        service.shutdown()
        service.server_close()


def serve(opened: list[Service], *replies: Reply, **headers: str) -> Served:
    """Return a service that answers by a script, and its client's means."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    service = Service(replies, named)
    opened.append(service)
    Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return Served(service)


def test_a_request_has_the_form_that_the_service_documents(opened: list[Service]) -> None:
    """Target, content type, signature, session token, bytes as base64."""
    # GIVEN a service
    served = serve(opened, FINE)
    # WHEN an operation is called
    answer = served.client().call("GetItem", {"Key": {"pk": {"B": b"\x00\xff"}}})
    # THEN the answer comes back, and the request was as documented
    assert answer == FINE[1]
    [(headers, body)] = served.service.asked
    assert body == {"Key": {"pk": {"B": "AP8="}}}
    assert headers["X-Amz-Target"] == "DynamoDB_20120810.GetItem"
    assert headers["Content-Type"] == "application/x-amz-json-1.0"
    assert headers["X-Amz-Security-Token"] == "session"
    assert headers["Host"] == f"127.0.0.1:{served.service.server_port}"
    signed = "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
    assert signed in headers["Authorization"]
    assert "/eu-west-1/dynamodb/aws4_request" in headers["Authorization"]


def test_a_connection_is_kept_for_the_next_call(opened: list[Service]) -> None:
    """Connecting costs more than the call."""
    # GIVEN a client
    served = serve(opened, FINE)
    client = served.client()
    # WHEN it calls three times, THEN that was one connection
    for _ in range(3):
        client.call("GetItem", {})
    assert served.service.connections == 1


def test_a_connection_that_the_service_closes_is_not_used_again(opened: list[Service]) -> None:
    """And the call after it is made once."""
    # GIVEN a service that closes each connection
    served = serve(opened, FINE, Connection="close")
    client = served.client()
    # WHEN it is called twice, THEN each call has a connection of its own
    for _ in range(2):
        client.call("GetItem", {})
    assert (served.service.connections, len(served.service.asked)) == (2, 2)


def test_a_connection_that_died_meanwhile_is_found_dead() -> None:
    """As after a night in which no request came."""
    # GIVEN a service that answers one request a connection, and then hangs up without a word
    with a_server(answering) as url:
        client = AwsJson(DYNAMODB, LIMITS, environ=environment(url), pause=no_pause)
        # WHEN it is called again, THEN there is an answer
        for _ in range(3):
            assert client.call("GetItem", {}) == {"Item": {}}


@pytest.mark.parametrize("failure", [BUSY, BROKEN, (503, b"<html>")], ids=["busy", "500", "html"])
def test_what_may_pass_is_attempted_again(opened: list[Service], failure: Reply) -> None:
    """After a wait that grows, with jitter."""
    # GIVEN a service that fails twice
    served = serve(opened, failure, failure, FINE)
    # WHEN it is called
    answer = served.client().call("GetItem", {})
    # THEN the third attempt has the answer
    assert answer == FINE[1]
    assert len(served.service.asked) == 3
    assert served.pauses[0] <= 1
    assert served.pauses[1] <= 2


def test_the_attempts_end(opened: list[Service]) -> None:
    """With the last failure, which says that there was more than one."""
    # GIVEN a service that is busy for long
    served = serve(opened, BUSY)
    # WHEN it is called, THEN it has refused three attempts
    with pytest.raises(AwsRefusedError) as refused:
        served.client().call("PutItem", {})
    assert len(served.service.asked) == 3
    assert (refused.value.code, refused.value.status) == ("ThrottlingException", 400)
    assert refused.value.repeated


def test_a_refusal_for_good_is_final(opened: list[Service]) -> None:
    """Its members are there, its words are not in the error."""
    # GIVEN a service that refuses
    document = {"__type": "x#TransactionCanceledException", "Message": "canary", "Reasons": [1]}
    served = serve(opened, (400, document))
    # WHEN it is called
    with pytest.raises(AwsRefusedError) as refused:
        served.client().call("TransactWriteItems", {})
    # THEN it was asked once, and says why
    assert len(served.service.asked) == 1
    assert str(refused.value) == "TransactionCanceledException"
    assert refused.value.message == "canary"
    assert refused.value.document["Reasons"] == [1]
    assert not refused.value.repeated


def test_an_error_without_a_document_is_named_by_its_status(opened: list[Service]) -> None:
    """As by botocore."""
    # GIVEN a refusal from something in between
    served = serve(opened, (403, b"<html>"))
    # WHEN it comes, THEN its status is its name
    with pytest.raises(AwsRefusedError, match="403"):
        served.client().call("GetItem", {})


def test_the_header_of_an_error_counts_before_its_document(opened: list[Service]) -> None:
    """Its address is left out."""
    # GIVEN a refusal that is named in a header
    served = serve(opened, (400, {}), **{"x-amzn-ErrorType": "AccessDenied:http://a.test/"})
    # WHEN it comes, THEN that is its name
    with pytest.raises(AwsRefusedError, match=r"^AccessDenied$"):
        served.client().call("GetItem", {})


@pytest.mark.parametrize(("checksum", "answered"), [("right", True), ("wrong", False)])
def test_an_answer_that_was_damaged_is_none(
    opened: list[Service], checksum: str, *, answered: bool
) -> None:
    """DynamoDB says what its answers' checksum is."""
    # GIVEN an answer with a checksum
    raw = b'{"Item":{}}'
    value = str(crc32(raw)) if checksum == "right" else "1"
    served = serve(opened, (200, raw), **{"x-amz-crc32": value})
    # WHEN it comes, THEN it is taken where it fits
    if answered:
        assert served.client().call("GetItem", {}) == {"Item": {}}
    else:
        with pytest.raises(AwsNotAnsweredError, match="ChecksumMismatch"):
            served.client().call("GetItem", {})
        assert len(served.service.asked) == 3


@pytest.mark.parametrize("raw", [b"", b"[]", b"canary", b"\xff"], ids=repr)
def test_an_answer_that_is_no_document_is_none(opened: list[Service], raw: bytes) -> None:
    """But for an empty one, as some operations have."""
    # GIVEN an answer that is no JSON object
    served = serve(opened, (200, raw))
    # WHEN it comes, THEN it is none
    if not raw:
        assert served.client().call("PutItem", {}) == {}
    else:
        with pytest.raises(AwsNotAnsweredError, match=r"^NotJson$"):
            served.client().call("PutItem", {})


def test_no_attempt_begins_that_could_outlast_the_invocation(opened: list[Service]) -> None:
    """An attempt, with the wait that may follow it, does not fit in."""
    # GIVEN an invocation with too little time for one attempt
    served = serve(opened, FINE)
    # WHEN the service is called, THEN it was not asked
    with (
        deadline.of(AContext(LIMITS.needed(1) - 0.5)),
        pytest.raises(AwsNotAnsweredError) as failed,
    ):
        served.client().call("GetItem", {})
    assert failed.value.cause == "OutOfTime"
    assert not served.service.asked


def test_what_was_answered_is_told_where_no_time_is_left_for_more(opened: list[Service]) -> None:
    """An operator must see what the service said, not that there was no time to ask again."""
    # GIVEN an invocation with the time for one attempt, and a service that is busy
    served = serve(opened, BUSY)
    # WHEN it is called, THEN it was asked once, and what it said is raised
    with (
        deadline.of(AContext(LIMITS.needed(1) + 0.5)),
        pytest.raises(AwsRefusedError, match=r"^ThrottlingException$"),
    ):
        served.client().call("GetItem", {})
    assert len(served.service.asked) == 1


def test_a_failure_shows_nothing_of_a_request(opened: list[Service]) -> None:
    """No value, no credential, in no form."""
    # GIVEN a port without a service
    served = serve(opened, FINE)
    served.service.shutdown()
    served.service.server_close()
    # WHEN it is called
    with pytest.raises(AwsNotAnsweredError) as failed:
        served.client().call("GetItem", {"Key": "canary"})
    # THEN the kind of failure is named
    assert failed.value.cause == "ConnectionRefusedError"
    assert "canary" not in repr((failed.value, failed.value.__context__))


def test_a_service_is_trusted_by_its_certificate(tmp_path: Path) -> None:
    """By the bundle that AWS_CA_BUNDLE names, where it names one."""
    # GIVEN an endpoint with a certificate of a private authority
    context = self_signed(tmp_path)
    with a_server(with_tls(context, answering)) as url:
        secure = url.replace("http://", "https://")
        pem = str(tmp_path / "server.pem")
        known = AwsJson(DYNAMODB, LIMITS, environ=environment(secure, AWS_CA_BUNDLE=pem))
        unknown = AwsJson(DYNAMODB, LIMITS, environ=environment(secure), pause=no_pause)
        # WHEN it is called, THEN the client that knows the authority has the answer
        assert known.call("GetItem", {}) == {"Item": {}}
        # AND no other has one: neither Amazon's authorities nor the system's know it
        with pytest.raises(AwsNotAnsweredError, match="SSLCertVerificationError"):
            unknown.call("GetItem", {})


@pytest.mark.parametrize("content", [None, "", "no certificate"], ids=repr)
def test_a_bundle_that_holds_no_certificates_is_named(tmp_path: Path, content: str | None) -> None:
    """Before a request waits for it."""
    # GIVEN AWS_CA_BUNDLE with a file that is not there, or holds something else
    pem = tmp_path / "bundle.pem"
    if content is not None:
        pem.write_text(content)
    environ = environment("https://127.0.0.1", AWS_CA_BUNDLE=str(pem))
    # WHEN a client is made, THEN the variable is named
    with pytest.raises(NotConfiguredError, match="AWS_CA_BUNDLE must name a file of certificates"):
        AwsJson(DYNAMODB, LIMITS, environ=environ)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_an_answer_that_drips_is_over_in_time(head: bytes) -> None:
    """No single wait is too long: only a bound on all of them helps."""
    # GIVEN a service that sends a byte now and then, as long as the connection lasts
    drip = Drip(head)
    with a_server(drip) as url:
        client = AwsJson(DYNAMODB, BRIEF, environ=environment(url))
        # WHEN it is called, THEN the attempt is over in time, and the connection closed
        with pytest.raises(AwsNotAnsweredError, match="TimeoutError"):
            client.call("PutItem", {})
        assert drip.hung_up.wait(10)


def test_a_name_without_an_answer_is_over_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver takes no limit."""
    # GIVEN a resolver that waits for a server of names
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", silent_resolver(over))
    client = AwsJson(DYNAMODB, BRIEF, environ=environment("https://aws.test"))
    # WHEN a service is called by its name, THEN the attempt is over in time
    with pytest.raises(AwsNotAnsweredError, match="TimeoutError"):
        client.call("GetItem", {})
    over.set()


def test_addresses_of_which_none_answers_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name can have many."""
    # GIVEN a name with addresses whose queues of connections are full
    tried = []

    class Address(tuple[object, ...]):
        __slots__ = ()

        @override
        def __iter__(self) -> Iterator[object]:
            tried.append(self)
            return super().__iter__()

    with a_full_queue() as found:
        address = Address(found)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [address] * 100)
        client = AwsJson(DYNAMODB, BRIEF, environ=environment("http://aws.test"))
        # WHEN it is called, THEN all together had the time of one
        with pytest.raises(AwsNotAnsweredError, match="TimeoutError"):
            client.call("GetItem", {})
    # AND once it was over no other one was tried
    assert len(tried) < 100


def test_the_systems_authorities_are_asked_where_amazons_do_not_know_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is sent, and once a process."""
    # GIVEN an endpoint with a certificate that the system trusts
    context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    tls.trusting.cache_clear()
    with a_server(with_tls(context, answering)) as url:
        secure = url.replace("http://", "https://")
        client = AwsJson(DYNAMODB, ONCE, environ=environment(secure))
        # WHEN it is called, THEN there is an answer, at the first attempt
        for _ in range(2):
            assert client.call("GetItem", {}) == {"Item": {}}
    tls.trusting.cache_clear()


def test_the_authorities_are_amazons_among_those_that_everybody_trusts() -> None:
    """The file is a part of Mozilla's list, and nothing else."""
    # GIVEN the bundle of certifi
    everybodys = Path(certifi.where()).read_text()
    # WHEN ours is read, THEN each of its five is in it
    ours = [each + _END for each in Path(AMAZON_ROOTS).read_text().split(_END) if each.strip()]
    assert len(ours) == 5
    assert all(each.strip() in everybodys for each in ours)
    # AND they are Amazon's
    context = ssl.create_default_context(cafile=AMAZON_ROOTS)
    named = [str(each["subject"]) for each in context.get_ca_certs()]
    assert sum("'Amazon'" in name for name in named) == 4
    assert sum("Starfield Services Root Certificate Authority - G2" in name for name in named) == 1
