"""Obtained tokens: kept while valid, renewed early, renewed once on a 401."""

from dataclasses import dataclass, field
from typing import Final

import pytest

from jetbridge.broker.broker import Broker, TokenUnavailable
from jetbridge.model.ports import HttpRequest, NoAnswer, NotSent
from jetbridge.model.secret import Secret
from jetbridge.partners.dialect import ClientCredentials, Dialect, TokenRefused
from tests.fakes import FakeHttp, FrozenClock, answer

TOKEN: Final = "https://partner.test/token"
THING: Final = "https://partner.test/thing"


@dataclass
class Source:
    """A credential whose secret can be changed behind the cache."""

    name: str = "partner"
    dialect: Dialect = field(default_factory=lambda: Dialect("partner", TOKEN, 300, ("openid",)))
    kept: str = "secret"
    stored: str = "secret"

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Return the credential, renewed where `fresh`."""
        if fresh:
            self.kept = self.stored
        return ClientCredentials("id", Secret(self.kept))


def a_broker(*tokens: object) -> tuple[Broker, FakeHttp, FrozenClock]:
    """Return a broker whose token endpoint gives the bodies `tokens`, in order."""
    http, clock = FakeHttp(), FrozenClock()
    http.on("POST", TOKEN, *map(answer, tokens))
    return Broker(http, clock, timeout=5), http, clock


def thing(token: Secret) -> HttpRequest:
    """Build a request that presents the token."""
    return HttpRequest("GET", THING, {"authorization": f"Bearer {token.reveal()}"})


def test_one_token_serves_many_calls_until_shortly_before_it_expires() -> None:
    """A token is kept in the process and renewed early."""
    # GIVEN a token of half an hour
    broker, http, clock = a_broker(
        {"access_token": "one", "expires_in": 1799}, {"access_token": "two", "expires_in": 1799}
    )
    source = Source()
    # WHEN it is asked for until two minutes before its end, and then
    first = broker.access_token(source)
    clock.advance(1799 - 121)
    still = broker.access_token(source)
    clock.advance(1)
    renewed = broker.access_token(source)
    # THEN two tokens were obtained
    assert [first.reveal(), still.reveal(), renewed.reveal()] == ["one", "one", "two"]
    assert len(http.requests) == 2


@pytest.mark.parametrize(
    ("expires_in", "lifetime"),
    [
        (None, 300),
        (0, 300),
        (-5, 300),
        ("soon", 300),
        (True, 1),
        ("60", 60),
        (60.9, 60),
        (float("inf"), 300),
        (10**12, 86_400),
    ],
)
def test_an_expiry_that_is_not_believable_is_never_for_ever(
    expires_in: object, lifetime: int
) -> None:
    """Absent, broken or endless: the token is renewed after a time that we chose."""
    # GIVEN a token with such an expiry
    http, clock = FakeHttp(), FrozenClock()
    body = {"access_token": "t"} | ({} if expires_in is None else {"expires_in": expires_in})
    http.always("POST", TOKEN, answer(body))
    broker = Broker(http, clock, timeout=5)
    broker.access_token(Source())
    # WHEN the time is over
    clock.advance(lifetime)
    broker.access_token(Source())
    # THEN another was obtained
    assert len(http.requests) == 2


def test_a_secret_that_was_rotated_is_read_afresh_once() -> None:
    """A refusal may mean that our cached copy of the secret is old."""
    # GIVEN a secret that was rotated a moment ago
    http, clock = FakeHttp(), FrozenClock()
    refusal = answer({"error": "invalid_client"}, status=401)
    http.on("POST", TOKEN, refusal, answer({"access_token": "t"}))
    source = Source(kept="old", stored="new")
    # WHEN a token is asked for
    token = Broker(http, clock, timeout=5).access_token(source)
    # THEN the second try used the new secret
    assert token.reveal() == "t"
    assert b"client_secret=new" in (http.requests[1].body or b"")


def test_a_refusal_of_the_fresh_secret_is_final() -> None:
    """The same secret is not tried twice."""
    # GIVEN a partner that refuses the credential
    http, clock = FakeHttp(), FrozenClock()
    http.always("POST", TOKEN, answer({"error": "invalid_client"}, status=400))
    # WHEN a token is asked for
    with pytest.raises(TokenRefused) as raised:
        Broker(http, clock, timeout=5).access_token(Source())
    # THEN it was asked once, and the code is the partner's
    assert len(http.requests) == 1
    assert (raised.value.status, raised.value.code) == (400, "invalid_client")


@pytest.mark.parametrize("failure", [NotSent("x"), NoAnswer("x"), answer(status=503)])
def test_the_token_endpoint_is_asked_twice_at_the_most(failure: NotSent | NoAnswer) -> None:
    """Obtaining a token is repeatable, within reason."""
    # GIVEN a token endpoint that fails
    http, clock = FakeHttp(), FrozenClock()
    http.always("POST", TOKEN, failure)
    # WHEN a token is asked for
    with pytest.raises(TokenUnavailable):
        Broker(http, clock, timeout=5).access_token(Source())
    # THEN it was asked twice
    assert len(http.requests) == 2


def test_a_401_is_answered_with_one_fresh_token_and_one_repeat() -> None:
    """And the second 401 goes to the caller."""
    # GIVEN a partner that takes no token
    broker, http, _ = a_broker({"access_token": "one"}, {"access_token": "two"})
    http.always("GET", THING, answer(status=401))
    # WHEN something is asked of it
    response = broker.send(Source(), thing)
    # THEN each token was tried once
    assert response.status == 401
    tried = [request.headers["authorization"] for request in http.sent("GET", THING)]
    assert tried == ["Bearer one", "Bearer two"]


def test_what_was_sent_is_not_repeated() -> None:
    """A lost answer is the caller's to judge: only it knows whether a repeat does harm."""
    # GIVEN a partner whose answer is lost
    broker, http, _ = a_broker({"access_token": "one"})
    http.on("GET", THING, NoAnswer("x"))
    # WHEN something is asked of it
    with pytest.raises(NoAnswer):
        broker.send(Source(), thing)
    # THEN it was sent once
    assert len(http.sent("GET", THING)) == 1


def test_a_connection_that_was_never_made_is_tried_once_more() -> None:
    """Nothing was sent, so a repeat is safe; twice is enough."""
    # GIVEN a partner that is unreachable
    broker, http, _ = a_broker({"access_token": "one"})
    http.always("GET", THING, NotSent("x"))
    # WHEN something is asked of it
    with pytest.raises(NotSent):
        broker.send(Source(), thing)
    # THEN it was tried twice
    assert len(http.sent("GET", THING)) == 2
