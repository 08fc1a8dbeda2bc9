"""The operator's commands, on a running stack."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from jetbridge.model.connection import Connection, Status
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.oauth import clients
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store import connections
from jetbridge_cli.app import app
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.stored_secret import Secret
from jetbridge_local.sandbox import credentials
from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import PATIENCE, Operator

_CREATED: Final = 1_800_000_000


def test_status_says_what_is_filled_and_never_with_what(operator: Operator) -> None:
    """Both for people and for programs."""
    # GIVEN secrets that are filled in
    values = [
        value
        for name in ("SmartRecruitersSecret", "IncodeSecret", "IdentitySecret")
        for value in operator.secret(name).values()
    ]
    # WHEN their status is shown
    shown, rows = operator.run("secrets", "status"), operator.read("secrets", "status")
    # THEN it names the fields, and the version
    incode = next(row for row in rows if row["name"] == "incode")
    assert incode["filled"] == ["client_id", "client_secret", "api_key", "admin_token"]
    assert incode["missing"] == []
    assert incode["version"]
    keyring = next(row for row in rows if row["name"] == "keyring")
    assert keyring["active"] in keyring["filled"]
    # AND no value
    assert not [value for value in values if value in shown or value in json.dumps(rows)]


def test_test_asks_each_partner_whether_it_takes_the_credentials(operator: Operator) -> None:
    """By the deployment's own settings; nothing is begun there, and no value is shown."""
    # WHEN the secrets are tested
    rows = operator.read("secrets", "test")
    # THEN every partner that can be asked was asked, and takes them
    asked = {(row["name"], row["part"]): row["result"] for row in rows if row["status"]}
    assert asked == {
        ("smartrecruiters", "client"): "works",
        ("incode", "client"): "works",
        ("incode", "api_key"): "works",
        ("onboarder", "client"): "works",
    }
    # AND of the others it is said why they were not
    assert {row["name"] for row in rows if row["result"] == "not_asked"} == {
        "onboardbase",
        "identity",
    }
    assert credentials.INCODE_API_KEY not in operator.run("secrets", "test", "incode")


def test_set_asks_hidden_and_keeps_the_other_fields(operator: Operator) -> None:
    """What is typed goes to Secrets Manager, and nowhere else."""
    # GIVEN a secret with all its fields
    before = operator.secret("IncodeSecret")
    # WHEN one of them is set
    shown = operator.run(
        "secrets", "set", "incode", "api_key", typed=f"{credentials.INCODE_API_KEY}\n"
    )
    # THEN the others are as they were, and nothing of it is shown
    assert operator.secret("IncodeSecret") == before
    assert credentials.INCODE_API_KEY not in shown


def test_set_takes_fields_from_a_pipe(operator: Operator) -> None:
    """For those who keep them in a password manager."""
    # GIVEN a JSON object of fields
    piped = json.dumps({"client_secret": credentials.OIDC.client_secret})
    # WHEN it is piped in
    operator.run("secrets", "set", "identity", "--stdin", typed=piped)
    # THEN the secret holds it
    assert operator.secret("IdentitySecret") == json.loads(piped)


@pytest.mark.parametrize(
    ("command", "explanation"),
    [
        (
            ("keyring",),
            "'keyring' is not one of smartrecruiters, incode, onboarder, onboardbase, identity",
        ),
        (("incode", "password"), "incode has no field password"),
        (("incode", "--stdin"), "must be a JSON object of strings"),
    ],
)
def test_set_refuses_what_a_secret_has_not(
    operator: Operator, command: tuple[str, ...], explanation: str
) -> None:
    """And says what it has."""
    # GIVEN a secret or field that there is not
    # WHEN it is to be set
    # THEN the command says what is wrong
    assert explanation in operator.misuse("secrets", "set", *command)


@pytest.mark.parametrize(
    "value", ["key\n", " key", "key\u00a0", "ke\u200by", "ke\ny", "kéy"], ids=ascii
)
def test_set_refuses_a_value_that_cannot_be_sent(operator: Operator, value: str) -> None:
    """A line break that came along when it was copied would look like a refusal of the partner."""
    # GIVEN a secret that is filled in
    before = operator.secret("IncodeSecret")
    # WHEN a field is set to what fits in no header
    piped = json.dumps({"api_key": value})
    told = operator.misuse("secrets", "set", "incode", "--stdin", typed=piped)
    # THEN the field and the rule are named, the value is not, and nothing has changed
    assert "api_key must be visible ASCII" in told
    assert value not in told
    assert operator.secret("IncodeSecret") == before


