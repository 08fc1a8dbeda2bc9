"""Threads share one token, and one renewal of it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from jetbridge_client._secret import Secret
from jetbridge_client._tokens import Issued, Tokens
from jetbridge_client.calls import Call
from jetbridge_client.errors import JetbridgeError, NotSentError

THREADS = 8


class Issuer:
    """Issues a token an hour; a renewal can be held up."""

    def __init__(self) -> None:
        """Begin at second 0, with nothing issued."""
        self.now = 0.0
        self.asked: list[bool] = []
        self.open = threading.Event()
        self.begun = threading.Event()
        self.open.set()
        self.fails = False

    def issue(self, patiently: bool) -> Issued:  # noqa: FBT001 - the port's
        """Issue a token, once it may."""
        self.asked.append(patiently)
        self.begun.set()
        assert self.open.wait(timeout=60)
        if self.fails:
            raise NotSentError(Call("issueToken", "POST", "/oauth/token"), "made up")
        return Issued.of(f"token-{len(self.asked)}", 3600, self.now)


@pytest.fixture
def issuer() -> Issuer:
    """Return an issuer."""
    return Issuer()


@pytest.fixture
def tokens(issuer: Issuer) -> Tokens:
    """Return tokens of the issuer's."""
    return Tokens(issuer.issue, lambda: issuer.now)


def all_at_once(tokens: Tokens) -> list[str]:
    """Return what many threads get, which begin together."""
    together = threading.Barrier(THREADS)

    def one(_: int) -> str:
        together.wait()
        return tokens.current().reveal()

    with ThreadPoolExecutor(THREADS) as pool:
        return [*pool.map(one, range(THREADS))]


def test_the_first_token_is_obtained_once(issuer: Issuer, tokens: Tokens) -> None:
    """The other threads wait for it."""
    # GIVEN no token, WHEN many threads need one, THEN one was asked for
    assert set(all_at_once(tokens)) == {"token-1"}
    assert issuer.asked == [True]


def test_while_one_thread_renews_it_the_others_use_the_old_one(
    issuer: Issuer, tokens: Tokens
) -> None:
    """They do not wait: it is valid."""
    # GIVEN a token that is soon to end, and a renewal that takes its time
    tokens.current()
    issuer.now = 3550
    issuer.open.clear()
    issuer.begun.clear()
    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(tokens.current)
        assert issuer.begun.wait(timeout=60)
        # WHEN other threads need one, THEN they have the old one at once
        assert tokens.current().reveal() == "token-1"
        issuer.open.set()
        assert renewing.result(timeout=60).reveal() == "token-2"
    assert issuer.asked == [True, False]
    assert tokens.current().reveal() == "token-2"


def test_a_token_that_has_ended_is_renewed_once(issuer: Issuer, tokens: Tokens) -> None:
    """However many threads find out."""
    tokens.current()
    issuer.now = 3600
    assert set(all_at_once(tokens)) == {"token-2"}
    assert issuer.asked == [True, True]


def test_a_refused_token_is_forgotten_once(issuer: Issuer, tokens: Tokens) -> None:
    """The refusal of an old one does not end the new one."""
    # GIVEN two threads that used the same token, which was refused
    old = tokens.current()
    tokens.refused(old)
    assert tokens.current().reveal() == "token-2"
    # WHEN the second one learns it late, THEN the new one stays
    tokens.refused(old)
    assert tokens.current().reveal() == "token-2"
    assert len(issuer.asked) == 2


def test_a_failure_ends_no_renewal_for_ever(issuer: Issuer, tokens: Tokens) -> None:
    """The next call asks again."""
    issuer.fails = True
    with pytest.raises(JetbridgeError):
        tokens.current()
    issuer.fails = False
    assert tokens.current().reveal() == "token-2"


def test_threads_that_waited_for_a_renewal_end_with_it(issuer: Issuer) -> None:
    """One after the other they would wait for as many renewals as there are threads."""
    # GIVEN a token that has ended, and a token endpoint that fails after a while
    waiting = threading.Semaphore(0)

    def clock() -> float:
        waiting.release()
        return issuer.now

    tokens = Tokens(issuer.issue, clock)
    tokens.current()
    issuer.now, issuer.fails = 3600, True
    issuer.open.clear()
    with ThreadPoolExecutor(THREADS) as pool:
        # WHEN all of many threads have found that it has ended, and one asks for another token
        found = [pool.submit(tokens.current) for _ in range(THREADS)]
        assert all(waiting.acquire(timeout=60) for _ in range(THREADS))
        issuer.open.set()
        # THEN each is told of the failure, and it was asked for once
        assert all(isinstance(each.exception(timeout=60), NotSentError) for each in found)
    assert issuer.asked == [True, True]


def test_a_secret_is_not_shown() -> None:
    """In no form of text."""
    secret = Secret("made-up")
    assert "made-up" not in f"{secret} {secret!r} {[secret]}"
