"""An administrator connects Onboardbase: the way there and back, and what is stored of the key."""

import json

import pytest

from jetbridge.model.connection import Status
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.store import connections
from tests.fakes.partners.code_flow import query_of
from tests.fakes.partners.onboardbase import API_KEY, KEY_URL, PASSPHRASE, key_answer
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import FunctionEnv
from tests.support.onboardbase import START, come_back, leave, opened, stored


def dumped(env: FunctionEnv) -> str:
    """Return everything that the connection's items hold."""
    pk = f"CONNECTION#{stored(env).id}"
    return json.dumps(env.world.table.query(pk, limit=100).items)


def test_only_somebody_who_signed_in_is_sent_away(env: FunctionEnv, browser: Browser) -> None:
    """The way leads through the sign-in service and back to where it began."""
    # WHEN a stranger starts
    page = browser.get(START)
    # THEN they are asked to sign in first
    assert page.location.startswith("https://identity.test/authorize?")
    # AND come back to where they began
    back = browser.get(env.identity.sign_in(page.location))
    assert (back.status, back.location) == (303, START)


def test_the_browser_is_sent_with_scopes_and_state(env: FunctionEnv, browser: Browser) -> None:
    """`scopes`, plural, with commas; no quotes, no PKCE."""
    # WHEN a signed-in administrator starts
    location = leave(env, browser)
    # THEN the browser goes to Onboardbase with the parameters of its page
    assert location.startswith("https://onboardbase-app.test/oauth/authorize?")
    sent = query_of(location)
    assert sent.keys() == {"response_type", "client_id", "redirect_uri", "scopes", "state"}
    assert sent["response_type"] == "code"
    assert sent["client_id"] == "onboardbase-app"
    assert sent["redirect_uri"] == f"{ORIGIN}/connect/onboardbase/callback"
    assert sent["scopes"] == "read.secrets,read.projects"
    assert len(sent["state"]) == 43


def test_quotes_around_the_parameters_are_a_setting(env: FunctionEnv, browser: Browser) -> None:
    """The partner's own page writes them, and may send them back in either kind."""
    # GIVEN a deployment that sends quotes
    env.settings["ONBOARDBASE_QUOTE_PARAMS"] = "true"
    location = leave(env, browser)
    sent = query_of(location)
    assert sent["scopes"] == "'read.secrets,read.projects'"
    # WHEN the state comes back in quotes, THEN it is found all the same
    page = browser.get(env.onboardbase.authorize(location))
    assert (page.status, "Connected" in page.body) == (200, True)


def test_the_key_and_its_passphrase_are_sealed_apart(env: FunctionEnv, browser: Browser) -> None:
    """Together they open everything, so neither is in the clear and neither leaves."""
    # WHEN an administrator connects
    page = come_back(env, browser)
    # THEN the connection is active, with what was granted and until when
    connection = stored(env)
    assert (page.status, connection.status) == (200, Status.ACTIVE)
    assert (connection.tenant, connection.account) == ("demo", "demo")
    assert connection.scopes == ("read.secrets", "read.projects")
    assert connection.expires_at == env.onboardbase.expires_in
    # AND key and passphrase are two sealed fields
    assert connection.sealed.keys() == {"api_key", "passphrase"}
    assert (opened(env, "api_key"), opened(env, "passphrase")) == (API_KEY, PASSPHRASE)
    for secret in (API_KEY, PASSPHRASE, "code-canary", "onboardbase-secret"):
        assert secret not in dumped(env)
        assert secret not in page.body
    # AND it is counted, and in the history by who did it
    assert env.world.meter.counted[Metric.EXCHANGE_SUCCEEDED] == 1
    lines = connections.history(env.world.table, connection.id)
    assert [(line.reason, line.by) for line in lines] == [
        ("connected", "admin-1"),
        ("exchange_started", "admin-1"),
    ]


def test_the_exchange_travels_in_the_query_and_once(env: FunctionEnv, browser: Browser) -> None:
    """Every parameter of the partner's page, an empty JSON object as the body."""
    # WHEN an administrator connects
    come_back(env, browser)
    # THEN one request was sent
    (sent,) = env.http.sent("POST", KEY_URL)
    assert query_of(sent.url) == {
        "grant_type": "authorization_code",
        "client_id": "onboardbase-app",
        "client_secret": "onboardbase-secret",
        "code": "code-canary-0",
        "redirect_uri": f"{ORIGIN}/connect/onboardbase/callback",
    }
    assert (sent.headers["content-type"], sent.body) == ("application/json", b"{}")
    # AND it shows itself without any of that
    assert "secret" not in repr(sent)
    assert "canary" not in repr(sent)


