"""A person proves who they are: the link, the way there and back, and what is learnt."""

import json
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.people import erase, finding
from jetbridge.model import pkce
from jetbridge.model.erasure import Identifier, NameKind
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Status
from jetbridge.store import onboardings
from tests.fakes.partners.code_flow import query_of
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN, PERSON
from tests.support.browser import ORIGIN, Browser
from tests.support.connect import ORDER, RETURN_URL, FunctionEnv

FAILED: Final = {"verified": False, "verified_at": "2025-01-15T10:00:00Z"}


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
    page = env.come_back(browser)
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
    env.come_back(browser)
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
    env.come_back(browser)
    assert env.onboarding().status is Status.REJECTED
    # WHEN they try again and succeed
    env.onboarder.person["verifications"] = PERSON["verifications"]
    env.come_back(browser)
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


def test_a_refusal_goes_back_to_whoever_made_the_link(env: FunctionEnv, browser: Browser) -> None:
    """Their application says what comes next."""
    # WHEN the person refuses, THEN they go where the order says
    page = browser.get(env.onboarder.refuse(env.begin(browser).location))
    assert (page.status, page.location) == (303, RETURN_URL)


def test_another_tenant_does_not_find_the_person(env: FunctionEnv, browser: Browser) -> None:
    """What is kept of a person is their tenant's."""
    # GIVEN a verified person
    env.come_back(browser)
    # THEN another tenant finds no person
    with pytest.raises(ApiProblem) as refused:
        onboard.find(env.world.context(), "other", env.onboarding().id)
    assert refused.value.status == 404
