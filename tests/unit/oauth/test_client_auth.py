"""Client authentication. Cases marked * are node-oidc-provider's, by its names."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model.errors import OAuthError
from jetbridge.model.metrics import Metric
from jetbridge.oauth import clients
from jetbridge.oauth.client_auth import authenticate, read_credentials
from jetbridge.oauth.form import Form, read_form
from jetbridge.web.render import render
from jetbridge.web.request import Request
from tests.unit.oauth.env import World, basic, code_of, post, raw_basic, refusal

INVALID_REQUEST: Final = (400, "invalid_request")
INVALID_CLIENT: Final = (401, "invalid_client")


_SENDABLE: Final = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1)
"""Any text that has an UTF-8 form, and nothing in it that is not taken."""


def attempt(world: World, request: Request) -> str:
    """Return the id of the client that authenticates."""
    return authenticate(world.server, request, read_form(request)).client_id


def presented(authorization: str | None, form: Form) -> tuple[str, str] | None:
    """Return the id and secret that a request presents."""
    read = read_credentials(authorization, form)
    return (read.client_id, read.secret.reveal()) if read else None


def test_basic_accepts_the_auth() -> None:
    """* RFC 6749 §2.3.1."""
    # GIVEN a client
    world = World()
    client, secret = world.client()
    # WHEN it authenticates by Basic, THEN it is the client
    assert attempt(world, post({}, basic(client.client_id, secret))) == client.client_id


def test_basic_accepts_the_auth_even_with_id_in_the_body() -> None:
    """* The id may be repeated there."""
    # GIVEN a client
    world = World()
    client, secret = world.client()
    # WHEN it sends its id twice, THEN it is the client
    request = post({"client_id": client.client_id}, basic(client.client_id, secret))
    assert attempt(world, request) == client.client_id


def test_basic_rejects_the_auth_when_body_id_differs() -> None:
    """* Two ids are one too many."""
    # GIVEN two clients
    world = World()
    client, secret = world.client()
    other, _ = world.client()
    # WHEN one names the other in the body, THEN the request is invalid
    request = post({"client_id": other.client_id}, basic(client.client_id, secret))
    assert refusal(lambda: attempt(world, request)) == INVALID_REQUEST


@pytest.mark.parametrize(
    ("client_id", "secret"),
    [(" %&+", " %&+"), ("an:identifier", "some secure & non-standard secret"), ("é", "ü:ö")],
)
def test_basic_decodes_appendix_b(client_id: str, secret: str) -> None:
    """* Id and secret are form-encoded before they are joined, so an id may hold a colon."""
    # GIVEN reserved characters, WHEN they are sent as the RFC says, THEN they arrive
    assert presented(basic(client_id, secret), {}) == (client_id, secret)


def test_basic_takes_the_secret_after_the_first_colon() -> None:
    """RFC 7617 §2: the password may hold colons, encoded or not."""
    # GIVEN a client that does not encode, WHEN it authenticates, THEN its secret is whole
    assert presented(raw_basic("id:a:b"), {}) == ("id", "a:b")


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic "])
def test_basic_is_recognised_in_any_case(scheme: str) -> None:
    """RFC 9110 §11.1."""
    # GIVEN another spelling, WHEN it is read, THEN it is Basic
    assert presented(f"{scheme} aWQ6c2VjcmV0", {}) == ("id", "secret")


@pytest.mark.parametrize(
    "authorization",
    [
        raw_basic("foo with %:foo with $"),  # * rejects improperly encoded headers
        raw_basic("id:%zz"),
        basic("id", "secret") + "!",  # * rejects a credential with non-base64 characters
        "Basic",  # * validates the Basic scheme format (parts)
        "Basic ",
        "Basic Zm9v",  # * validates the Basic scheme format (no :)
        "Basic Zm9",
        "Basic aWQ6c2 VjcmV0",
        "Basic /zpz",  # not UTF-8
        "Basic Ä",
        f"{basic('id', 'secret')},{basic('id', 'secret')}",  # two headers, joined by the gateway
    ],
)
def test_basic_rejects_what_is_malformed(authorization: str) -> None:
    """* Malformed is not the same as wrong, and reads no client."""
    # GIVEN a client
    world = World()
    world.client()
    asked = len(world.table.asked)
    # WHEN a malformed header arrives, THEN the request is invalid and the table untouched
    assert refusal(lambda: attempt(world, post({}, authorization))) == INVALID_REQUEST
    assert len(world.table.asked) == asked


@pytest.mark.parametrize("form", [{}, {"client_id": "x"}])
def test_rejects_double_auth(form: Form) -> None:
    """* Rejects double auth; rejects double auth (no client_id in body)."""
    # GIVEN a client
    world = World()
    client, secret = world.client()
    # WHEN it sends its secret in both places, THEN the request is invalid, right or wrong
    request = post({**form, "client_secret": secret}, basic(client.client_id, secret))
    assert refusal(lambda: attempt(world, request)) == INVALID_REQUEST


def test_rejects_an_assertion_beside_a_secret() -> None:
    """* Rejects the auth if client secret is also present."""
    # GIVEN a request with both, WHEN it is read, THEN it is invalid
    form = {"client_id": "x", "client_secret": "y", "client_assertion": "z"}
    assert refusal(lambda: read_credentials(None, form)) == INVALID_REQUEST


def test_post_accepts_the_auth() -> None:
    """* RFC 6749 §2.3.1; it is what SmartRecruiters sends."""
    # GIVEN a client
    world = World()
    client, secret = world.client()
    # WHEN it authenticates in the body, THEN it is the client
    request = post({"client_id": client.client_id, "client_secret": secret})
    assert attempt(world, request) == client.client_id


@pytest.mark.parametrize(
    ("authorization", "form"),
    [
        (None, {}),  # * expects auth to be provided
        (None, {"client_id": "jb_ci_0123456789abcdef"}),
        (None, {"client_id": "jb_ci_0123456789abcdef", "client_secret": ""}),  # * requires it
        (None, {"client_secret": "jb_cs_x"}),
        (None, {"client_id": "x", "client_assertion": "y"}),
        (raw_basic("jb_ci_0123456789abcdef:"), {}),  # * requires the client_secret to be sent
        (raw_basic(":jb_cs_x"), {}),
        (raw_basic(":"), {}),
        ("Bearer foo", {}),  # * validates the Basic scheme format (Basic)
        ("Digest username=x", {}),
        ("", {}),
    ],
)
def test_missing_and_unsupported_credentials_are_an_invalid_client(
    authorization: str | None, form: Form
) -> None:
    """RFC 6749 §5.2: "no client authentication included, or unsupported method"."""
    # GIVEN a server, WHEN a request has nothing to check, THEN its client is invalid
    world = World()
    assert refusal(lambda: attempt(world, post(form, authorization))) == INVALID_CLIENT


def test_unknown_wrong_expired_and_revoked_cost_and_look_the_same() -> None:
    """* Rejects invalid secrets, expired secrets, unknown clients: one answer, one read each."""
    # GIVEN a client, one whose first secret has expired, and one that is revoked
    world = World()
    good, _ = world.client()
    rotated, expired_secret = world.client()
    world.rotate(rotated, overlap=60)
    world.clock.advance(60)
    revoked, revoked_secret = world.client()
    world.table.write(clients.revoke(revoked.client_id, world.clock.now()))
    attempts = {
        "wrong": basic(good.client_id, "jb_cs_wrong"),
        "expired": basic(rotated.client_id, expired_secret),
        "revoked": basic(revoked.client_id, revoked_secret),
        "unknown": basic("jb_ci_" + "a" * 16, "jb_cs_wrong"),
        "not ours": basic("another", "jb_cs_wrong"),
        "very long": basic("x" * 4000, "jb_cs_wrong"),
        "not a key": basic("\u00e9~", "jb_cs_wrong"),
        "wrong in the body": None,
    }
    seen = set()
    for authorization in attempts.values():
        in_body = {"client_id": good.client_id, "client_secret": "x"}
        request = post({} if authorization else in_body, authorization)
        before = len(world.table.asked)
        # WHEN each of them is tried
        with pytest.raises(OAuthError) as caught:
            attempt(world, request)
        answer = render(caught.value, "r-1", base_url="https://api.example")
        seen.add(
            (
                tuple(world.table.asked[before:]),
                answer.status,
                answer.body,
                tuple(sorted(answer.headers.items())),
            )
        )
    # THEN one read each, and nothing tells them apart
    assert len(seen) == 1
    assert seen.pop()[0] == ("get",)
    assert world.meter.counted[Metric.CLIENT_REFUSED] == len(attempts)


def test_both_secrets_of_a_rotated_client_authenticate() -> None:
    """Until the overlap ends, to the second; then only the new one."""
    # GIVEN a client with an hour's overlap
    world = World()
    client, old = world.client()
    _, new = world.rotate(client, overlap=3600)
    by_old = post({}, basic(client.client_id, old))
    by_new = post({}, basic(client.client_id, new.reveal()))
    # WHEN each is used within the hour, THEN both are accepted
    world.clock.advance(3599)
    assert attempt(world, by_old) == attempt(world, by_new) == client.client_id
    # WHEN the hour is over, THEN the old one is refused
    world.clock.advance(1)
    assert refusal(lambda: attempt(world, by_old)) == INVALID_CLIENT
    assert attempt(world, by_new) == client.client_id


def test_a_secret_of_one_client_is_no_secret_of_another() -> None:
    """Compared within the client only."""
    # GIVEN two clients
    world = World()
    client, _ = world.client()
    _, secret = world.client()
    # WHEN one uses the other's secret, THEN it is refused
    request = post({}, basic(client.client_id, secret))
    assert refusal(lambda: attempt(world, request)) == INVALID_CLIENT


def test_the_refusal_challenges_for_basic() -> None:
    """RFC 6749 §5.2, RFC 9110 §15.5.2: a 401 names a scheme."""
    # GIVEN a refused client
    world = World()
    with pytest.raises(OAuthError) as caught:
        attempt(world, post({}, basic("x", "y")))
    # WHEN the refusal is rendered
    answer = render(caught.value, "r-1", base_url="https://api.example")
    # THEN it challenges
    assert answer.headers["WWW-Authenticate"].startswith('Basic realm="')


@given(st.text(), st.dictionaries(st.sampled_from(["client_id", "client_secret"]), st.text()))
def test_any_header_is_read_or_refused(authorization: str, form: Form) -> None:
    """No header is an unexpected error."""
    # GIVEN any text, WHEN it is read as credentials, THEN they are read, none, or malformed
    assert code_of(lambda: read_credentials(authorization, form)) in {None, "invalid_request"}


@given(st.binary(max_size=100))
def test_any_basic_credential_is_checked_or_refused(decoded: bytes) -> None:
    """No credential is an unexpected error, the look-up of its client included."""
    # GIVEN any bytes in valid base64
    authorization = raw_basic(decoded.decode("latin-1"))
    # WHEN they are used, THEN the client is refused in the RFC's words
    with pytest.raises(OAuthError) as caught:
        attempt(World(), post({}, authorization))
    assert caught.value.code in {"invalid_request", "invalid_client"}


@given(_SENDABLE, _SENDABLE)
def test_what_a_client_encodes_is_what_we_read(client_id: str, secret: str) -> None:
    """Appendix B there and back."""
    # GIVEN any id and secret, WHEN they are sent and read, THEN they are the same
    assert presented(basic(client_id, secret), {}) == (client_id, secret)


@pytest.mark.parametrize("sent", ["%00", "%1B", "%C2%85", "%E2%80%AE", "%ED%A0%80", "%FF"])
@pytest.mark.parametrize("pair", ["jb_ci_{}:jb_cs_x", "jb_ci_x:jb_cs_{}"])
def test_credentials_that_are_no_text_are_an_invalid_request(pair: str, sent: str) -> None:
    """Before a client is looked up."""
    # GIVEN an id or a secret with something in it that is taken nowhere
    authorization = raw_basic(pair.format(sent))
    # WHEN it is read, THEN the request is invalid
    outcome = refusal(lambda: attempt(World(), post({}, authorization)))
    assert outcome == (400, "invalid_request")
