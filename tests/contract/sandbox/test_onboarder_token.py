"""Onboarder: the exchange of a code, in JSON, and the userinfo behind it."""

import json

import pytest
import requests

from jetbridge_local.sandbox.credentials import ONBOARDER_FLOW_ID
from tests.contract.cases import ONBOARDER_TOKEN_REFUSALS, TokenRefusal
from tests.contract.sandbox.onboarder_client import TIMEOUT, OnboarderClient
from tests.contract.sandbox.openid_client import VERIFIER
from tests.fakes import FrozenClock

NO_PKCE = {"code_challenge": None, "code_challenge_method": None}


def test_a_code_earns_tokens(onboarder: OnboarderClient) -> None:
    """The members of the page's sample, and the scopes of the request."""
    # WHEN a code is exchanged
    answer = onboarder.ask_token(onboarder.code(scope="email"))

    # THEN access and refresh token come back, not to be cached
    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "email")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("case", ONBOARDER_TOKEN_REFUSALS, ids=lambda case: case.name)
def test_a_bad_exchange_is_refused(onboarder: OnboarderClient, case: TokenRefusal) -> None:
    """Onboarder's error codes: bad client credentials are `unauthorized_client` here."""
    # WHEN an exchange has one thing wrong
    answer = onboarder.ask_token(onboarder.code(), **case.changes)

    # THEN the error says which
    assert (answer.status_code, answer.json()["error"]) == (case.status, case.error)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("grant_type=authorization_code", "application/x-www-form-urlencoded"),
        ("{", "application/json"),
        ("[]", "application/json"),
        (json.dumps({"grant_type": 1}), "application/json"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    onboarder: OnboarderClient, body: str, content_type: str
) -> None:
    """The endpoint takes JSON and no form."""
    # WHEN the body is none that the endpoint takes
    answer = requests.post(
        f"{onboarder.base}/token",
        data=body,
        headers={"Content-Type": content_type},
        timeout=TIMEOUT,
    )

    # THEN it is refused
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_code_is_good_once(onboarder: OnboarderClient) -> None:
    """Even where the first exchange was refused for something else."""
    # GIVEN a code that was used with a wrong redirect_uri
    code = onboarder.code()
    onboarder.ask_token(code, redirect_uri="https://elsewhere.example/")

    # WHEN it is used as it should be
    again = onboarder.ask_token(code)

    # THEN it is gone
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_lives_ten_minutes(onboarder: OnboarderClient, clock: FrozenClock) -> None:
    """Until the last second, and not from then on."""
    # GIVEN two codes
    codes = [onboarder.code(), onboarder.code()]

    # WHEN one is used in the last second and one in the next
    clock.advance(599)
    in_time = onboarder.ask_token(codes[0])
    clock.advance(1)
    late = onboarder.ask_token(codes[1])

    # THEN only the first is exchanged
    assert (in_time.status_code, late.json()["error"]) == (200, "invalid_grant")


def test_a_plain_challenge_is_the_verifier(onboarder: OnboarderClient) -> None:
    """`plain` is allowed, and enforced."""
    # GIVEN two codes under a plain challenge
    plain = {"code_challenge": VERIFIER, "code_challenge_method": "plain"}
    codes = [onboarder.code(**plain), onboarder.code(**plain)]

    # WHEN one is exchanged with the verifier and one with another
    answers = [
        onboarder.ask_token(codes[0]),
        onboarder.ask_token(codes[1], code_verifier="x" * 43),
    ]

    # THEN the first is good
    assert [answer.status_code for answer in answers] == [200, 400]


def test_pkce_is_optional_and_not_to_be_faked(onboarder: OnboarderClient) -> None:
    """Without a challenge a verifier proves nothing, so one is refused."""
    # GIVEN codes of requests without PKCE
    codes = [onboarder.code(**NO_PKCE), onboarder.code(**NO_PKCE)]

    # WHEN one is exchanged without a verifier and one with
    answers = [onboarder.ask_token(codes[0], code_verifier=None), onboarder.ask_token(codes[1])]

    # THEN only the one without is good
    assert [answer.status_code for answer in answers] == [200, 400]


def test_there_is_no_refresh(onboarder: OnboarderClient) -> None:
    """A refresh_token is handed out, and no request is known that takes it."""
    # GIVEN a refresh token
    refresh_token = onboarder.ask_token(onboarder.code()).json()["refresh_token"]

    # WHEN it is presented
    answer = onboarder.ask_token("", grant_type="refresh_token", refresh_token=refresh_token)

    # THEN it is refused
    assert answer.json()["error"] == "invalid_request"


