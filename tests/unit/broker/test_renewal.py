"""Renewing by one process at a time: the lease, the fence, and what happens in between."""

from contextlib import suppress
from dataclasses import replace

import pytest

from jetbridge.broker.dialect import AccessToken, Dialect
from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.broker.token_store import Failure, TokenStore
from jetbridge.model.metrics import Metric
from jetbridge.model.outcome import NOT_SET, Cause, NotPerformed, Unknown
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.model.secret import Secret
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.store import keys
from jetbridge.store.table import Put
from jetbridge.vault.secrets import SecretUnavailableError
from tests.fakes import answer
from tests.fakes.hooks import HookedTable
from tests.fakes.http import Answer
from tests.fakes.outcomes import failure_of, value_of
from tests.unit.broker.processes import (
    LIFETIME,
    TOKEN,
    Shared,
    Source,
    a_token,
    meanwhile,
)

LEASE = 15
"""Seconds: twice the timeout of five, and the margin."""
INVALID_CLIENT = answer({"error": "invalid_client"}, status=401)


class Killed(BaseException):
    """The process is gone. Not an Exception: nothing may catch it and tidy up."""


def a_dialect() -> Dialect:
    """Return a dialect of codes, with its token endpoint at TOKEN."""
    return replace(onboarder.dialect("https://partner.test"), token_url=TOKEN)


def killed() -> None:
    """End the process."""
    raise Killed


def version(shared: Shared) -> int:
    """Return the version of the stored token."""
    item = shared.table.get(keys.broker_token("partner"))
    assert item
    assert isinstance(item["version"], int)
    return item["version"]


UNUSABLE = [
    HttpResponse(403, body=b"<html>Request blocked</html>"),
    HttpResponse(302, {"location": "https://login.test/"}),
    HttpResponse(400, body=b"<html>Bad Request</html>"),
    HttpResponse(200, body=b"<html>Sign in</html>"),
    answer({"access_token": "new", "token_type": "mac"}),
    answer(status=404),
    answer(status=408),
    answer(status=425),
    answer(status=429),
    answer(status=503),
    answer({"error": "invalid_client"}, status=401),
    NotSentError("token"),
    NoAnswerError("token"),
]


@pytest.mark.parametrize("failure", UNUSABLE)
def test_while_a_usable_token_exists_no_failed_renewal_fails_a_call(failure: Answer) -> None:
    """A token that is valid for 29 seconds yet serves every call of them."""
    # GIVEN a token with 29 seconds left, and an endpoint that answers so
    shared = Shared()
    shared.gives("one")
    shared.broker().access_token(Source())
    shared.clock.advance(LIFETIME - 29)
    shared.http.always("POST", TOKEN, failure)
    # WHEN eight calls are made, by processes old and new
    for _ in range(8):
        # THEN each has the token that is there
        assert value_of(shared.broker().access_token(Source())).reveal() == "one"
        shared.clock.advance(2)


@pytest.mark.parametrize("failure", UNUSABLE)
def test_only_a_refusal_by_the_protocol_refuses_the_credential(failure: Answer) -> None:
    """Everything else is "not available now", on which no person has to act."""
    # GIVEN no token, and an endpoint that answers so
    shared = Shared()
    shared.http.always("POST", TOKEN, failure)
    refused = isinstance(failure, HttpResponse) and failure.status == 401
    # WHEN one is needed
    # THEN the error says which of the two it is
    cause = Cause.CREDENTIALS if refused else Cause.UNREACHABLE
    assert failure_of(shared.broker().access_token(Source())).cause is cause


def test_while_one_renews_the_others_keep_the_valid_token() -> None:
    """They neither wait nor ask."""
    # GIVEN a token that is due, and a partner that is slow to renew it
    shared = Shared()
    shared.gives("one")
    others = [shared.broker() for _ in range(3)]
    for broker in others:
        broker.access_token(Source())
    shared.clock.advance(LIFETIME - 60)
    during: list[str] = []

    def ask() -> None:
        during.extend(value_of(broker.access_token(Source())).reveal() for broker in others)

    shared.http.on("POST", TOKEN, meanwhile(ask, a_token("two")))
    # WHEN one process renews it and the others ask meanwhile
    renewed = value_of(shared.broker().access_token(Source()))
    # THEN they had the old one at once
    assert (renewed.reveal(), during) == ("two", ["one"] * 3)
    assert shared.pause.waited == []
    # AND have the new one soon after
    shared.clock.advance(2)
    assert {value_of(broker.access_token(Source())).reveal() for broker in others} == {"two"}
    assert shared.asked == 2


