"""What becomes of a connection whose exchange fails, or cannot begin."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.schedule import reconcile
from jetbridge.model.connection import EXCHANGE_LEASE, Status
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.store import connections
from jetbridge.vault.memory import MemorySecrets
from tests.fakes import answer
from tests.fakes.context import SECRETS
from tests.fakes.http import Answer
from tests.fakes.partners.code_flow import query_of
from tests.fakes.partners.onboardbase import API_KEY, KEY_URL, key_answer, refusal
from tests.support.browser import Browser
from tests.support.connect import FunctionEnv
from tests.support.onboardbase import START, come_back, leave, opened, stored, the_connection

TOO_LATE: Final = (400, "code_expired", Status.PENDING)


MISCONFIGURED: Final = (502, "our_credentials_refused", Status.PENDING)


REJECTED: Final = (502, "rejected", Status.PENDING)


UNREACHABLE: Final = (503, "unreachable", Status.PENDING)


UNKNOWN: Final = (502, "unknown_outcome", Status.NEEDS_RECONNECT)
"""The page's status, and the connection's reason and status."""


@pytest.mark.parametrize("error", ["access_denied", "rejected", "denied_by_user"])
def test_a_refusal_changes_nothing(env: FunctionEnv, browser: Browser, error: str) -> None:
    """Its value is not published, so any word will do."""
    # WHEN the administrator refuses at Onboardbase
    page = browser.get(env.onboardbase.refuse(leave(env, browser), error))
    # THEN a page says so, and offers another start
    assert (page.status, "Not connected" in page.body) == (200, True)
    assert START in page.body
    # AND nothing was exchanged or stored
    assert env.http.sent("POST", KEY_URL) == []
    assert the_connection(env) is None


@pytest.mark.parametrize(
    ("failure", "end"),
    [
        (refusal("auth_code_expired", 1800), TOO_LATE),
        (refusal("auth_code_expired", 1800, status=400), TOO_LATE),
        (refusal("invalid_credentials", None), MISCONFIGURED),
        (refusal("invalid_credentials", 1801, status=401), MISCONFIGURED),
        (refusal("something_else", 1999, status=201), REJECTED),
        (refusal("In plain words.", 7), REJECTED),
        (answer({"data": None, "errors": ["odd"]}), UNKNOWN),
        (answer(status=404), UNREACHABLE),
        (answer(status=302), UNREACHABLE),
        (HttpResponse(403, body=b"<html>Request blocked</html>"), UNREACHABLE),
        (answer({"message": "Forbidden"}, status=403), UNREACHABLE),
        (answer(status=408), UNREACHABLE),
        (answer(status=425), UNREACHABLE),
        (answer(status=429), UNREACHABLE),
        (answer(status=500), UNKNOWN),
        (answer({"data": {}, "errors": []}, status=201), UNKNOWN),
        (answer({"data": {"api_key": "k"}, "errors": []}), UNKNOWN),
        (HttpResponse(200, body=b"<html>"), UNKNOWN),
        (NoAnswerError("token"), UNKNOWN),
    ],
)
def test_each_failure_of_the_exchange_is_told_from_the_others_and_never_repeated(
    env: FunctionEnv, browser: Browser, failure: Answer, end: tuple[int, str, Status]
) -> None:
    """Documented codes and what surrounds them; errors decide, whatever the status says."""
    # GIVEN an Onboardbase whose token endpoint fails
    env.http.on("POST", KEY_URL, failure)
    # WHEN an administrator comes back
    page = come_back(env, browser)
    # THEN page and connection say what is known
    connection = stored(env)
    assert (page.status, connection.reason, connection.status) == end
    assert (connection.exchange, dict(connection.sealed)) == (None, {})
    # AND the code was sent once
    assert len(env.http.sent("POST", KEY_URL)) == 1
    # AND a new start ends well
    assert come_back(env, browser).status == 200
    assert stored(env).status is Status.ACTIVE


def test_a_connection_that_could_not_be_made_is_tried_once_more(
    env: FunctionEnv, browser: Browser
) -> None:
    """Nothing was sent, so nothing is sent twice."""
    # GIVEN a token endpoint that cannot be reached at first, THEN all is well
    env.http.on("POST", KEY_URL, NotSentError("token"))
    assert come_back(env, browser).status == 200
    # AND where it stays unreachable, the key that is there stays good
    env.http.on("POST", KEY_URL, NotSentError("token"), NotSentError("token"))
    assert come_back(env, browser).status == 503
    assert (stored(env).status, opened(env, "api_key")) == (Status.ACTIVE, API_KEY)


@pytest.mark.parametrize("failure", [refusal("auth_code_expired", 1800), NoAnswerError("token")])
def test_a_key_that_is_there_outlives_a_failed_renewal(
    env: FunctionEnv, browser: Browser, failure: Answer
) -> None:
    """Onboardbase takes no key back when another is asked for."""
    # GIVEN a connection that works
    come_back(env, browser)
    # WHEN its renewal fails
    env.http.on("POST", KEY_URL, failure)
    come_back(env, browser)
    # THEN it works as before
    assert (stored(env).status, opened(env, "api_key")) == (Status.ACTIVE, API_KEY)


def test_an_answer_to_an_exchange_that_was_given_up_is_dropped(
    env: FunctionEnv, browser: Browser
) -> None:
    """The reconciler was faster; a late key does not overwrite what is known by now."""

    # GIVEN an Onboardbase so slow that the reconciler runs meanwhile
    def slow(_: HttpRequest) -> HttpResponse:
        env.world.clock.advance(EXCHANGE_LEASE)
        assert reconcile.run(env.world.context()).interrupted_exchanges == 1
        return key_answer(["read.secrets"])

    env.http.on("POST", KEY_URL, slow)
    # WHEN its answer arrives
    page = come_back(env, browser)
    # THEN it is not stored
    assert (page.status, stored(env).status) == (409, Status.NEEDS_RECONNECT)
    assert dict(stored(env).sealed) == {}


def test_another_write_in_between_does_not_cost_the_key(env: FunctionEnv, browser: Browser) -> None:
    """The key was handed out once: it is committed on whatever the connection is by then."""

    # GIVEN a process that writes the connection while Onboardbase answers
    def meanwhile(_: HttpRequest) -> HttpResponse:
        before = stored(env)
        after = replace(before, settings={"note": "kept"})
        env.world.table.write(*connections.save(before, after, by="another"))
        return key_answer(["read.secrets"])

    env.http.on("POST", KEY_URL, meanwhile)
    # WHEN an administrator comes back, THEN both writes stand
    come_back(env, browser)
    assert stored(env).status is Status.ACTIVE
    assert stored(env).settings == {"note": "kept"}


def test_without_a_credential_nobody_is_sent_away(env: FunctionEnv, browser: Browser) -> None:
    """The operator forgot something."""
    # GIVEN a deployment whose secret is empty
    env.world.secrets.put("onboardbase", {})
    # WHEN an administrator starts, THEN a page says so
    assert env.signed_in(browser, START).status == 502


def test_secrets_that_cannot_be_read_now_are_no_fault_of_the_set_up(
    env: FunctionEnv, browser: Browser
) -> None:
    """The administrator may start again."""
    # GIVEN an administrator who is at Onboardbase, and a Secrets Manager that does not answer
    back = env.onboardbase.authorize(leave(env, browser))
    env.world.secrets.is_down = True
    # WHEN they come back, THEN they may start again, and the code was not sent
    assert browser.get(back).status == 503
    assert env.http.sent("POST", KEY_URL) == []
    # AND no exchange is left open, so that another start is possible
    assert stored(env).exchange is None


def test_while_the_secrets_cannot_be_read_nobody_is_sent_away(
    env: FunctionEnv, browser: Browser
) -> None:
    """It is an outage, not a fault of the set-up."""
    # GIVEN a process that has read all but the credential for Onboardbase
    for name in ("keyring", "identity"):
        env.world.secrets.get(name)
    env.world.secrets.is_down = True
    # WHEN an administrator starts, THEN they are told to try again
    assert env.signed_in(browser, START).status == 503


def test_a_key_that_could_not_be_sealed_is_not_asked_for(
    env: FunctionEnv, browser: Browser
) -> None:
    """The keyring is out of reach: the code stays unused, and nothing is handed out and lost."""
    # GIVEN a process that starts while the keyring is away
    location = leave(env, browser)
    kept = {name: members for name, members in SECRETS.items() if name != "keyring"}
    env.world.secrets = MemorySecrets(kept)
    fresh = env.browser()
    fresh.cookies.update(browser.cookies)
    # WHEN the administrator comes back, THEN nothing was sent
    assert fresh.get(env.onboardbase.authorize(location)).status == 502
    assert env.http.sent("POST", KEY_URL) == []
    assert the_connection(env) is None


def test_a_rotated_secret_is_read_afresh(env: FunctionEnv, browser: Browser) -> None:
    """A code does not survive an attempt with the old one."""
    # GIVEN a process that remembers the old secret
    location = leave(env, browser)
    # WHEN the secret is rotated, and the administrator comes back
    env.world.secrets.put(
        "onboardbase", {"client_id": "onboardbase-app", "client_secret": "rotated"}
    )
    browser.get(env.onboardbase.authorize(location))
    # THEN the new one was sent
    (sent,) = env.http.sent("POST", KEY_URL)
    assert query_of(sent.url)["client_secret"] == "rotated"
