"""Who signed in, and for whom they act."""

import pytest

from jetbridge.store import tenants
from tests.support.browser import Browser
from tests.support.consent import WITH_REDIRECT, FunctionEnv


@pytest.mark.parametrize(
    "claims",
    [{"tenant": None}, {"tenant": 7}, {"tenant": ""}, {"tenant": "a b"}, {"tenant": "x" * 65}],
)
def test_somebody_of_no_organisation_is_not_signed_in(
    env: FunctionEnv, browser: Browser, claims: dict[str, object]
) -> None:
    """Without a usable tenant claim there is nothing to act for."""
    # GIVEN a provider that does not say whose the person is
    env.identity.claims = claims
    # WHEN they sign in
    page = env.returns(browser)
    # THEN a page says so and no session begins
    assert page.status == 403
    assert "belongs to no organisation" in page.body
    assert not page.cookies


def test_the_default_tenant_stands_in_for_an_absent_claim_only(env: FunctionEnv) -> None:
    """DEFAULT_TENANT fills a gap; it does not repair a broken claim."""
    # GIVEN a deployment with a default tenant
    env.settings["DEFAULT_TENANT"] = "all-tenants"
    # WHEN a user signs in without the claim, and a person with a broken one
    env.identity.claims = {"tenant": None}
    absent = env.signed_in(env.browser())
    env.identity.claims = {"tenant": "a b"}
    broken = env.returns(env.browser())
    # THEN only the first is let in
    assert "all-tenants" in absent.body
    assert broken.status == 403


def test_the_claim_that_names_the_tenant_is_configurable(
    env: FunctionEnv, browser: Browser
) -> None:
    """Cognito's custom attributes, say."""
    # GIVEN another claim
    env.settings["TENANT_CLAIM"] = "custom:tenant"
    env.identity.claims = {"custom:tenant": "acme-corp"}
    # WHEN a user signs in
    page = env.signed_in(browser)
    # THEN that claim counts
    assert "acme-corp" in page.body


def test_a_name_cannot_write_on_the_page(env: FunctionEnv, browser: Browser) -> None:
    """What the provider says of a person is escaped and holds no invisible characters."""
    # GIVEN a hostile name
    env.identity.claims = {"name": "<b>Ana\u202e\n</b>" + "x" * 200}
    # WHEN they sign in
    page = env.signed_in(browser)
    # THEN it is text, and short
    assert "<b>Ana" not in page.body
    assert "\u202e" not in page.body
    assert "x" * 100 not in page.body


def test_a_person_without_a_name_is_called_by_their_subject(
    env: FunctionEnv, browser: Browser
) -> None:
    """A person must be named on the page."""
    # GIVEN a provider that sends no name
    env.identity.claims = {"name": None, "email": None}
    # WHEN they sign in
    page = env.signed_in(browser)
    # THEN the subject stands in
    assert "admin-1" in page.body


def test_nobody_signs_in_for_a_tenant_that_was_offboarded(
    env: FunctionEnv, browser: Browser
) -> None:
    """A session ends with the tenant, and the page says why there is no new one."""
    # GIVEN an admin who is signed in
    page = env.signed_in(browser)
    assert page.status == 200
    # WHEN their tenant's offboarding begins
    now = env.world.clock.now()
    env.world.table.write(tenants.close("demo", by="operator", now=now))
    # THEN they have to sign in again
    again = browser.get(WITH_REDIRECT)
    assert again.status == 303
    # AND are refused, as is every person with an account there
    refused = browser.get(env.identity.sign_in(again.location))
    assert refused.status == 403
    assert "no longer uses this integration" in refused.body
    assert env.returns(env.browser()).status == 403