def test_a_secret_that_is_no_json_is_named_and_set_as_a_whole(operator: Operator) -> None:
    """Typed into the web console, say, where its fields belong into an object."""
    # GIVEN a secret that holds something else
    before = operator.secret("OnboardbaseSecret")
    name = "jetbridge-local-OnboardbaseSecret"
    operator.secrets().put_secret_value(SecretId=name, SecretBinary=b"just-the-client-secret")
    # THEN the others are shown, and it is named
    shown = operator.result("secrets", "status")
    assert "secret onboardbase: must be a JSON object of strings" in str(shown.exception)
    assert "incode" in shown.output
    # AND a single field is refused, because the others are not known
    one = json.dumps({"client_id": before["client_id"]})
    refused = operator.result("secrets", "set", "onboardbase", "--stdin", typed=one)
    assert "replaces it, with all its fields" in str(refused.exception)
    # AND all of them replace it
    operator.run("secrets", "set", "onboardbase", "--stdin", typed=json.dumps(before))
    assert operator.secret("OnboardbaseSecret") == before


def test_two_changes_of_a_secret_at_once_are_both_kept(operator: Operator) -> None:
    """The second is made of what the first has stored: no sealing key is lost."""
    # GIVEN a change between whose read and write the keyring is rotated by another operator
    rotations = iter(["rotate-keyring"])

    def change(members: dict[str, str]) -> dict[str, str]:
        for rotation in rotations:
            operator.run("secrets", rotation)
        return {**members, "kx": "another-key-of-more-than-forty-three-characters"}

    before = operator.secret("KeyringSecret")
    secret = Secret(Deployment("jetbridge-local", operator.endpoint), "keyring")
    # WHEN it is made
    secret.change(change)
    # THEN the keys of both are there, and every earlier one
    after = operator.secret("KeyringSecret")
    assert len(after) == len(before) + 2
    assert before.items() - {("active", before["active"])} <= after.items()
    assert after["active"] != before["active"]
    assert "kx" in after
    # AND the versions that lost, and those that are over, carry no label of ours
    labels = operator.labels("KeyringSecret")
    assert set(labels) <= {"AWSCURRENT", "AWSPREVIOUS"}


def test_rotating_the_keyring_keeps_the_earlier_keys(operator: Operator) -> None:
    """What is sealed stays openable; what comes is sealed under the new key."""
    # GIVEN a keyring
    before = operator.secret("KeyringSecret")
    # WHEN it is rotated
    operator.run("secrets", "rotate-keyring")
    # THEN it has one more key, which is active
    after = operator.secret("KeyringSecret")
    assert after["active"] not in before
    assert len(after[after["active"]]) >= 43
    assert {key: after[key] for key in before if key != "active"} == {
        key: value for key, value in before.items() if key != "active"
    }


def test_a_client_lives_from_create_to_revoke(operator: Operator) -> None:
    """Created, listed, rotated without a gap, revoked at once."""
    # GIVEN a client that an operator has created
    created = operator.read(
        "clients", "create", "--tenant", "demo", "--name", "HR", "--scope", "onboardings:read"
    )
    client_id, first = created["client_id"], created["client_secret"]
    assert created["scopes"] == ["onboardings:read"]
    assert operator.token(client_id, first) == 200
    # WHEN its secret is rotated
    second = operator.read("clients", "rotate", client_id)["client_secret"]
    # THEN both secrets are good, and a third is refused
    assert [operator.token(client_id, secret) for secret in (first, second)] == [200, 200]
    assert "two live secrets until" in operator.fail("clients", "rotate", client_id)
    # AND the list shows it, without its secrets
    listed = operator.read("clients", "list", "--tenant", "demo")
    row = next(row for row in listed if row["client_id"] == client_id)
    assert (row["name"], row["status"], row["secrets"]) == ("HR", "active", 2)
    assert first not in json.dumps(listed)
    assert client_id in operator.run("clients", "list", "--tenant", "demo")
    # AND once revoked it is dead
    operator.run("clients", "revoke", client_id)
    assert [operator.token(client_id, secret) for secret in (first, second)] == [401, 401]
    assert "is revoked" in operator.fail("clients", "rotate", client_id)


def test_a_secret_can_be_ended_at_once(operator: Operator) -> None:
    """`--overlap 0` is for a secret that leaked."""
    # GIVEN a client
    created = operator.read("clients", "create", "--tenant", "demo", "--name", "Leaky")
    # WHEN its secret is rotated without overlap
    rotated = operator.read("clients", "rotate", created["client_id"], "--overlap", "0")
    # THEN only the new one is good
    assert operator.token(created["client_id"], created["client_secret"]) == 401
    assert operator.token(created["client_id"], rotated["client_secret"]) == 200


def test_a_partners_client_is_not_the_operators(operator: Operator) -> None:
    """It ends and changes with its connection."""
    # GIVEN a client that was issued to a partner
    client, _ = clients.new_client(
        RandomIds(),
        SystemClock(),
        kind=ClientKind.PARTNER,
        tenant="demo",
        name="SmartRecruiters",
        scopes=[Scope.CALLBACKS_WRITE],
        partner="smartrecruiters",
        connection_id="con_1",
    )
    operator.table().write(clients.put(client))
    # WHEN an operator is about to rotate or revoke it
    # THEN the command names its connection instead
    for command in ("rotate", "revoke"):
        assert "con_1" in operator.fail("clients", command, client.client_id)


