"""A person proves who they are: the link, the way there and back, and what is learnt."""

import json
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, urlsplit

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.people import erase, finding
from jetbridge.flows.schedule import reconcile
from jetbridge.model import pkce
from jetbridge.model.erasure import Identifier, NameKind
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import REQUEST_LEASE, Status
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.store import onboardings
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.fakes.partners.code_flow import query_of
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN, PERSON, USERINFO
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import ORDER, RETURN_URL, FunctionEnv

FAILED: Final = {"verified": False, "verified_at": "2025-01-15T10:00:00Z"}


def come_back(env: FunctionEnv, browser: Browser) -> Page:
    """Follow the link, press the button, agree at Onboarder, and come back."""
    return browser.get(env.onboarder.authorize(env.begin(browser).location))


def dumped(env: FunctionEnv) -> str:
    """Return everything that the onboarding's items hold."""
    pk = f"ONBOARDING#{env.onboarding().id}"
    return json.dumps(env.world.table.query(pk, limit=10).items)


def test_the_link_leads_to_us_and_lives_as_long_as_was_asked(env: FunctionEnv) -> None:
    """Nothing is asked of the partner before the person comes."""
    # WHEN an onboarding is requested for ten minutes
    answered = env.request(replace(ORDER, link_validity_minutes=10))
    # THEN there is a link to us, sealed at rest
    assert answered.link
    link = urlsplit(answered.link.reveal())
    assert (f"{link.scheme}://{link.netloc}", link.path) == (ORIGIN, "/connect/onboarder")
    assert answered.onboarding.status is Status.REQUESTED
    assert answered.onboarding.expires_at == env.world.clock.now() + 600
    assert answered.link.reveal() not in dumped(env)
    # AND nothing was called
    assert env.http.requests == []


def test_a_repeat_has_the_same_link_and_another_body_is_refused(env: FunctionEnv) -> None:
    """An idempotency key names one request."""
    # GIVEN a link
    link = env.link()
    # THEN a repeat under the same key has the same one
    assert env.link() == link
    # AND another request under the key is refused
    with pytest.raises(ApiProblem) as refused:
        env.request(replace(ORDER, flow_id="another"))
    assert (refused.value.status, refused.value.slug) == (422, "idempotency-key-reused")


def test_the_browser_is_sent_with_state_and_challenge(env: FunctionEnv, browser: Browser) -> None:
    """Every parameter of the partner's page, the spaces of `scope` as %20."""
    # WHEN the button of the link's page is pressed
    page = env.begin(browser)
    # THEN the browser goes to Onboarder
    assert page.status == 303
    assert page.location.startswith("https://onboarder.test/api/v1/oauth/authorize?")
    assert "scope=profile%20email%20phone" in page.location
    sent = query_of(page.location)
    assert sent["client_id"] == "plt_sandbox_1"
    assert sent["flow_id"] == ORDER.flow_id
    assert sent["redirect_uri"] == f"{ORIGIN}/connect/onboarder/callback"
    assert sent["response_type"] == "code"
    assert sent["code_challenge_method"] == "S256"
    assert len(sent["state"]) == len(sent["code_challenge"]) == 43
    # AND the person has begun
    assert env.onboarding().status is Status.IN_PROGRESS


def test_the_challenge_is_that_of_rfc_7636() -> None:
    """Appendix B's vector: `+` and `/` are mapped, not dropped."""
    # THEN the verifier has the RFC's challenge
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert pkce.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_verified_person_goes_back_to_whoever_made_the_link(
    env: FunctionEnv, browser: Browser
) -> None:
    """The verdict and the kept fields are there for the tenant, and nothing else."""
    # WHEN a person proves who they are
    page = come_back(env, browser)
    # THEN they go where the order says
    assert (page.status, page.location) == (303, RETURN_URL)
    # AND the tenant sees the verdict and what is kept
    found, person = onboard.find(env.world.context(), "demo", env.onboarding().id)
    assert found.status is Status.VERIFIED
    assert person
    assert person.facts == {
        "subject": PERSON["sub"],
        "name": "Ana Ruiz",
        "email_verified": True,
        "phone_verified": True,
    }
    assert {proof.type: dict(proof.details) for proof in person.verifications} == {
        "passport": {"country": "US"},
        "liveness": {},
    }
    assert env.world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1
    # AND nothing of it is in the table in the clear, nor any token
    for canary in ("Ana Ruiz", "X12345678", "canary", PERSON["sub"], "ana@example.com"):
        assert canary not in dumped(env)


def test_which_fields_are_kept_is_a_setting(env: FunctionEnv, browser: Browser) -> None:
    """A deployer that needs a document's number says so."""
    # GIVEN a deployment that keeps numbers and nothing of the person
    env.settings["ONBOARDER_KEPT_FIELDS"] = "document_number"
    # WHEN a person proves who they are
    come_back(env, browser)
    # THEN that is what is kept
    _, person = onboard.find(env.world.context(), "demo", env.onboarding().id)
    assert person
    assert person.facts == {}
    assert person.verifications[0].details == {"document_number": "X12345678"}