def test_without_a_valid_token_the_others_wait_for_the_one_who_asks() -> None:
    """And take what it obtained."""
    # GIVEN a process that asks for the first token, and dies before it has it
    shared = Shared()
    shared.http.on("POST", TOKEN, meanwhile(killed, answer()))
    with pytest.raises(Killed):
        shared.broker().access_token(Source())
    # WHEN another asks while the first may still be at it
    failure = failure_of(shared.broker().access_token(Source()))
    # THEN it has waited for about a request's time, and gives up with advice
    assert 5 <= sum(shared.pause.waited) <= 6
    assert failure.cause is Cause.UNREACHABLE
    assert failure.retry_after
    assert shared.asked == 1


def test_a_dead_holder_is_succeeded_once_its_lease_is_over() -> None:
    """Two requests where a holder is killed, never more."""
    # GIVEN a process that died while it asked
    shared = Shared()
    shared.http.on("POST", TOKEN, meanwhile(killed, answer()))
    with pytest.raises(Killed):
        shared.broker().access_token(Source())
    # WHEN its lease has passed and others ask
    shared.clock.advance(LEASE)
    shared.gives("two")
    tokens = {value_of(shared.broker().access_token(Source())).reveal() for _ in range(5)}
    # THEN one of them asked in its place
    assert tokens == {"two"}
    assert shared.asked == 2


def test_a_holder_that_was_held_up_does_not_overwrite_its_successor() -> None:
    """The fence: it set out to replace a token that has been replaced."""
    # GIVEN a holder whose answer comes after its lease, when another has renewed the token
    shared = Shared()
    tokens: list[str] = []

    def overtake() -> None:
        shared.clock.advance(LEASE)
        tokens.append(value_of(shared.broker().access_token(Source())).reveal())

    shared.http.on("POST", TOKEN, meanwhile(overtake, a_token("old")), a_token("new"))
    # WHEN it comes back
    tokens.append(value_of(shared.broker().access_token(Source())).reveal())
    # THEN it uses its successor's token, as all others do
    tokens.append(value_of(shared.broker().access_token(Source())).reveal())
    assert tokens == ["new"] * 3
    assert shared.meter.counted[Metric.LEASE_OVERTAKEN] == 1


def test_a_holder_that_was_held_up_before_it_asked_does_not_ask() -> None:
    """Too little is left of its lease, and its successor is at it."""
    # GIVEN a holder that is held up between taking the lease and asking
    shared = Shared()
    shared.gives("new")

    def overtake() -> None:
        shared.clock.advance(LEASE)
        shared.broker().access_token(Source())

    # WHEN it comes back
    token = value_of(shared.broker().access_token(Source(reading=overtake)))
    # THEN the partner was asked once, by the successor
    assert token.reveal() == "new"
    assert shared.asked == 1


def test_whoever_loses_the_race_for_the_lease_does_not_ask() -> None:
    """Between reading the item and taking the lease, another process took it."""
    # GIVEN a process that stands still before its second call to the table
    shared = Shared()
    shared.gives("one")
    calls = iter(range(100))

    def step() -> None:
        if next(calls) == 2:
            shared.broker().access_token(Source())

    # WHEN another renews the token at that moment
    token = value_of(shared.broker(table=HookedTable(shared.table, step)).access_token(Source()))
    # THEN the partner was asked once
    assert token.reveal() == "one"
    assert shared.asked == 1


def test_a_late_token_is_stored_where_no_other_process_took_the_lease() -> None:
    """A lease that is over, and that is still the last one taken, fences nothing out."""
    # GIVEN a holder whose answer comes after its lease
    shared = Shared()
    late = meanwhile(lambda: shared.clock.advance(LEASE), a_token("late"))
    shared.http.on("POST", TOKEN, late)
    # WHEN it comes back with its token
    shared.broker().access_token(Source())
    # THEN no other process needs one
    assert value_of(shared.broker().access_token(Source())).reveal() == "late"
    assert shared.asked == 1


def test_a_late_token_neither_ends_its_successors_lease_nor_refuses_its_token() -> None:
    """The fence is the lease's generation: the newest issued token is the one at rest."""
    # GIVEN a holder whose lease has ended, and a successor that is asking the partner
    shared = Shared()
    token_store = TokenStore(shared.table, shared.means().vault)
    now = shared.clock.now()
    first = token_store.take_lease(
        token_store.read("partner"), owner="a", now=now, until=now + LEASE
    )
    second = token_store.take_lease(
        token_store.read("partner"), owner="b", now=now, until=now + 2 * LEASE
    )
    assert first
    assert second
    # WHEN the first comes back with its token, and then with a failure
    late = AccessToken(Secret("late"), now + LIFETIME)
    assert token_store.commit(first, late, now=now, refresh_at=now) == 0
    token_store.release(first, Failure(0, ""), now=now, retry_at=now + LEASE)
    # THEN the successor's lease stands
    seen = token_store.read("partner")
    assert (seen.owner, seen.lease_until, seen.failure) == ("b", now + 2 * LEASE, None)
    # AND its token is stored
    newer = AccessToken(Secret("newer"), now + LIFETIME)
    assert token_store.commit(second, newer, now=now, refresh_at=now)
    assert token_store.read("partner").value == Secret("newer")


