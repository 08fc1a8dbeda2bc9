"""What keeps a call from being made reaches the caller as one answer, never as an exception."""

import logging
from dataclasses import replace

import pytest

from jetbridge.broker.dialect import TokenRefusedError
from jetbridge.broker.errors import CircuitOpenError, ThrottledError, TokenUnavailableError
from jetbridge.broker.failures import NothingSent
from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.model.outcome import NOT_SET, UNSEALABLE, Cause, NotPerformed, Refused, Unknown
from jetbridge.model.ports import NoAnswerError, NotSentError, OutOfTimeError
from jetbridge.model.secret import Secret
from jetbridge.store.table import TableUnavailableError
from jetbridge.vault.sealing import Reason as SealReason
from jetbridge.vault.sealing import UnsealableError
from jetbridge.vault.secrets import SecretNotReadError, SecretUnavailableError
from tests.fakes import answer
from tests.unit.broker.processes import TOKEN, Shared, Source, a_token, thing

CODE = AuthorizationCode(Secret("code"), "https://us.test/back")

FAILURES: list[tuple[NothingSent, NotPerformed]] = [
    (
        TokenRefusedError("partner", 400, "invalid_grant"),
        NotPerformed(Cause.CREDENTIALS, status=400, error="invalid_grant", permanent=True),
    ),
    (
        TokenRefusedError("partner", 401, "invalid_scope"),
        NotPerformed(Cause.CREDENTIALS, status=401, error="invalid_scope"),
    ),
    (
        UnsealableError(SealReason.UNKNOWN_KEY),
        NotPerformed(Cause.CREDENTIALS, error=UNSEALABLE, permanent=True),
    ),
    (TokenUnavailableError("partner", 7), NotPerformed(Cause.UNREACHABLE, 7)),
    (ThrottledError("partner", 7), NotPerformed(Cause.THROTTLED, 7)),
    (
        CircuitOpenError("partner.test", 7),
        NotPerformed(Cause.UNREACHABLE, 7, detail="CircuitOpen"),
    ),
    (OutOfTimeError("t", "OutOfTime"), NotPerformed(Cause.OUT_OF_TIME, detail="OutOfTime")),
    (NotSentError("t", "gaierror"), NotPerformed(Cause.UNREACHABLE, detail="gaierror")),
    (
        SecretNotReadError("s", "cannot be read"),
        NotPerformed(Cause.SECRET_NOT_READ, detail="secret s: cannot be read"),
    ),
    (
        SecretUnavailableError("s", "x is not set"),
        NotPerformed(Cause.NOT_SET_UP, error=NOT_SET, detail="secret s: x is not set"),
    ),
]


def failing(failure: Exception) -> Source:
    """Return a credential that cannot be read, for this reason."""

    def fail() -> None:
        raise failure

    return Source(reading=fail)


@pytest.mark.parametrize(("failure", "expected"), FAILURES, ids=range(len(FAILURES)))
def test_every_failure_has_one_answer_whatever_is_asked(
    failure: NothingSent, expected: NotPerformed
) -> None:
    """And nothing that an operator needs is lost: status, error, wait, what is wrong."""
    # GIVEN a credential that fails so: a pair, or a key, which is presented as it is
    pair = failing(failure)
    key = replace(pair, dialect=replace(pair.dialect, grants=()))
    for source in (pair, key):
        # WHEN a call is made, or only its token is asked for, THEN each says the same
        assert Shared().broker().send(source, thing) == expected
        assert Shared().broker().access_token(source) == expected
        assert Shared().broker().ready(source) == expected
    # AND so does a renewal, where there is something to renew
    assert Shared().broker().renew(pair) == expected


def test_a_secret_of_the_deployment_that_is_missing_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not every caller tells an operator."""
    # GIVEN a credential that is not set
    source = failing(SecretUnavailableError("the-secret", "client_id is not set"))
    # WHEN a call is made
    Shared().broker().send(source, thing)
    # THEN the log names the secret and the rule
    (line,) = [each for each in caplog.records if each.message == "secret not available"]
    assert line.levelno == logging.WARNING
    assert line.__dict__["why"] == "secret the-secret: client_id is not set"
    assert line.__dict__["partner"] == "partner"


def test_what_the_table_fails_with_is_raised() -> None:
    """It says nothing about the partner: the caller's own retry is what helps."""
    # GIVEN a table that is out of reach
    source = failing(TableUnavailableError())
    # WHEN a call is made, THEN it is an error
    with pytest.raises(TableUnavailableError):
        Shared().broker().send(source, thing)


def test_a_code_that_is_refused_is_told_from_one_whose_fate_is_unknown() -> None:
    """The first may not be repeated, the second must not."""
    # GIVEN a partner that refuses a code, and then loses its answer to another
    shared = Shared()
    expired = answer({"error": "invalid_grant"}, status=400)
    shared.http.on("POST", TOKEN, expired, NoAnswerError("t", "TimeoutError"))
    # WHEN they are exchanged
    ends = [shared.broker().exchange(Source(), CODE) for _ in range(2)]
    # THEN each is told for what it is
    assert ends == [Refused(400, "invalid_grant"), Unknown(detail="TimeoutError")]


def test_a_broker_is_ready_where_it_can_seal_and_has_a_token() -> None:
    """Before an intent is stored."""
    # GIVEN a partner that gives a token
    shared = Shared()
    shared.http.always("POST", TOKEN, a_token("one"))
    # WHEN the broker is asked, THEN nothing is missing
    assert shared.broker().ready(Source()) is None
    # AND where the credential is refused, that is what is missing
    shared.http.always("POST", TOKEN, answer({"error": "invalid_client"}, status=401))
    missing = shared.broker().ready(Source(name="other"))
    assert missing == NotPerformed(
        Cause.CREDENTIALS, status=401, error="invalid_client", permanent=True
    )
