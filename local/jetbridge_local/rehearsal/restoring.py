"""A restore, as docs/restore.md has it, of the table of a stack that was used."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import requests

from jetbridge.runtime.clock import SystemClock, SystemPause
from jetbridge_local.demo.guide import check
from jetbridge_local.rehearsal import gaps, tool
from jetbridge_local.rehearsal.deployed import DeployedStack
from jetbridge_local.rehearsal.sam import environment
from jetbridge_local.rehearsal.stacks import FUNCTION
from jetbridge_local.stack import partners, seed
from jetbridge_local.stack.errors import StackError

_PATIENCE: Final = 120
"""Seconds that a command, or a request to a function that has just started, may take."""
_MOMENT: Final = 0.05
"""Seconds between two looks at the clock."""

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of the table, and its moment. After it a client was revoked, a person erased."""

    arn: str
    moment: str
    revoked: Json
    person: Json


def restore(deployed: DeployedStack, **parameters: str) -> Backup:
    """Back the table up, erase and revoke, restore it into a new one, and have the stack use that.

    Raises:
        DemoError: something of before the backup is lost, or something has come back to life.
        StackError: a command failed.
    """
    own = deployed.stack.ids()["Table"]
    revoked = _run(deployed, "clients", "create", "--tenant", partners.TENANT)
    person = _person(deployed)
    arn, moment = _backup(deployed, own)
    _run(deployed, "clients", "revoke", revoked["client_id"], as_json=False)
    _run(
        deployed,
        "people",
        "erase",
        "--tenant",
        partners.TENANT,
        "--onboarding",
        person["id"],
        "--yes",
        "--force",
    )
    check(_token(deployed, revoked) == HTTPStatus.UNAUTHORIZED, "the client was revoked")
    backup = Backup(arn, moment, revoked, person)
    _use(deployed, backup, f"{own}-restored", parameters)
    check(own in _tables(deployed), "the stack's own table is kept")
    return backup


def take_back(deployed: DeployedStack, backup: Backup, **parameters: str) -> None:
    """Lose the stack, and have a new one use the keyring that it has left, and a restored table.

    Raises:
        DemoError: something that is to be kept is gone, is not used, or has come back to life.
        StackError: a command failed.
    """
    former, aside = deployed.stack.ids(), gaps.set_aside(deployed.stack)
    deployed.lose()
    secrets = deployed.stack.aws.secretsmanager()
    check(former["Table"] in _tables(deployed), "the table is kept")
    check(any(deployed.stack.logged(former["Changes"])), "the list of changes is kept")
    check("ARN" in secrets.describe_secret(SecretId=former["KeyringSecret"]), "the keys are kept")
    kept = {**parameters, "ExistingKeyring": aside.keyring}
    deployed.create(**kept)
    gaps.expect_same_names(former, deployed.stack.ids())
    seed.fill_secrets(deployed.stack.aws, deployed.stack.ids())
    again, changes = f"{former['Table']}-again", ("--list", aside.changes)
    _use(deployed, backup, again, kept, changes=changes, held=("--hold-all",))


def _use(  # noqa: PLR0913 - what a restore is told
    deployed: DeployedStack,
    backup: Backup,
    table: str,
    parameters: Mapping[str, str],
    *,
    changes: Sequence[str] = (),
    held: Sequence[str] = (),
) -> None:
    """Restore a backup into `table`, put it in order, have the stack use it, and look."""
    since = ("--since", backup.moment, *changes)
    with _stopped(deployed):
        _restore(deployed, backup.arn, table)
        _run(deployed, "restore", "check", table, *since)
        steps = _run(deployed, "restore", "apply", table, *since, *held, "--yes")
        done = {each["what"] for each in steps if each["result"] == "applied"}
        check(done >= {"person.erase", "client.revoke"}, f"both were applied, of {done}")
        deployed.deploy(deployed.packaged, **parameters, ExistingTable=table)
        gaps.permit_batches(deployed.stack)
    _look(deployed, table, backup)


