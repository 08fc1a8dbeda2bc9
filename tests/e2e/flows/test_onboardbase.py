"""A tenant's Onboardbase account is connected and read, over HTTP and at the terminal."""

import json
from collections.abc import Iterator
from typing import Final

import pytest
from typer.testing import CliRunner

from jetbridge_cli.app import app
from jetbridge_cli.failure import CommandError
from jetbridge_local.sandbox import credentials
from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.onboardbase import connect
from tests.e2e.flows.tenant import Json, Tenant, table_dump

TOKEN: Final = "/oauth/token"


@pytest.fixture(autouse=True)
def usual_settings(tenant: Tenant) -> Iterator[None]:
    """Give Onboardbase back its usual manners."""
    yield
    for host in ("app", "auth", "api"):
        tenant.sandbox(f"onboardbase-{host}", "reset")


def connection(tenant: Tenant) -> Json:
    """Return the tenant's connection to Onboardbase, with its history."""
    found = tenant.get("/v1/connections?limit=100").json()["items"]
    (mine,) = [each for each in found if each["partner"] == "onboardbase"]
    shown: Json = tenant.get(f"/v1/connections/{mine['id']}").json()
    return shown


def key(tenant: Tenant) -> Json:
    """Return the last key that Onboardbase handed out."""
    issued: Json = tenant.sandbox("onboardbase-auth", "state", method="GET")["keys"][-1]
    return issued


def run(tenant: Tenant, *command: str) -> str:
    """Run an operator's command about Onboardbase, and return what it prints."""
    result = CliRunner().invoke(app, ["onboardbase", *command, "--tenant", "demo", *tenant.where])
    if isinstance(result.exception, CommandError):
        return str(result.exception)
    assert result.exit_code == 0, result.output
    return result.output


PULL: Final = (
    "pull",
    "--project",
    credentials.ONBOARDBASE_PROJECT,
    "--environment",
    credentials.ONBOARDBASE_ENVIRONMENT,
)


def test_an_account_is_connected_and_its_secrets_are_read(tenant: Tenant) -> None:
    """The whole way; the key and its passphrase stay behind the seal."""
    # WHEN an administrator connects the tenant's account
    page = connect(tenant)
    # THEN the connection is active, until the key ends
    assert (page.status_code, "Connected" in page.text) == (200, True)
    assert connection(tenant)["status"] == "active"
    # AND the key is in the table sealed, and nowhere else
    held = table_dump(tenant.stack) + page.text + json.dumps(connection(tenant))
    for secret in (key(tenant)["api_key"], key(tenant)["passphrase"]):
        assert secret not in held
    # AND the operator reads names, and values where they ask for them
    names = run(tenant, *PULL)
    assert "SMTP_PASSWORD" in names
    assert "fake smtp password" not in names
    values = {row["name"]: row["value"] for row in json.loads(run(tenant, *PULL, "--values"))}
    assert values["SMTP_PASSWORD"] == "fake smtp password: 100% + more"
    assert values["GREETING"] == "Grüße, 世界"
    assert credentials.ONBOARDBASE_PROJECT in run(tenant, "projects")


def test_the_other_shape_of_a_secret_is_read(tenant: Tenant) -> None:
    """One encrypted text a secret, as the vendor's other sample has it."""
    # GIVEN a connected account at an Onboardbase of that kind
    connect(tenant)
    tenant.sandbox("onboardbase-api", "settings", itemShape="strings")
    # THEN the same values are read
    values = {row["name"]: row["value"] for row in json.loads(run(tenant, *PULL, "--values"))}
    assert values["PAYROLL_TOKEN"] == "fake-payroll-token"


def test_what_stands_in_the_way_is_told_at_the_terminal(tenant: Tenant) -> None:
    """Without a word of what was there."""
    # GIVEN a connected account
    connect(tenant)
    # THEN another environment is not there
    elsewhere = run(tenant, *PULL[:-1], "nowhere")
    assert elsewhere == "Onboardbase knows no such project or environment"
    # AND a key that Onboardbase has forgotten is told as such
    tenant.sandbox("onboardbase-auth", "reset")
    assert "an administrator must connect again" in run(tenant, *PULL)


def test_a_denial_changes_nothing(tenant: Tenant) -> None:
    """The connection that was there is there."""
    # GIVEN a connected account
    connect(tenant)
    before = connection(tenant)
    # WHEN another attempt is denied, THEN a page says so and nothing has changed
    assert "Not connected" in connect(tenant, action="deny").text
    assert connection(tenant)["updatedAt"] == before["updatedAt"]


@pytest.mark.parametrize("expires_in", ["epoch", "milliseconds", "duration", "absent"])
def test_every_reading_of_the_expiry_connects(tenant: Tenant, expires_in: str) -> None:
    """And quotes around the state that comes back."""
    # GIVEN an Onboardbase that writes the end of a key like this
    tenant.sandbox("onboardbase-auth", "settings", expiresIn=expires_in)
    tenant.sandbox("onboardbase-app", "settings", quoteState=True)
    # THEN an administrator connects
    assert connect(tenant).status_code == 200
    assert connection(tenant)["status"] == "active"


def test_a_key_that_may_do_more_is_thrown_away(tenant: Tenant) -> None:
    """The working key stays."""
    # GIVEN a connected account, and an Onboardbase that grants too much
    connect(tenant)
    tenant.sandbox("onboardbase-auth", "settings", scopes=["manage.secrets"])
    # WHEN an administrator connects again, THEN it is refused
    assert "more than was asked for" in connect(tenant).text
    assert connection(tenant)["status"] == "active"
    assert "SMTP_PASSWORD" in run(tenant, *PULL)


@pytest.mark.parametrize(
    ("program", "page_status", "reason"),
    [
        (
            Program(
                path=TOKEN,
                status=200,
                body={"data": None, "errors": [{"message": "auth_code_expired", "code": 1800}]},
            ),
            400,
            "code_expired",
        ),
        (Program(path=TOKEN, status=500), 502, "unknown_outcome"),
        (Program(path=TOKEN, drop="after"), 502, "unknown_outcome"),
    ],
)
def test_a_failed_exchange_is_told_and_another_succeeds(
    tenant: Tenant, program: Program, page_status: int, reason: str
) -> None:
    """A code that was sent is not sent again."""
    # GIVEN an Onboardbase that fails once
    tenant.partner_fails("onboardbase-auth", program)
    # WHEN an administrator comes back, THEN they are told, and the connection says why
    assert connect(tenant).status_code == page_status
    assert connection(tenant)["reason"] == reason
    # AND another attempt connects
    assert connect(tenant).status_code == 200
    assert connection(tenant)["status"] == "active"