def test_the_lease_of_an_item_without_a_generation_is_taken() -> None:
    """Items of an earlier release have none."""
    # GIVEN an item as an earlier release stored it
    shared = Shared()
    shared.gives("one", "two")
    shared.broker().access_token(Source())
    item = shared.table.get(keys.broker_token("partner"))
    assert item
    shared.table.write(Put({name: item[name] for name in item if name != "generation"}))
    # WHEN its token is due, THEN it is renewed
    shared.clock.advance(LIFETIME)
    assert value_of(shared.broker().access_token(Source())).reveal() == "two"


@pytest.mark.parametrize("error", [SecretUnavailableError("x", "y"), RuntimeError("x")])
def test_a_credential_that_cannot_be_read_leaves_no_lease_behind(error: Exception) -> None:
    """The next one may try at once."""
    # GIVEN a credential that cannot be read
    shared = Shared()
    shared.gives("one")

    def fail() -> None:
        raise error

    with suppress(RuntimeError):
        failure = shared.broker().access_token(Source(reading=fail))
        assert failure == NotPerformed(Cause.NOT_SET_UP, error=NOT_SET, detail="secret x: y")
    # WHEN it can be read again, THEN there is a token at once
    assert value_of(shared.broker().access_token(Source())).reveal() == "one"
    assert shared.pause.waited == []


def test_versions_only_grow() -> None:
    """Whatever happened before, each stored token has a higher one."""
    # GIVEN tokens that are renewed again and again
    shared = Shared()
    shared.http.always("POST", TOKEN, a_token("t"))
    versions = []
    for _ in range(5):
        shared.broker().access_token(Source(), fresh=True)
        versions.append(version(shared))
    # THEN their versions are in order
    assert versions == sorted(set(versions))


def test_a_refusal_is_no_reason_to_give_up_where_another_process_has_a_token() -> None:
    """Its credential may be newer than the one that was refused: the item is read again."""
    # GIVEN a holder that is overtaken, and whose credential the partner refuses
    shared = Shared()

    def overtake() -> None:
        shared.clock.advance(LEASE)
        shared.broker().access_token(Source())

    shared.http.on("POST", TOKEN, meanwhile(overtake, INVALID_CLIENT), a_token("two"))
    # WHEN the holder is refused
    token = value_of(shared.broker().access_token(Source()))
    # THEN it uses what the other one obtained
    assert token.reveal() == "two"


def test_a_refresh_token_is_neither_stored_nor_used() -> None:
    """No partner documents how; an item of an earlier release that holds one still reads."""
    # GIVEN an item that holds one, and has no end for it, as earlier releases wrote it
    shared = Shared()
    shared.http.on("POST", TOKEN, a_token("one"), a_token("two", refresh_token="r-2"))
    shared.broker().access_token(Source())
    key = keys.broker_token("partner")
    item = shared.table.get(key)
    assert item
    assert isinstance(item["sealed"], dict)
    earlier = {**item, "sealed": {**item["sealed"], "refresh_token": item["sealed"]["token"]}}
    del earlier["ttl"]
    shared.table.write(Put(earlier))
    # WHEN the token is used, and renewed
    assert value_of(shared.broker().access_token(Source())).reveal() == "one"
    shared.clock.advance(LIFETIME)
    assert value_of(shared.broker().access_token(Source())).reveal() == "two"
    # THEN the partner was asked with the credential, and the item ends as every other
    assert b"refresh" not in (shared.http.requests[-1].body or b"")
    item = shared.table.get(key)
    assert item
    assert isinstance(item["sealed"], dict)
    assert item["sealed"].keys() == {"token"}
    assert "ttl" in item


@pytest.mark.parametrize("failure", [NoAnswerError("x"), answer(status=500)])
def test_a_code_is_never_sent_twice(failure: NoAnswerError) -> None:
    """It is used once; after a lost answer the flow starts anew."""
    # GIVEN a partner that fails
    shared = Shared()
    shared.http.always("POST", TOKEN, failure)
    source = Source(dialect=a_dialect())
    # WHEN a code is exchanged
    code = AuthorizationCode(Secret("c"), "https://us.test/back")
    end = shared.broker().exchange(source, code)
    # THEN it was sent once, and its outcome is unknown
    assert isinstance(end, Unknown)
    assert shared.asked == 1


def test_a_code_that_never_left_is_sent_again() -> None:
    """Nothing was used up."""
    # GIVEN a partner that is unreachable for a moment
    shared = Shared()
    shared.http.on("POST", TOKEN, NotSentError("x"), a_token("one"))
    # WHEN a code is exchanged
    code = AuthorizationCode(Secret("c"), "https://us.test/back")
    token = value_of(shared.broker().exchange(Source(dialect=a_dialect()), code))
    # THEN there is a token, which is the caller's
    assert token.value == Secret("one")
    assert shared.table.get(keys.broker_token("partner")) is None