def test_userinfo_has_the_shape_of_the_reference(onboarder: OnboarderClient) -> None:
    """Contacts at the top, snake_case inside `verifications`."""
    # WHEN a person verified themselves
    info = onboarder.userinfo(onboarder.token()).json()

    # THEN passport and liveness are verified, with their times
    assert (info["email_verified"], info["phone_verified"]) == (True, True)
    passport, liveness = info["verifications"]["passport"], info["verifications"]["liveness"]
    assert passport.keys() == {
        "verified",
        "verified_at",
        "document_number",
        "country",
        "expiry_date",
    }
    assert liveness.keys() == {"verified", "verified_at"}
    assert liveness["verified_at"].endswith("Z")


def test_userinfo_has_the_shape_of_the_quickstart(onboarder: OnboarderClient) -> None:
    """camelCase, contacts among the verifications; chosen on the page by the person."""
    # WHEN a person chooses the other shape
    back = onboarder.decide(onboarder.authorize(), shape="quickstart")
    code = back.headers["Location"].partition("code=")[2].partition("&")[0]
    info = onboarder.userinfo(onboarder.ask_token(code).json()["access_token"]).json()

    # THEN everything is as the Quickstart shows it
    assert (info["sub"], info["biometricIdentityId"]) == ("user_123", "OBD-123456")
    assert info["verifications"].keys() == {"email", "phone", "document"}
    assert info["verifications"]["email"].keys() == {"verified", "verifiedAt"}
    assert {"documentNumber", "documentCountry"} <= info["verifications"]["document"].keys()
    assert "email_verified" not in info


def test_finished_is_not_verified(onboarder: OnboarderClient) -> None:
    """A person may finish without verifying: the flow completes, the verifications are false."""
    # WHEN a person finishes without verifying
    info = onboarder.userinfo(onboarder.token("skip")).json()

    # THEN nothing is proved
    assert info["email_verified"] is False
    assert info["verifications"] == {
        "passport": {"verified": False},
        "liveness": {"verified": False},
    }


def test_a_flow_decides_what_is_verified(onboarder: OnboarderClient) -> None:
    """A control route chooses shape and verifications of a flow; others are not touched."""
    # GIVEN a flow of which a document fails and a contact is missing
    flow = {"shape": "quickstart", "verifications": {"email": True, "document": False}}
    onboarder.control("/flows/flow_kyc", flow)

    # WHEN people go through it and through another
    info = onboarder.userinfo(onboarder.token(flow_id="flow_kyc")).json()
    other = onboarder.userinfo(onboarder.token(flow_id=ONBOARDER_FLOW_ID)).json()

    # THEN it comes out as told
    assert info["verifications"]["email"]["verified"] is True
    assert info["verifications"]["document"] == {"verified": False}
    assert "phone" not in info["verifications"]
    assert other["verifications"]["passport"]["verified"] is True


@pytest.mark.parametrize("flow", [{"shape": "round"}, {"verifications": ["email"]}, {"shap": ""}])
def test_a_flow_that_makes_no_sense_is_refused(
    onboarder: OnboarderClient, flow: dict[str, object]
) -> None:
    """So that a test cannot misspell its way to a pass."""
    # WHEN a flow is described wrongly
    # THEN it is refused
    assert onboarder.control("/flows/flow_kyc", flow).status_code == 400


def test_a_scope_shows_its_fields(onboarder: OnboarderClient) -> None:
    """What was not asked for is not there."""
    # WHEN only the e-mail address was asked for
    info = onboarder.userinfo(onboarder.token(scope="email")).json()

    # THEN there is neither name nor phone
    assert info.keys() == {"sub", "email", "email_verified", "verifications"}


def test_without_a_scope_everything_is_shown(onboarder: OnboarderClient) -> None:
    """`scope` is optional."""
    # WHEN no scope is asked for
    info = onboarder.userinfo(onboarder.token(scope=None)).json()

    # THEN all of them are granted
    assert {"name", "email", "phone"} <= info.keys()


def test_a_missing_or_ended_token_shows_nothing(
    onboarder: OnboarderClient, clock: FrozenClock
) -> None:
    """401 from the second in which it ends."""
    # GIVEN a token
    token = onboarder.token()
    clock.advance(3599)
    assert onboarder.userinfo(token).status_code == 200

    # WHEN it has ended, or never was
    clock.advance(1)
    statuses = [onboarder.userinfo(each).status_code for each in (token, "nobody", "")]

    # THEN it opens nothing
    assert statuses == [401, 401, 401]


def test_a_reset_forgets_flows_and_keeps_the_registration(onboarder: OnboarderClient) -> None:
    """The redirect_uri stays."""
    # GIVEN a flow
    onboarder.control("/flows/flow_kyc", {"shape": "quickstart"})

    # WHEN the host is reset
    onboarder.control("/reset", {})

    # THEN only the registration is left
    state = requests.get(f"{onboarder.url}/_sandbox/state", timeout=TIMEOUT).json()
    assert (state["flows"], bool(state["redirectUri"])) == ({}, True)