def test_the_tenant_is_reminded_before_the_key_ends(env: FunctionEnv, browser: Browser) -> None:
    """Only a person can renew it, so they are told while there is time."""
    # GIVEN a key for ninety days
    now = env.world.clock.now()
    env.onboardbase.expires_in = now + 90 * 86_400
    come_back(env, browser)
    # THEN there is a task two weeks before its end
    assert stored(env).tasks["remind"] == now + 76 * 86_400
    # AND for a key that ends sooner, at once
    env.onboardbase.expires_in = now + 86_400
    come_back(env, browser)
    assert stored(env).tasks["remind"] == now


@pytest.mark.parametrize(
    ("expires_in", "expected"),
    [
        (1_850_000_000, 1_850_000_000),
        (1_850_000_000_000, 1_850_000_000),
        (86_400, 1_790_086_400),
        (None, 1_790_000_000 + 30 * 86_400),
    ],
)
def test_the_end_of_a_key_is_read_by_its_size(
    env: FunctionEnv, browser: Browser, expires_in: object, expected: int
) -> None:
    """A moment in seconds or milliseconds, a duration, or nothing: then thirty days."""
    # GIVEN an Onboardbase that names the end like this
    env.http.on("POST", KEY_URL, key_answer(["read.secrets"], expires_in))
    # WHEN an administrator connects
    come_back(env, browser)
    # THEN it ends then
    assert stored(env).expires_at == expected


@pytest.mark.parametrize(
    "granted",
    [
        ["read.secrets", "read.projects", "read.teams"],
        ["manage.secrets"],
        ["manage.all"],
        "read.secrets,delete.secrets",
    ],
)
def test_a_key_that_may_do_more_than_was_asked_is_refused(
    env: FunctionEnv, browser: Browser, granted: object
) -> None:
    """It is thrown away unseen: no process here should be able to do that."""
    # GIVEN an Onboardbase that grants more
    env.http.on("POST", KEY_URL, key_answer(granted))
    # WHEN an administrator comes back
    page = come_back(env, browser)
    # THEN the key is not stored
    assert (page.status, stored(env).reason) == (502, "scopes_too_broad")
    assert dict(stored(env).sealed) == {}
    assert API_KEY not in dumped(env)


@pytest.mark.parametrize("granted", [["read.secrets"], "read.secrets"])
def test_a_key_that_may_do_less_is_taken(
    env: FunctionEnv, browser: Browser, granted: object
) -> None:
    """The connection says what it may."""
    # GIVEN an Onboardbase that grants less
    env.http.on("POST", KEY_URL, key_answer(granted))
    # WHEN an administrator comes back, THEN that is what the connection may
    assert come_back(env, browser).status == 200
    assert stored(env).scopes == ("read.secrets",)


def test_who_asked_to_manage_has_asked_for_everything(env: FunctionEnv, browser: Browser) -> None:
    """`manage` stands for every verb of its resource."""
    # GIVEN a deployment that asks to manage secrets
    env.settings["ONBOARDBASE_SCOPES"] = "manage.secrets"
    env.http.on("POST", KEY_URL, key_answer(["read.secrets", "delete.secrets"]))
    # THEN any verb on secrets may be granted
    assert come_back(env, browser).status == 200


def test_the_state_is_looked_at_first(env: FunctionEnv, browser: Browser) -> None:
    """It is the one defence against a code from elsewhere."""
    # GIVEN a visit under way
    leave(env, browser)
    # WHEN a person comes back with a state that is not of this visit
    for query in ("error=access_denied&state=x", "code=c&state=x", "code=c", "state=''", ""):
        page = browser.get(f"{START}/callback?{query}")
        # THEN it is refused, and nothing is asked
        assert page.status == 400, query
    assert env.http.sent("POST", KEY_URL) == []


def test_two_administrators_do_not_exchange_at_once(env: FunctionEnv, browser: Browser) -> None:
    """The second is told to wait, before anything is sent."""
    # GIVEN a second administrator who comes back while the first one's code is being exchanged
    other = env.browser()
    theirs = env.onboardbase.authorize(leave(env, other))
    pages: list[Page] = []

    def meanwhile(_: HttpRequest) -> HttpResponse:
        pages.append(other.get(theirs))
        return key_answer(["read.secrets"])

    env.http.on("POST", KEY_URL, meanwhile)
    # WHEN the first comes back
    come_back(env, browser)
    # THEN the second was told
    assert [page.status for page in pages] == [409]
    assert len(env.http.sent("POST", KEY_URL)) == 1
    assert stored(env).status is Status.ACTIVE


def test_each_partner_takes_back_only_its_own(env: FunctionEnv, browser: Browser) -> None:
    """A code of one authorization server is never sent to another (RFC 9700 §4.4)."""
    # GIVEN a visit to Onboardbase
    back = env.onboardbase.authorize(leave(env, browser))
    # WHEN it comes back where Onboarder's visits do, THEN it is refused
    assert browser.get(back.replace("/onboardbase/", "/onboarder/")).status == 400
    assert env.http.sent("POST", ONBOARDER_TOKEN) == []
