"""Our dialects and the sandboxes understand each other, over HTTP, row by row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import pytest

from jetbridge.broker.dialect import ClientAuth, ClientCredentials
from jetbridge.model.outcome import Cause, NotPerformed
from jetbridge.model.ports import HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.incode import api as incode
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge_local.sandbox import Sandboxes, credentials
from tests.contract.sandbox.dialect_client import WRONG, Source, a_broker, pair
from tests.contract.sandbox.enboarder_client import EnboarderClient
from tests.contract.sandbox.smartrecruiters_client import SmartRecruitersClient
from tests.fakes import FrozenClock
from tests.fakes.outcomes import value_of


@dataclass(frozen=True)
class Row:
    """A credential, a harmless GET that it opens, and the API key that goes along."""

    source: Source
    url: str
    key: Secret | None = None

    def request(self, token: Secret) -> HttpRequest:
        """Build the call."""
        return HttpRequest(
            "GET", self.url, self.source.dialect.presentation.headers(token, self.key)
        )


def company(sandboxes: Sandboxes) -> Row:
    """Return a SmartRecruiters company, which has been integrated."""
    url = sandboxes.urls["smartrecruiters"]
    integrated = pair(SmartRecruitersClient(url).integrated())
    return Row(Source(smartrecruiters.dialect(url), integrated), f"{url}/candidates?limit=1")


def enboarder_v1(sandboxes: Sandboxes) -> Row:
    """Return an Enboarder account by key."""
    key = ClientCredentials("", Secret(credentials.ENBOARDER_API_KEY))
    url = f"{sandboxes.urls['enboarder-api']}/reports/workflows"
    return Row(Source(enboarder.key_dialect(), key), url)


def enboarder_v2(client_auth: ClientAuth, auth_prefix: str = "") -> Callable[[Sandboxes], Row]:
    """Return what returns an Enboarder account by OAuth."""

    def row(sandboxes: Sandboxes) -> Row:
        api, auth = sandboxes.urls["enboarder-api"], sandboxes.urls["enboarder-auth"]
        EnboarderClient(auth, api).control("/settings", {"authPrefix": auth_prefix})
        dialect = enboarder.oauth_dialect(
            f"{auth}/oauth2/token", client_auth=client_auth, auth_prefix=auth_prefix
        )
        return Row(Source(dialect, pair(credentials.ENBOARDER)), f"{api}/reports/v2/workflows")

    return row


ROWS: Final = {
    "SmartRecruiters": company,
    "Enboarder v1": enboarder_v1,
    "Enboarder v2": enboarder_v2(ClientAuth.BODY),
    "Enboarder v2, Bearer": enboarder_v2(ClientAuth.BODY, "Bearer "),
    "Enboarder v2, Basic": enboarder_v2(ClientAuth.BASIC),
}
RENEWED: Final = {name: row for name, row in ROWS.items() if row is not enboarder_v1}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_credential_opens_its_partners_api(
    sandboxes: Sandboxes, clock: FrozenClock, row: Callable[[Sandboxes], Row]
) -> None:
    """Obtained as the partner gives it, presented as the partner wants it."""
    # GIVEN a credential
    opened = row(sandboxes)
    # WHEN a call is made with it
    response = value_of(a_broker(clock).send(opened.source, opened.request))
    # THEN it is let in
    assert response.status == 200


@pytest.mark.parametrize("row", RENEWED.values(), ids=RENEWED)
def test_a_token_is_renewed_before_its_end(
    sandboxes: Sandboxes, clock: FrozenClock, row: Callable[[Sandboxes], Row]
) -> None:
    """No call is ever refused for its age."""
    # GIVEN a token
    opened, broker = row(sandboxes), a_broker(clock)
    first = value_of(broker.access_token(opened.source))
    # WHEN its end comes near
    clock.advance(3600 - 30)
    response = value_of(broker.send(opened.source, opened.request))
    # THEN another one is used
    assert response.status == 200
    assert value_of(broker.access_token(opened.source)) != first


@pytest.mark.parametrize("row", RENEWED.values(), ids=RENEWED)
def test_a_token_that_the_partner_ended_early_is_replaced(
    sandboxes: Sandboxes, clock: FrozenClock, row: Callable[[Sandboxes], Row]
) -> None:
    """A 401, or what the partner has for it, is answered with a fresh token."""
    # GIVEN a token that ended sooner than it said: our clock stands while theirs moves on
    opened, broker = row(sandboxes), a_broker(FrozenClock(clock.now()))
    assert value_of(broker.send(opened.source, opened.request)).status == 200
    clock.advance(7200)
    # WHEN it is used
    response = value_of(broker.send(opened.source, opened.request))
    # THEN the call is made with another
    assert response.status == 200


@pytest.mark.parametrize("row", RENEWED.values(), ids=RENEWED)
def test_a_wrong_secret_is_refused_for_good(
    sandboxes: Sandboxes, clock: FrozenClock, row: Callable[[Sandboxes], Row]
) -> None:
    """The reason to say that a connection needs a reconnect."""
    # GIVEN a credential whose secret is no longer right
    opened = row(sandboxes)
    wrong = replace(opened.source, pair=replace(opened.source.pair, client_secret=WRONG))
    # WHEN a token is asked for
    failure = a_broker(clock).access_token(wrong)
    # THEN it is a refusal by the partner's own code
    assert failure == NotPerformed(
        Cause.CREDENTIALS, status=401, error="invalid_client", permanent=True
    )


def test_incodes_token_travels_with_the_api_key(sandboxes: Sandboxes, clock: FrozenClock) -> None:
    """Bearer and x-api-key, both or neither."""
    # GIVEN the deployer's credential
    source = Source(incode.dialect(sandboxes.urls["incode-auth"]), pair(credentials.INCODE))
    url = f"{sandboxes.urls['incode-api']}/omni/b2b/onboarding/request-new"
    key = Secret(credentials.INCODE_API_KEY)
    broker = a_broker(clock)

    def call(token: Secret, key: Secret) -> HttpRequest:
        shown = source.dialect.presentation.headers(token, key)
        return HttpRequest("POST", url, {"content-type": "application/json", **shown}, b"{}")

    # WHEN calls with an empty body are made, with the right key and with a wrong one
    right = value_of(broker.send(source, lambda token: call(token, key))).status
    wrong = value_of(broker.send(source, lambda token: call(token, WRONG))).status
    # THEN only the first got as far as its body
    assert (right, wrong) == (400, 403)


def test_the_gate_keeps_a_company_under_its_limit(sandboxes: Sandboxes, clock: FrozenClock) -> None:
    """SmartRecruiters never has to say 429."""
    # GIVEN a company, and a client without a gate that does run into the limit
    row, broker = company(sandboxes), a_broker(clock)
    client = SmartRecruitersClient(sandboxes.urls["smartrecruiters"])
    token = value_of(broker.access_token(row.source)).reveal()
    assert 429 in [client.get("/candidates", token).status_code for _ in range(11)]
    clock.advance(1)
    # WHEN many calls are made in one go
    statuses = [value_of(broker.send(row.source, row.request)).status for _ in range(25)]
    # THEN all of them are let in
    assert set(statuses) == {200}