def _look(deployed: DeployedStack, restored: str, backup: Backup) -> None:
    """Look by HTTP, and into the new table, at what must be there and what must not."""
    revoked, person = backup.revoked, backup.person
    check(_token(deployed, revoked) == HTTPStatus.UNAUTHORIZED, "the revoked client stays revoked")
    check(_token(deployed, _own_client(deployed)) == HTTPStatus.OK, "the tenant's own client works")
    connections = _get(deployed, "/v1/connections")["items"]
    check(any(each["status"] == "active" for each in connections), "a connection is active")
    found = _get(deployed, f"/v1/onboardings/{person['id']}")
    check(found["externalCustomerId"] != person["externalCustomerId"], "the person stays erased")
    erasures = _run(deployed, "people", "erasures", "--tenant", partners.TENANT)
    check([each["outcome"] for each in erasures] == ["completed"], "the record is there")
    _run(deployed, "audit", "verify", as_json=False)
    check(deployed.stack.outputs["TableName"] == restored, "the stack uses the restored table")


def _tables(deployed: DeployedStack) -> Sequence[str]:
    return deployed.stack.aws.dynamodb().list_tables()["TableNames"]


def _person(deployed: DeployedStack) -> Json:
    """Return a verified person's onboarding, as the API shows it."""
    every = _get(deployed, "/v1/onboardings")["items"]
    return next(each for each in every if each["status"] == "verified")


def _backup(deployed: DeployedStack, table: str) -> tuple[str, str]:
    """Back a table up; return the backup, and its moment, after which a second has begun."""
    made = deployed.stack.aws.dynamodb().create_backup(TableName=table, BackupName="rehearsal")
    clock, pause = SystemClock(), SystemPause()
    moment = clock.now()
    while clock.now() <= moment:
        pause.pause(_MOMENT)
    return made["BackupDetails"]["BackupArn"], datetime.fromtimestamp(moment, UTC).isoformat()


def _restore(deployed: DeployedStack, backup: str, table: str) -> None:
    """Restore into a new table, and set what is not restored."""
    dynamodb = deployed.stack.aws.dynamodb()
    dynamodb.restore_table_from_backup(TargetTableName=table, BackupArn=backup)
    dynamodb.get_waiter("table_exists").wait(TableName=table)
    expiry: Any = {"Enabled": True, "AttributeName": "ttl"}
    dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
    recovery: Any = {"PointInTimeRecoveryEnabled": True}
    dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=recovery)


@contextmanager
def _stopped(deployed: DeployedStack) -> Iterator[None]:
    """Stop every function, and start it at the end."""
    client, names = deployed.stack.aws.client("lambda"), deployed.stack.ids(FUNCTION).values()
    for name in names:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        yield
    finally:
        for name in names:
            client.delete_function_concurrency(FunctionName=name)


def _run(deployed: DeployedStack, *arguments: str, as_json: bool = True) -> Any:  # noqa: ANN401 - what a command prints
    """Run a command of the operator's, and return what it prints.

    Raises:
        StackError: it failed.
    """
    given = environment(deployed.ready.aws_endpoint_url) | {**deployed.environment}
    options = ["--json"] if as_json else []
    done = tool.run(given, *arguments, *options, patience=_PATIENCE)
    if done.returncode:
        raise StackError(
            f"`jetbridge {' '.join(arguments)}`: {done.stdout[-500:]}{done.stderr[-800:]}"
        )
    return json.loads(done.stdout) if as_json else done.stdout


def _token(deployed: DeployedStack, client: Json) -> int:
    """Return the status with which a client is given an access token, or is not."""
    return _issue(deployed, client).status_code


def _issue(deployed: DeployedStack, client: Json) -> requests.Response:
    return requests.post(
        f"{deployed.ready.api_url}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client["client_id"], client["client_secret"]),
        timeout=_PATIENCE,
    )


def _own_client(deployed: DeployedStack) -> Json:
    """Return the tenant's own client, as `jetbridge clients create` prints one."""
    client = deployed.ready.api_client
    return {"client_id": client.client_id, "client_secret": client.client_secret}


def _get(deployed: DeployedStack, path: str) -> Json:
    token = _issue(deployed, _own_client(deployed)).json()["access_token"]
    answer = requests.get(
        f"{deployed.ready.api_url}{path}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=_PATIENCE,
    )
    check(answer.ok, f"GET {path} answers {answer.status_code}")
    found: Json = answer.json()
    return found