def test_an_api_client_has_no_partners_scope(operator: Operator) -> None:
    """Scopes are checked before anything is written."""
    # GIVEN a scope that partners hold
    # WHEN an API client is to have it
    said = operator.misuse(
        "clients", "create", "--tenant", "demo", "--name", "X", "--scope", "callbacks:write"
    )
    # THEN it is refused
    assert "callbacks:write is not among" in said


def test_connections_are_listed_and_shown(operator: Operator) -> None:
    """As the API shows them, with their history, and without a credential."""
    # GIVEN a connection
    connection = Connection(
        id="con_cli",
        tenant="cli-tenant",
        partner="smartrecruiters",
        account="acme",
        status=Status.NEEDS_RECONNECT,
        reason="refused",
        created_at=_CREATED,
        updated_at=_CREATED,
        sealed={"client_secret": "v1.k1.sealed-mark"},
    )
    operator.table().write(*connections.save(None, connection, by="test"))
    # WHEN it is listed and shown
    listed = operator.read("connections", "list", "--tenant", "cli-tenant")
    shown = operator.read("connections", "show", "con_cli")
    # THEN it is there
    assert [(row["id"], row["status"]) for row in listed] == [("con_cli", "needs_reconnect")]
    assert shown["companyId"] == "acme"
    assert shown["history"][0]["reason"] == "refused"
    # AND its credential is not
    assert "sealed-mark" not in json.dumps([listed, shown])
    assert "needs_reconnect" in operator.run("connections", "list", "--tenant", "cli-tenant")
    assert "acme" in operator.run("connections", "show", "con_cli")


@pytest.mark.parametrize(
    "command",
    [("connections", "show", "con_nowhere"), ("clients", "revoke", "jb_ci_nowhere")],
)
def test_what_is_not_there_is_named(operator: Operator, command: tuple[str, ...]) -> None:
    """In a sentence."""
    # GIVEN an id that nothing has
    # WHEN a command is about it
    # THEN the command names it
    assert command[-1] in operator.fail(*command)


def test_a_table_can_be_named_without_a_stack(operator: Operator, stack: LocalStack) -> None:
    """For an operator who may read the table and no stack."""
    # GIVEN no stack of that name
    command = ["clients", "list", "--tenant", "demo", "--stack-name", "none", "--json"]
    command += ["--endpoint-url", stack.ready.aws_endpoint_url]
    # WHEN the table is named
    result = CliRunner().invoke(app, [*command, "--table", stack.ready.table_name])
    # THEN the stack is not needed
    assert stack.ready.api_client.client_id in result.output
    assert operator.read("clients", "list", "--tenant", "demo")


def test_the_variables_of_a_deployment_hold_no_secret(
    operator: Operator, stack: LocalStack
) -> None:
    """Names and addresses, and which command shows the rest."""
    # WHEN a shell asks for a stack by its name
    printed = operator.run("env")
    # THEN it gets what the documents' commands need
    assert f"export API={stack.ready.api_url}\n" in printed
    assert f"export TABLE={stack.ready.table_name}\n" in printed
    # AND of a local stack that it had asked for before nothing that would mislead
    assert "unset JETBRIDGE_CLOCK TENANT CLIENT_ID CLIENT_SECRET" in printed
    # AND no secret: a command shows it
    assert stack.ready.api_client.client_secret not in printed
    assert "jetbridge clients create" in printed
    # AND where an earlier variable leads to a local stack, that is said
    where = ("--stack-name", "prod", "--endpoint-url", stack.ready.aws_endpoint_url)
    assert "unset it" in operator.fail("env", where=where)


def test_a_failure_is_a_sentence_and_an_exit_status(stack: LocalStack) -> None:
    """No traceback, and nothing on the standard output."""
    # GIVEN a stack that is not there
    jetbridge = Path(sys.executable).with_name("jetbridge")
    command = [str(jetbridge), "secrets", "status", "--stack-name", "none"]
    command += ["--endpoint-url", stack.ready.aws_endpoint_url]
    # WHEN a command is about it
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=PATIENCE)
    # THEN it says so in one line
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("there is no stack none here.")
    assert done.stderr.count("\n") == 1


def test_what_is_logged_is_no_part_of_the_output(stack: LocalStack) -> None:
    """A program reads the whole of standard output as JSON."""
    # GIVEN a command whose flow logs what it does
    jetbridge = Path(sys.executable).with_name("jetbridge")
    command = [str(jetbridge), "companies", "allow", "logged", "--tenant", "demo", "--json"]
    # WHEN it is run
    done = subprocess.run(
        command,
        capture_output=True,
        check=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, **stack.environment},
    )
    # THEN its output is JSON, and the log is beside it
    assert json.loads(done.stdout)["company"] == "logged"
    assert '"message":"company changed"' in done.stderr


def test_aws_that_is_not_there_is_named(operator: Operator) -> None:
    """A wrong endpoint is told apart from a wrong stack."""
    # GIVEN an address where nothing listens
    nowhere = ("--endpoint-url", "http://127.0.0.1:9")
    # WHEN a command is sent there
    said = operator.fail("secrets", "status", where=nowhere)
    # THEN it says that AWS is not reached
    assert "cannot be reached" in said
