"""Obtained tokens: kept while valid, renewed early, shared by all processes."""

import pytest

from jetbridge.broker.dialect import DAY
from jetbridge.broker.tokens import EARLY
from jetbridge.model.metrics import Metric
from jetbridge.model.outcome import Cause, NotPerformed
from jetbridge.model.ports import NoAnswerError, NotSentError
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.store import keys
from jetbridge.store.table import Delete, Put
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.fakes.outcomes import failure_of, value_of
from tests.unit.broker.processes import LIFETIME, THING, TOKEN, Shared, Source, a_token, thing

REFUSAL = answer({"error": "invalid_client"}, status=401)


def test_one_token_serves_every_process_until_it_is_due() -> None:
    """Obtained once, read by the others from the table, kept by each in its memory."""
    # GIVEN a token that one process has obtained
    shared = Shared()
    shared.gives("one", "two")
    first, second = shared.broker(), shared.broker()
    assert value_of(first.access_token(Source())).reveal() == "one"
    # WHEN others ask, until the earliest moment at which it may be due
    shared.clock.advance(LIFETIME - EARLY - EARLY // 2 - 1)
    tokens = [value_of(broker.access_token(Source())).reveal() for broker in (first, second)]
    # THEN the partner was asked once
    assert tokens == ["one", "one"]
    assert shared.asked == 1


def test_a_token_is_renewed_while_it_is_still_valid() -> None:
    """Two minutes before its end at the latest, so that no call ever waits for the partner."""
    # GIVEN a token, and the moment at which it surely is due
    shared = Shared()
    shared.gives("one", "two")
    broker = shared.broker()
    broker.access_token(Source())
    shared.clock.advance(LIFETIME - EARLY)
    # WHEN it is asked for
    renewed = value_of(broker.access_token(Source()))
    # THEN it was renewed
    assert renewed.reveal() == "two"


def test_tokens_that_were_obtained_together_are_not_renewed_together() -> None:
    """Ten thousand companies that were connected in one go part company."""
    # GIVEN twenty tokens obtained in the same second
    shared = Shared()
    shared.http.always("POST", TOKEN, a_token("t"))
    names = [f"company-{number}" for number in range(20)]
    for name in names:
        shared.broker().access_token(Source(name))
    # WHEN their items are read
    items = [shared.table.get(keys.broker_token(name)) for name in names]
    due = {item["refresh_at"] for item in items if item}
    # THEN they are due at many different moments, each between two and three minutes early
    assert len(due) > 10
    end = shared.clock.now() + LIFETIME
    assert all(isinstance(at, int) and EARLY <= end - at <= EARLY * 1.5 for at in due)


def test_no_token_is_found_in_the_table_in_the_clear() -> None:
    """It is sealed, and bound to its item."""
    # GIVEN a token that was obtained
    shared = Shared()
    shared.gives("one-in-the-clear")
    shared.broker().access_token(Source())
    # WHEN its item is copied to another credential
    item = shared.table.get(keys.broker_token("partner"))
    # THEN the item does not show it
    assert item
    assert "one-in-the-clear" not in repr(item)


def test_a_token_that_no_longer_opens_is_obtained_anew() -> None:
    """Its key has left the keyring, say."""
    # GIVEN the item of another credential under our name
    shared = Shared()
    shared.gives("theirs", "ours")
    shared.broker().access_token(Source("other"))
    item = shared.table.get(keys.broker_token("other"))
    assert item
    key = keys.broker_token("partner")
    shared.table.write(Put(item | {"pk": key.pk, "sk": key.sk}))
    # WHEN our token is asked for
    token = value_of(shared.broker().access_token(Source()))
    # THEN it is not the other's
    assert token.reveal() == "ours"


@pytest.mark.parametrize("lifetime", [1, 2, 8, 20, 40, 300])
def test_the_shorter_a_token_lives_the_later_it_is_renewed(lifetime: int) -> None:
    """A short life is still used for three quarters, less what jitter takes."""
    # GIVEN tokens that live so long
    shared = Shared()
    shared.http.always("POST", TOKEN, a_token("t", lifetime))
    broker = shared.broker()
    broker.access_token(Source())
    # WHEN half of the life has passed, and then all of it
    shared.clock.advance(lifetime // 2)
    broker.access_token(Source())
    before = shared.asked
    shared.clock.advance(lifetime - lifetime // 2)
    broker.access_token(Source())
    # THEN it was renewed once, in between
    assert (before, shared.asked) == (1, 2)


def test_a_token_that_vanished_from_the_table_is_obtained_anew() -> None:
    """DynamoDB removes it some time after its end; versions grow on nevertheless."""
    # GIVEN a token that the partner no longer took, renewed, and its item gone
    shared = Shared()
    shared.gives("one", "two", "three")
    broker = shared.broker()
    broker.access_token(Source())
    assert value_of(broker.access_token(Source(), fresh=True)).reveal() == "two"
    shared.table.write(Delete(keys.broker_token("partner")))
    shared.clock.advance(LIFETIME + 86_400)
    # WHEN it is asked for
    tokens = [value_of(broker.access_token(Source())).reveal() for _ in range(2)]
    # THEN one is obtained, and it is not taken for the spent one
    assert tokens == ["three", "three"]


def test_a_refused_token_is_renewed_once_by_all_who_hold_it() -> None:
    """Only the token that was refused is spent, not its successor."""
    # GIVEN two processes with one token, which the partner no longer takes
    shared = Shared()
    shared.gives("one", "two")
    shared.http.on("GET", THING, answer(status=401), answer(), answer(status=401), answer())
    one, other = shared.broker(), shared.broker()
    one.access_token(Source())
    other.access_token(Source())
    # WHEN both find out, one after the other
    statuses = [value_of(broker.send(Source(), thing)).status for broker in (one, other)]
    # THEN it was renewed once
    assert statuses == [200, 200]
    assert {value_of(broker.access_token(Source())).reveal() for broker in (one, other)} == {"two"}
    assert shared.asked == 2


def test_a_fresh_token_proves_that_the_credential_is_still_taken() -> None:
    """A stored token proves nothing of the kind: it may have been obtained before a change."""
    # GIVEN a valid token of a credential that the partner has come to refuse
    shared = Shared()
    shared.gives("one")
    shared.broker().access_token(Source())
    shared.http.always("POST", TOKEN, REFUSAL)
    # WHEN a fresh one is asked for, THEN it is a refusal
    failure = shared.broker().access_token(Source(), fresh=True)
    assert failure_of(failure).cause is Cause.CREDENTIALS


def test_a_secret_that_was_rotated_is_read_afresh_once() -> None:
    """A refusal may mean that our cached copy of the secret is old."""
    # GIVEN a secret that was rotated a moment ago
    shared = Shared()
    shared.http.on("POST", TOKEN, REFUSAL, a_token("t"))
    # WHEN a token is asked for
    token = value_of(shared.broker().access_token(Source(kept="old", stored="new")))
    # THEN the second try used the new secret
    assert token.reveal() == "t"
    assert b"client_secret=new" in (shared.http.requests[1].body or b"")


def test_a_refusal_of_the_fresh_secret_is_final_and_everybody_is_told() -> None:
    """The same secret is not tried twice, and not by every process that happens to ask."""
    # GIVEN a partner that refuses the credential
    shared = Shared()
    shared.http.always("POST", TOKEN, REFUSAL)
    refusals = []
    # WHEN ten processes ask for a token
    for _ in range(10):
        refused = failure_of(shared.broker().access_token(Source()))
        assert refused.cause is Cause.CREDENTIALS
        refusals.append((refused.status, refused.error, refused.permanent))
    # THEN the partner was asked once, and every process knows its code
    assert shared.asked == 1
    assert set(refusals) == {(401, "invalid_client", True)}
    assert shared.meter.counted[Metric.TOKEN_REFUSED] == 1


def test_a_repaired_credential_works_within_seconds() -> None:
    """A refusal is remembered for as long as a crowd takes to pass, not longer."""
    # GIVEN a credential that was refused
    shared = Shared()
    shared.http.on("POST", TOKEN, REFUSAL, a_token("t"))
    assert failure_of(shared.broker().access_token(Source())).cause is Cause.CREDENTIALS
    # WHEN two seconds have passed
    shared.clock.advance(2)
    # THEN the partner is asked again
    assert value_of(shared.broker().access_token(Source())).reveal() == "t"


@pytest.mark.parametrize("failure", [NotSentError("x"), NoAnswerError("x"), answer(status=503)])
def test_a_failing_endpoint_is_asked_twice_and_then_left_alone(
    failure: NotSentError | NoAnswerError,
) -> None:
    """Obtaining a token is repeatable, within reason, and a crowd does not make it more."""
    # GIVEN a token endpoint that fails
    shared = Shared()
    shared.http.always("POST", TOKEN, failure)
    waits = set()
    # WHEN ten processes ask for a token
    for _ in range(10):
        unavailable = failure_of(shared.broker().access_token(Source()))
        assert unavailable.cause is Cause.UNREACHABLE
        waits.add(unavailable.retry_after)
    # THEN it was asked twice, and the others know when to come back
    assert shared.asked == 2
    assert waits == {None, 2}


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize(
    ("asked", "obeyed"), [(1, 2), (30, 30), (7_200, 7_200), (10 * DAY, DAY), (999_999_999, DAY)]
)
def test_an_endpoint_that_asks_to_slow_down_is_obeyed(status: int, asked: int, obeyed: int) -> None:
    """It is no refusal of the credential; its Retry-After holds for every process, up to a day."""
    # GIVEN a token endpoint that throttles
    shared = Shared()
    shared.http.on("POST", TOKEN, answer(status=status, headers={"Retry-After": str(asked)}))
    shared.gives("one")
    first = shared.broker().access_token(Source())
    assert first == NotPerformed(Cause.UNREACHABLE, min(asked, DAY))
    # WHEN another process asks before that time, and after it
    shared.clock.advance(obeyed - 1)
    again = shared.broker().access_token(Source(), fresh=True)
    assert again == NotPerformed(Cause.UNREACHABLE, 1)
    shared.clock.advance(1)
    # THEN the partner was left alone until then
    assert shared.asked == 1
    assert value_of(shared.broker().access_token(Source())).reveal() == "one"


def test_a_valid_token_serves_while_the_endpoint_wants_no_requests() -> None:
    """Hours of waiting cost nothing as long as the token lives."""
    # GIVEN a token of a day that is due, and an endpoint that asks for two minutes
    shared = Shared()
    shared.gives("one", expires_in=DAY)
    shared.broker().access_token(Source())
    shared.clock.advance(DAY - 120)
    shared.http.on("POST", TOKEN, answer(status=503, headers={"Retry-After": "120"}))
    # WHEN processes need it until its end
    for _ in range(10):
        # THEN each has it, and the endpoint was asked once
        assert value_of(shared.broker().access_token(Source())).reveal() == "one"
        shared.clock.advance(10)
    assert shared.asked == 2


@pytest.mark.parametrize(
    "failure",
    [
        answer(status=503, headers={"Retry-After": "7200"}),
        answer({"error": "invalid_client"}, status=401),
        NotSentError("token"),
    ],
)
def test_a_fresh_token_that_is_not_to_be_had_spends_none(failure: Answer) -> None:
    """What is asked for as a proof does not end the token that others work with."""
    # GIVEN a token, and an endpoint that gives no other
    shared = Shared()
    shared.gives("one")
    broker = shared.broker()
    broker.access_token(Source())
    shared.http.always("POST", TOKEN, failure)
    # WHEN a fresh one is asked for
    failure_of(broker.access_token(Source(), fresh=True))
    # THEN the same process has the token that is there
    assert value_of(broker.access_token(Source())).reveal() == "one"


def test_a_valid_token_outlives_an_outage_of_the_endpoint() -> None:
    """Renewing early leaves room: until its very end the old token is used."""
    # GIVEN a token that is due, and an endpoint that fails
    shared = Shared()
    shared.gives("one")
    broker = shared.broker()
    broker.access_token(Source())
    shared.http.always("POST", TOKEN, answer(status=503))
    # WHEN it is asked for while it is valid
    shared.clock.advance(LIFETIME - 60)
    during = value_of(broker.access_token(Source()))
    # THEN the old one serves, the endpoint is not asked by every call
    assert during.reveal() == "one"
    assert [value_of(broker.access_token(Source())).reveal() for _ in range(5)] == ["one"] * 5
    assert shared.asked == 3
    # AND past its end there is none
    shared.clock.advance(60)
    assert failure_of(broker.access_token(Source())).cause is Cause.UNREACHABLE


def test_a_key_is_presented_as_it_is() -> None:
    """Nothing is obtained for a dialect without a grant."""
    # GIVEN an API key
    shared = Shared()
    source = Source(dialect=enboarder.key_dialect(), kept="the-key")
    # WHEN it is asked for
    token = value_of(shared.broker().access_token(source))
    # THEN no other was
    assert token.reveal() == "the-key"
    assert shared.http.requests == []
