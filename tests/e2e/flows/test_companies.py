"""Two tenants and one company, on the whole stack, with the operator at a terminal."""

import json
from dataclasses import replace
from typing import Any

import requests
from typer.testing import CliRunner

from jetbridge_cli.app import app
from jetbridge_local.browser import Browser
from tests.e2e.flows.tenant import Tenant

OTHER = "otto.other@example.com"


def approve_as_other(tenant: Tenant, company: str) -> requests.Response:
    """Walk an admin of the other tenant to the end of a consent, with a browser of their own."""
    other = replace(tenant, company=company, browser=Browser())
    url = f"{other.api}/smartrecruiters/consent?companyId={company}"
    other.browser.open(url)
    other.browser.submit(email=OTHER)
    other.browser.submit(decision="approve")
    return other.browser.wait()


def jetbridge(tenant: Tenant, *command: str, status: int = 0) -> str:
    """Run a command of the operator, and return what it prints."""
    result = CliRunner().invoke(app, [*command, *tenant.where])
    assert result.exit_code == status, result.output
    return result.output or str(result.exception)


def read(tenant: Tenant, *command: str) -> Any:  # noqa: ANN401 - any JSON value
    """Run a command, and return the JSON that it prints."""
    return json.loads(jetbridge(tenant, *command, "--json"))


def test_a_second_tenant_gets_a_company_only_after_a_release(tenant: Tenant) -> None:
    """Refused with a neutral page, seen by the operator, connected once it was released."""
    # GIVEN a company that a tenant has connected
    assert tenant.approve().url == tenant.back
    connection = tenant.connection()["id"]
    # WHEN an admin of another tenant approves it, in another spelling
    page = approve_as_other(tenant, tenant.company.upper())
    # THEN the page tells nothing
    assert page.status_code == 403
    assert "This company cannot be connected here" in page.text
    assert "another organisation" not in page.text
    # AND the operator sees the attempt
    shown = read(tenant, "companies", "show", tenant.company)
    assert (shown["tenant"], shown["owned"], shown["refused"]) == ("demo", True, 1)
    (attempt,) = read(tenant, "connections", "attempts", "--company", tenant.company)
    assert (attempt["tenant"], attempt["why"]) == ("other", "owned_by_another")
    assert tenant.company.upper() in [
        each["company"] for each in read(tenant, "connections", "attempts")
    ]
    # WHEN the operator releases it while it works
    refused = jetbridge(tenant, "connections", "release", tenant.company, "--yes", status=1)
    # THEN it is refused, and says what to do
    assert f"jetbridge connections disconnect {connection}" in refused
    # WHEN it is disconnected, disabled in SmartRecruiters and released
    by = ("--by", "operator-1", "--yes")
    jetbridge(tenant, "connections", "disconnect", connection, *by)
    assert approve_as_other(tenant, tenant.company).status_code == 403
    jetbridge(tenant, "connections", "release", connection, *by)
    tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")
    # THEN the other tenant connects it
    page = approve_as_other(tenant, tenant.company)
    assert (page.status_code, "Connected" in page.text) == (200, True)
    history = read(tenant, "companies", "show", tenant.company)["history"]
    assert [(line["act"], line["tenant"]) for line in history] == [
        ("taken", "other"),
        ("released", "demo"),
        ("taken", "demo"),
    ]
    # AND the first one's connection tells that an operator released it, and the operator which
    history = tenant.connection()["history"]
    assert (history[0]["reason"], history[0]["by"]) == ("released", "operator")
    shown = read(tenant, "connections", "show", connection)["history"]
    assert shown[0]["by"] == "operator:operator-1"


def test_a_listed_company_is_kept_for_its_tenant(tenant: Tenant) -> None:
    """Before its own admin has come."""
    # GIVEN a company that the operator has listed for a tenant, in capitals
    jetbridge(tenant, "companies", "allow", tenant.company.upper(), "--tenant", "demo")
    # WHEN an admin of another tenant is faster
    page = approve_as_other(tenant, tenant.company)
    # THEN it is refused, and the tenant connects it
    assert page.status_code == 403
    assert tenant.approve().url == tenant.back
    listed = read(tenant, "companies", "list", "--tenant", "demo")
    mine = next(each for each in listed if each["company"] == tenant.company)
    assert (mine["owned"], mine["listed"]) == (True, True)
    # AND off the list it stays the tenant's
    jetbridge(tenant, "companies", "revoke", tenant.company, "--tenant", "demo")
    assert approve_as_other(tenant, tenant.company).status_code == 403
    assert read(tenant, "companies", "adopt", "--tenant", "demo") != []