@pytest.mark.parametrize(
    ("verifications", "status", "title"),
    [
        ({}, Status.IN_PROGRESS, "You are not verified yet"),
        ({"passport": {"verified": False}}, Status.IN_PROGRESS, "You are not verified yet"),
        ({"passport": FAILED}, Status.REJECTED, "You could not be verified"),
        ({"document": {"verified": True}}, Status.VERIFIED, "You are verified"),
    ],
)
def test_the_verifications_decide_and_not_that_the_flow_was_completed(
    env: FunctionEnv,
    browser: Browser,
    verifications: dict[str, Any],
    status: Status,
    title: str,
) -> None:
    """Who skips every step completes the flow, too."""
    # GIVEN an order without an address to return to, and what the person proved
    env.onboarder.person["verifications"] = verifications
    link = env.link(replace(ORDER, return_url=None))
    # WHEN they come back
    page = browser.get(env.onboarder.authorize(env.begin(browser, link).location))
    # THEN the onboarding and the page say what was proved
    assert env.onboarding().status is status
    assert (page.status, title in page.body) == (200, True)


def test_a_person_may_try_again_until_they_are_verified(env: FunctionEnv, browser: Browser) -> None:
    """The link stays good; once verified, it leads straight on."""
    # GIVEN a person who failed
    env.onboarder.person["verifications"] = {"passport": FAILED}
    come_back(env, browser)
    assert env.onboarding().status is Status.REJECTED
    # WHEN they try again and succeed
    env.onboarder.person["verifications"] = PERSON["verifications"]
    come_back(env, browser)
    # THEN they are verified
    assert env.onboarding().status is Status.VERIFIED
    # AND the link asks for nothing more
    again = browser.get(env.link())
    assert (again.status, again.location) == (303, RETURN_URL)


def test_a_verified_person_stays_verified(env: FunctionEnv, browser: Browser) -> None:
    """A visit that was under way does not overwrite what is proved."""
    # GIVEN two visits, of which the later was verified
    first = env.onboarder.authorize(env.begin(browser).location)
    second = env.onboarder.authorize(env.begin(browser).location)
    browser.get(second)
    # WHEN the first comes back with nothing proved
    env.onboarder.person["verifications"] = {}
    page = browser.get(first)
    # THEN the person is where they would have been, and still verified
    assert (page.status, page.location) == (303, RETURN_URL)
    assert env.onboarding().status is Status.VERIFIED


def test_a_link_that_was_taken_back_leads_nowhere(env: FunctionEnv, browser: Browser) -> None:
    """A hire that was taken back asks nothing of the person, not even of one who is on the way."""
    # GIVEN a person at Onboarder, whose onboarding is cancelled
    back = env.onboarder.authorize(env.begin(browser).location)
    found = env.onboarding()
    env.world.table.write(*onboardings.save(replace(found, status=Status.CANCELLED)))
    # WHEN they come back, and follow the link again
    pages = [browser.get(back), browser.get(env.link())]
    # THEN they are told so, and what they showed there is not fetched
    assert [page.status for page in pages] == [410, 410]
    assert all("no longer needed" in page.body for page in pages)
    assert env.http.requests == []
    assert env.onboarding().status is Status.CANCELLED


def test_the_link_of_a_person_who_was_erased_leads_nowhere(
    env: FunctionEnv, browser: Browser
) -> None:
    """Whatever they proved would be written down again."""
    # GIVEN a person at Onboarder, who is erased meanwhile
    link = env.link()
    back = env.onboarder.authorize(env.begin(browser, link).location)
    known = env.onboarding()
    named = Identifier(NameKind.ONBOARDING, known.id)
    found = finding.find(env.world.context(), "demo", named)
    erase.erase(env.world.context(), found, by="operator-1")
    # WHEN they come back, and follow the link again
    pages = [browser.get(back), browser.get(link)]
    # THEN nothing is learnt of them
    assert [page.status for page in pages] == [410, 410]
    assert env.http.requests == []
    after = onboardings.get(env.world.table, known.id)
    assert after
    assert after.sealed_person == ""


@pytest.mark.parametrize("link", ["", "?onboarding=", "?onboarding=nobody", "?other=1"])
def test_a_link_that_nobody_made_is_refused(browser: Browser, link: str) -> None:
    """Without a word about which part of it is wrong."""
    # WHEN such a link is followed, THEN it is refused
    assert browser.get(f"/connect/onboarder{link}").status == 400


def test_a_link_ends(env: FunctionEnv, browser: Browser) -> None:
    """A day, where nothing else is said."""
    # GIVEN a link
    link = env.link()
    # WHEN a day has passed
    env.world.clock.advance(24 * 3600)
    # THEN it is refused
    assert browser.get(link).status == 400


def test_the_state_is_looked_at_first(env: FunctionEnv, browser: Browser) -> None:
    """Not even an error of the partner is believed before it."""
    # GIVEN a visit under way
    browser.get(env.link())
    # WHEN a person comes back with a state that is not of this visit
    for query in ("error=access_denied&state=x", "code=c&state=x", "code=c", "state=", ""):
        page = browser.get(f"/connect/onboarder/callback?{query}")
        # THEN it is refused, and nothing is asked
        assert page.status == 400, query
    assert env.http.sent("POST", ONBOARDER_TOKEN) == []


