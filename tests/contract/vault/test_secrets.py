"""Secrets: read once, kept for a while, read again on demand."""

import traceback

import pytest

from jetbridge.vault.secrets import SecretNotReadError, SecretUnavailableError
from jetbridge.vault.secretsmanager import SecretsManager
from tests.contract.vault.backends import Backend, SecretsManagerBackend
from tests.fakes.clock import FrozenClock
from tests.fakes.lossy import Loss

CANARY = "canary-of-a-secret"


def test_many_gets_cost_one_read(backend: Backend) -> None:
    """Within its time to live a secret is read once."""
    # GIVEN a secret
    # WHEN it is wanted many times
    got = [backend.secrets.get(backend.secret_id) for _ in range(50)]
    # THEN it was read once, and is the same every time
    assert got == [{"client_secret": "first"}] * 50
    assert backend.reads() == 1


def test_a_fresh_get_reads_and_renews(backend: Backend) -> None:
    """A replaced secret is seen by the next fresh get, and kept from then on."""
    # GIVEN a secret that is replaced after it was read
    backend.secrets.get(backend.secret_id)
    backend.put({"client_secret": "second"})
    # WHEN it is read as remembered, afresh, and as remembered again
    got = [
        backend.secrets.get(backend.secret_id, fresh=fresh)["client_secret"]
        for fresh in (False, True, False)
    ]
    # THEN the fresh read sees the new value and leaves it behind
    assert got == ["first", "second", "second"]
    assert backend.reads() == 2


def test_a_remembered_secret_outlives_its_source(backend: Backend) -> None:
    """While it is remembered, a secret serves; a fresh get tells that it is gone."""
    # GIVEN a secret that is withdrawn after it was read
    backend.secrets.get(backend.secret_id)
    backend.withdraw()
    # WHEN it is read as remembered, THEN it is there, and afresh it is not
    assert backend.secrets.get(backend.secret_id) == {"client_secret": "first"}
    with pytest.raises(SecretUnavailableError):
        backend.secrets.get(backend.secret_id, fresh=True)


def test_a_secret_that_is_not_there_is_named(backend: Backend) -> None:
    """The error says which secret is missing."""
    # GIVEN no such secret, WHEN it is read, THEN it is named
    with pytest.raises(SecretUnavailableError, match="no-such-secret") as refused:
        backend.secrets.get("no-such-secret")
    # AND it will not pass by itself
    assert not isinstance(refused.value, SecretNotReadError)


def test_an_outage_is_not_felt_while_the_secret_is_remembered(
    secrets_manager: SecretsManagerBackend,
) -> None:
    """Secrets Manager may be away for as long as the time to live."""
    # GIVEN a secret that was read, and a Secrets Manager that stopped answering
    secrets, secret_id = secrets_manager.secrets, secrets_manager.secret_id
    secrets.get(secret_id)
    secrets_manager.way.losses = [Loss.REQUEST] * 9
    # WHEN the secret is read as remembered, THEN it is there; afresh, the outage is named
    assert secrets.get(secret_id) == {"client_secret": "first"}
    with pytest.raises(SecretNotReadError, match=r"ConnectionClosedError|IncompleteAnswerError"):
        secrets.get(secret_id, fresh=True)
    # THEN a failed fresh read does not spoil what is remembered
    assert secrets.get(secret_id) == {"client_secret": "first"}


def test_without_a_time_to_live_every_get_reads(secrets_manager: SecretsManagerBackend) -> None:
    """The time to live is the one that was given."""
    # GIVEN secrets that are kept for no time
    secrets = SecretsManager(secrets_manager.calls, FrozenClock(), max_age=0)
    # WHEN one is wanted three times, THEN it is read three times
    for _ in range(3):
        secrets.get(secrets_manager.secret_id)
    assert secrets_manager.reads() == 3


def test_a_secret_is_kept_for_its_time_and_no_longer(
    secrets_manager: SecretsManagerBackend,
) -> None:
    """A secret that was replaced must stop working, though no fresh one is asked for."""
    # GIVEN a secret that is kept for a minute, and is replaced after it was read
    clock = FrozenClock()
    secrets = SecretsManager(secrets_manager.calls, clock, max_age=60)
    secrets.get(secrets_manager.secret_id)
    secrets_manager.put({"client_secret": "second"})
    # WHEN it is wanted before the minute is over, and then
    got = []
    for seconds in (59, 1):
        clock.advance(seconds)
        got.append(secrets.get(secrets_manager.secret_id)["client_secret"])
    # THEN it is the former one, and the present one
    assert got == ["first", "second"]


def test_a_secret_does_not_grow_younger_with_a_clock_that_is_set_back(
    secrets_manager: SecretsManagerBackend,
) -> None:
    """It is read again instead."""
    # GIVEN a secret that was read before the clock was set back, and is replaced
    clock = FrozenClock()
    secrets = SecretsManager(secrets_manager.calls, clock, max_age=60)
    secrets.get(secrets_manager.secret_id)
    secrets_manager.put({"client_secret": "second"})
    clock.advance(-3_600)
    # WHEN it is wanted, THEN it is the present one
    assert secrets.get(secrets_manager.secret_id)["client_secret"] == "second"


@pytest.mark.parametrize(
    "text",
    [CANARY, f'"{CANARY}"', f'["{CANARY}"]', f'{{"a": ["{CANARY}"]}}', f'{{"a": {CANARY}}}'],
)
def test_a_malformed_secret_is_not_quoted(
    secrets_manager: SecretsManagerBackend, text: str
) -> None:
    """The error names the secret and the rule; not even its causes hold the content."""
    # GIVEN a secret that is not a JSON object of strings
    secrets_manager.put_text(text)
    # WHEN it is read
    with pytest.raises(SecretUnavailableError, match="JSON object of strings") as refused:
        secrets_manager.secrets.get(secrets_manager.secret_id)
    # THEN the error names it, and its whole trace shows none of it
    assert secrets_manager.secret_id in str(refused.value)
    assert CANARY not in "".join(traceback.format_exception(refused.value))
    assert refused.value.__context__ is None


def test_secrets_do_not_show_themselves(backend: Backend) -> None:
    """Printing what holds secrets shows none."""
    # GIVEN remembered secrets
    backend.put({"client_secret": CANARY})
    backend.secrets.get(backend.secret_id)
    # WHEN their holder is shown, THEN they are not
    assert CANARY not in repr(backend.secrets)
