"""What a person is told where a check comes to nothing: refusals, failures, outages."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from jetbridge.flows.schedule import reconcile
from jetbridge.model.onboarding import REQUEST_LEASE, Status
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.store import onboardings
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN, USERINFO
from tests.support.browser import Browser
from tests.support.connect import ORDER, RETURN_URL, FunctionEnv


def test_a_refusal_ends_politely_and_leaves_the_link_good(
    env: FunctionEnv, browser: Browser
) -> None:
    """access_denied: the person said no, and may think better of it."""
    # WHEN the person refuses at Onboarder
    link = env.link(replace(ORDER, return_url=None))
    page = browser.get(env.onboarder.refuse(env.begin(browser, link).location))
    # THEN a page says so and offers another start
    assert (page.status, "You ended the verification" in page.body) == (200, True)
    assert quote(link.partition("=")[2]) in page.body
    # AND nothing was exchanged, nothing proved
    assert env.http.sent("POST", ONBOARDER_TOKEN) == []
    assert env.onboarding().status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("invalid_request", 502),
        ("unauthorized_client", 502),
        ("invalid_scope", 502),
        ("server_error", 502),
        ("<script>", 502),
    ],
)
def test_an_error_of_the_partner_is_shown_as_such(
    env: FunctionEnv, browser: Browser, error: str, shown: int
) -> None:
    """Each documented code, and one that is not documented."""
    # WHEN Onboarder sends the person back with an error
    page = browser.get(env.onboarder.refuse(env.begin(browser).location, error))
    # THEN a page says that it was not them, without the partner's words
    assert page.status == shown
    assert error not in page.body


@pytest.mark.parametrize(
    ("refused", "page_status", "status"),
    [
        (answer({"error": "invalid_grant"}, status=400), 400, Status.IN_PROGRESS),
        (answer({"error": "invalid_request"}, status=400), 502, Status.IN_PROGRESS),
        (answer({"error": "unauthorized_client"}, status=401), 502, Status.IN_PROGRESS),
        (answer({"error": "invalid_client"}, status=401), 502, Status.IN_PROGRESS),
        (answer({"error": "invalid_scope"}, status=400), 502, Status.IN_PROGRESS),
        (answer({"error": "access_denied"}, status=403), 400, Status.IN_PROGRESS),
        (answer({"error": "server_error"}, status=400), 502, Status.UNKNOWN_OUTCOME),
        (HttpResponse(403, body=b"<html>Request blocked</html>"), 503, Status.IN_PROGRESS),
        (answer({"error": "Forbidden", "status": 403}, status=403), 503, Status.IN_PROGRESS),
        (answer(status=404), 503, Status.IN_PROGRESS),
        (answer(status=500), 502, Status.UNKNOWN_OUTCOME),
        (answer({"access_token": "t", "token_type": "mac"}), 502, Status.UNKNOWN_OUTCOME),
        (answer({"token_type": "Bearer"}), 502, Status.UNKNOWN_OUTCOME),
        (NoAnswerError("token"), 502, Status.UNKNOWN_OUTCOME),
    ],
)
def test_each_failure_of_the_exchange_is_told_from_the_others_and_never_repeated(
    env: FunctionEnv, browser: Browser, refused: Answer, page_status: int, status: Status
) -> None:
    """Every documented code; a code that was sent is not sent again, and the link stays good."""
    # GIVEN an Onboarder whose token endpoint fails
    back = env.onboarder.authorize(env.begin(browser).location)
    env.http.on("POST", ONBOARDER_TOKEN, refused)
    # WHEN the person comes back
    page = browser.get(back)
    # THEN the page and the onboarding say what is known
    assert (page.status, env.onboarding().status) == (page_status, status)
    # AND the code was sent once
    assert len(env.http.sent("POST", ONBOARDER_TOKEN)) == 1
    # AND a new start ends well
    assert "Start again" in page.body
    assert env.come_back(browser).location == RETURN_URL
    assert env.onboarding().status is Status.VERIFIED


def test_a_connection_that_could_not_be_made_is_tried_once_more(
    env: FunctionEnv, browser: Browser
) -> None:
    """Nothing was sent, so nothing is sent twice."""
    # GIVEN a token endpoint that cannot be reached at first
    back = env.onboarder.authorize(env.begin(browser).location)
    env.http.on("POST", ONBOARDER_TOKEN, NotSentError("token"))
    # WHEN the person comes back, THEN they are verified all the same
    assert browser.get(back).status == 303
    # AND where it stays unreachable they are told, and may start again
    back = env.onboarder.authorize(env.begin(browser, env.link(key="key-2")).location)
    env.http.on("POST", ONBOARDER_TOKEN, NotSentError("token"), NotSentError("token"))
    assert browser.get(back).status == 503
    assert env.onboarding("key-2").status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    "failure", [answer(status=500), answer(status=503), NoAnswerError("userinfo")]
)
def test_userinfo_is_asked_three_times(env: FunctionEnv, browser: Browser, failure: Answer) -> None:
    """It changes nothing; twice it may fail."""
    # GIVEN a userinfo endpoint that fails twice
    env.http.on("GET", USERINFO, failure, failure)
    # WHEN a person comes back, THEN they are verified
    assert env.come_back(browser).location == RETURN_URL
    assert env.onboarding().status is Status.VERIFIED
    # AND where it fails three times, what was proved is unknown
    env.http.on("GET", USERINFO, failure, failure, failure)
    back = env.onboarder.authorize(env.begin(browser, env.link(key="key-2")).location)
    assert browser.get(back).status == 502
    assert env.onboarding("key-2").status is Status.UNKNOWN_OUTCOME


def test_a_token_that_is_not_taken_asks_for_a_new_start(env: FunctionEnv, browser: Browser) -> None:
    """401 at userinfo: the token has expired; it is not asked again."""
    # GIVEN a userinfo endpoint that takes no token
    env.http.on("GET", USERINFO, answer(status=401))
    # WHEN a person comes back, THEN they may start again
    page = env.come_back(browser)
    assert (page.status, "Start again" in page.body) == (400, True)
    assert len(env.http.sent("GET", USERINFO)) == 1


@pytest.mark.parametrize("body", [None, [], "text", {"name": "Ana"}, {"sub": 7}])
def test_an_answer_without_a_person_verifies_nobody(
    env: FunctionEnv, browser: Browser, body: object
) -> None:
    """`sub` is the one field that must be there."""
    # GIVEN a userinfo endpoint that answers something else
    env.http.on("GET", USERINFO, answer(body))
    # WHEN a person comes back, THEN nothing is known
    assert env.come_back(browser).status == 502
    assert env.onboarding().status is Status.UNKNOWN_OUTCOME


def test_without_a_credential_nobody_is_sent_away(env: FunctionEnv, browser: Browser) -> None:
    """The operator forgot something: the person is told that it is not their fault."""
    # GIVEN a deployment whose secret is empty
    env.world.secrets.put("onboarder", {})
    # WHEN the person wants to begin, THEN a page says so, and no person counts as having begun
    page = env.begin(browser)
    assert (page.status, "not your fault" in page.body) == (502, True)
    assert env.onboarding().status is Status.REQUESTED


def test_secrets_that_cannot_be_read_now_are_an_outage(env: FunctionEnv, browser: Browser) -> None:
    """The person may try again; nothing is known of them."""
    # GIVEN a person who is at Onboarder, and a Secrets Manager that does not answer
    back = env.onboarder.authorize(env.begin(browser, env.link()).location)
    env.world.secrets.is_down = True
    # WHEN they come back, THEN it is an outage
    assert browser.get(back).status == 503


def test_while_a_person_is_checked_the_link_waits(env: FunctionEnv, browser: Browser) -> None:
    """Two windows do not check at once; a check that died is given up after its lease."""
    # GIVEN a check whose process died
    link = env.link()
    back = env.onboarder.authorize(env.begin(browser, link).location)
    begun = env.onboarding()
    checking = replace(begun, status=Status.CHECKING, updated_at=env.world.clock.now())
    env.world.table.write(*onboardings.save(checking))
    # THEN the link waits
    assert browser.get(link).status == 409
    # AND after the lease the reconciler lets it go
    env.world.clock.advance(REQUEST_LEASE)
    assert reconcile.run(env.world.context()).lost_requests == 1
    assert env.onboarding().status is Status.UNKNOWN_OUTCOME
    assert browser.get(back).location == RETURN_URL