@pytest.mark.parametrize("extra", ["state=x", "code=x", "error=access_denied&error=other"])
def test_a_parameter_that_comes_twice_is_refused(
    env: FunctionEnv, browser: Browser, extra: str
) -> None:
    """Two readers of it may each pick another value."""
    # WHEN a person comes back with a parameter too many
    back = env.onboarder.authorize(env.begin(browser).location)
    page = browser.get(f"{back}&{extra}")
    # THEN it is refused, and the code is not sent
    assert page.status == 400
    assert env.http.sent("POST", ONBOARDER_TOKEN) == []


def test_a_state_counts_once(env: FunctionEnv, browser: Browser) -> None:
    """Going back in the browser asks for nothing twice, and ends where it ended before."""
    # GIVEN a person who came back
    back = env.onboarder.authorize(env.begin(browser).location)
    first = browser.get(back)
    # WHEN the same address is loaded again
    again = browser.get(back)
    # THEN it leads to the same place, and the code was sent once
    assert (again.status, again.location) == (first.status, first.location) == (303, RETURN_URL)
    assert len(env.http.sent("POST", ONBOARDER_TOKEN)) == 1


def test_a_state_counts_in_its_own_browser_and_for_its_own_partner(
    env: FunctionEnv, browser: Browser
) -> None:
    """A code from another's visit is not injected into one's own, nor mixed up."""
    # GIVEN a visit under way
    back = env.onboarder.authorize(env.begin(browser).location)
    # THEN it can be finished neither in another browser nor at another partner's address
    assert env.browser().get(back).status == 400
    elsewhere = back.replace("/connect/onboarder/", "/connect/onboardbase/")
    assert browser.get(elsewhere).status == 400
    # AND trying did not use it up
    assert browser.get(back).status == 303


def test_a_visit_ends_after_a_quarter_of_an_hour(env: FunctionEnv, browser: Browser) -> None:
    """As long as a state may live."""
    # GIVEN a visit under way
    back = env.onboarder.authorize(env.begin(browser).location)
    # WHEN fifteen minutes have passed, THEN it is over
    env.world.clock.advance(900)
    assert browser.get(back).status == 400


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


def test_a_refusal_goes_back_to_whoever_made_the_link(env: FunctionEnv, browser: Browser) -> None:
    """Their application says what comes next."""
    # WHEN the person refuses, THEN they go where the order says
    page = browser.get(env.onboarder.refuse(env.begin(browser).location))
    assert (page.status, page.location) == (303, RETURN_URL)


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
    assert come_back(env, browser).location == RETURN_URL
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
    assert come_back(env, browser).location == RETURN_URL
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
    page = come_back(env, browser)
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
    assert come_back(env, browser).status == 502
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


@pytest.mark.parametrize(
    ("url", "allow_list"),
    [("https://anywhere.example/x", ""), ("https://app.example.com/done", "example.com")],
)
def test_an_allowed_address_is_returned_to(env: FunctionEnv, url: str, allow_list: str) -> None:
    """https, at a host that the deployer lists where one is listed."""
    # GIVEN a deployment with or without a list
    env.settings["RETURN_URL_ALLOW_LIST"] = allow_list
    # WHEN an onboarding asks to return there, THEN there is a link
    assert env.request(replace(ORDER, return_url=url)).link


@pytest.mark.parametrize(
    ("url", "allow_list"),
    [
        ("https://evil.example.org/done", "example.com"),
        ("https://example.com.evil.org/", "example.com"),
        ("https://user@app.example.com/", ""),
        ("https://app.example.com/%0d%0aset-cookie:x", ""),
        ("http://app.example.com/", ""),
        ("http://127.0.0.1:8000/done", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_no_other_address_is_returned_to(env: FunctionEnv, url: str, allow_list: str) -> None:
    """Nor one that two readers read differently."""
    # GIVEN a deployment with or without a list
    env.settings["RETURN_URL_ALLOW_LIST"] = allow_list
    # WHEN an onboarding asks to return there, THEN the field is named
    with pytest.raises(ApiProblem) as refused:
        env.request(replace(ORDER, return_url=url))
    assert [error.pointer for error in refused.value.errors] == ["/returnUrl"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/done", "http://localhost:9/x?y=1"])
def test_the_local_stack_returns_to_loopback(env: FunctionEnv, url: str) -> None:
    """Where our own origin is on loopback, so may be the application's."""
    # GIVEN the local stack
    env.settings["PUBLIC_URL"] = "http://127.0.0.1:3000"
    # THEN an application beside it is returned to
    assert env.request(replace(ORDER, return_url=url)).link


def test_another_tenant_does_not_find_the_person(env: FunctionEnv, browser: Browser) -> None:
    """What is kept of a person is their tenant's."""
    # GIVEN a verified person
    come_back(env, browser)
    # THEN another tenant finds no person
    with pytest.raises(ApiProblem) as refused:
        onboard.find(env.world.context(), "other", env.onboarding().id)
    assert refused.value.status == 404
