"""`jetbridge secrets`: what the deployer holds, in Secrets Manager and nowhere else."""

import json
import secrets as random
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Final

import typer

from jetbridge.flows.connection.own_credentials import KEYRING
from jetbridge.model import json_text
from jetbridge.model.audit import Action
from jetbridge.vault.keyring import read_keyring
from jetbridge.vault.secrets import (
    SENDABLE,
    SecretUnavailableError,
    is_sendable,
    of_strings,
    read_members,
)
from jetbridge_cli import asking, auditing, secret_names
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    told,
)
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import AsJson, Row, moment, say, show
from jetbridge_cli.secret_names import NAMES

app: Final = typer.Typer(no_args_is_help=True, help="Fill in and inspect the secrets.")

_COLUMNS: Final = ("name", "filled", "missing", "active", "changed", "version")
_KEY_BYTES: Final = 48
_TRIES: Final = 5
"""Times that a change is made again because others change the secret meanwhile."""


@app.command("set")
def set_(  # noqa: PLR0913 - an option each
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    fields: Annotated[
        list[str] | None,
        typer.Argument(help="The fields to fill in: all of the secret's, if none is named."),
    ] = None,
    *,
    stdin: Annotated[
        bool,
        typer.Option("--stdin", help="Read a JSON object of fields instead of asking for them."),
    ] = False,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Fill in a secret, with hidden input. Fields that are not named keep their values."""
    _check(name, fields or [])
    with told():
        deployment = Deployment(stack_name, endpoint)
        secret = Secret(deployment, name)
        present = secret.read()
    wanted = fields or secret_names.required(name)
    filled = [field for field in wanted if present.get(field)]
    if filled and not stdin:
        asking.agree_at_terminal(
            f"{name} has a value for {', '.join(filled)}: replace it?", yes=yes
        )
    given = _piped(name) if stdin else _asked(name, wanted)
    _check_values(given, "--stdin" if stdin else "FIELDS")
    on = [f"{name}.{field}" for field in given]
    with told(), auditing.recorded(deployment, Action.SECRET_SET, on=on):
        secret.change(lambda members: {**members, **given})
    say(f"{name}: {', '.join(given) or 'nothing'} set")


@app.command()
def status(
    *, as_json: AsJson = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Show which secrets are filled in, and since when. Never a value."""
    deployment = Deployment(stack_name, endpoint)
    with told():
        rows = [Secret(deployment, name).status() for name in (*NAMES, KEYRING)]
    show(rows, _COLUMNS, as_json=as_json)


@app.command("rotate-keyring")
def rotate_keyring(
    *, yes: Yes = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Add a sealing key and make it the active one. Earlier keys stay, and still open."""
    asking.agree_at_terminal("Seal with a new key from now on?", yes=yes)
    with told():
        deployment = Deployment(stack_name, endpoint)
        secret = Secret(deployment, KEYRING)
        try:
            with auditing.recorded(deployment, Action.KEYRING_ROTATE) as made:
                keyring = read_keyring(KEYRING, secret.change(_rotated))
                made.append(keyring.active)
        except SecretUnavailableError as error:
            raise CommandError(f"{error}; nothing was changed") from None
    earlier = len(keyring.material) - 1
    say(f"{keyring.active} seals from now on; {earlier} earlier still open.")
    if keyring.malformed:
        say(f"{keyring.malformed} malformed entries open nothing: repair or remove them.")
    say("Functions take it up as they next read the keyring.")


def _rotated(members: dict[str, str]) -> dict[str, str]:
    """Return a keyring with one more key, the active one.

    Raises:
        SecretUnavailableError: it is malformed.
    """
    read_keyring(KEYRING, members)
    numbers = [int(key[1:]) for key in members if key[1:].isdigit()]
    key_id = f"k{max(numbers, default=0) + 1}"
    return {**members, "active": key_id, key_id: random.token_urlsafe(_KEY_BYTES)}


class Secret:
    """One of the deployment's secrets."""

    def __init__(self, deployment: Deployment, name: str) -> None:
        """Find the secret of that name.

        Raises:
            CommandError: the stack has no such secret.
        """
        self._name: Final = name
        self._id: Final = deployment.output(secret_names.output(name))
        self._client: Final = deployment.secretsmanager()

    def read(self) -> dict[str, str]:
        """Return the fields as they are.

        Raises:
            CommandError: the secret is not a JSON object of strings.
        """
        return self._current()[1]

    def _members(self, text: str) -> dict[str, str]:
        try:
            return dict(read_members(self._name, text))
        except SecretUnavailableError as error:
            raise CommandError(str(error)) from None

    def change(self, make: Callable[[dict[str, str]], dict[str, str]]) -> dict[str, str]:
        """Store what `make` makes of the fields, as a new version, and return it.

        The new version becomes the current one only in the place of the one that was read: the
        label `AWSCURRENT` is moved from that version, which Secrets Manager refuses where it is no
        longer there. Then the change is made again, of what another operator stored meanwhile.

        Raises:
            CommandError: the secret is not a JSON object of strings, or others keep changing it.
        """
        for _ in range(_TRIES):
            version, members = self._current()
            after = make(members)
            if after == members:
                return after
            if self._replaced(version, after):
                return after
        raise CommandError(
            f"{self._name} is being changed by others: try again; nothing was changed"
        )

    def _replaced(self, version: str, members: dict[str, str]) -> bool:
        pending = f"jetbridge-{random.token_hex(8)}"
        stored = self._client.put_secret_value(
            SecretId=self._id, SecretString=json.dumps(members), VersionStages=[pending]
        )["VersionId"]
        try:
            self._client.update_secret_version_stage(
                SecretId=self._id,
                VersionStage="AWSCURRENT",
                MoveToVersionId=stored,
                RemoveFromVersionId=version,
            )
        except self._client.exceptions.InvalidParameterException:
            return False
        finally:
            # A version without a label is removed by Secrets Manager.
            self._client.update_secret_version_stage(
                SecretId=self._id, VersionStage=pending, RemoveFromVersionId=stored
            )
        return True

    def _current(self) -> tuple[str, dict[str, str]]:
        current = self._client.get_secret_value(SecretId=self._id)
        return current["VersionId"], self._members(current["SecretString"])

    def status(self) -> Row:
        """Return which fields are filled in, and since when, without their values."""
        described = self._client.describe_secret(SecretId=self._id)
        changed = described.get("LastChangedDate", described["CreatedDate"])
        stages = described["VersionIdsToStages"]
        (version,) = [key for key, labels in stages.items() if "AWSCURRENT" in labels]
        members = self.read()
        if self._name == KEYRING:
            filled, missing = sorted(members.keys() - {"active"}), list[str]()
        else:
            filled = [field for field in secret_names.fields(self._name) if members.get(field)]
            required = secret_names.required(self._name)
            missing = [field for field in required if not members.get(field)]
        return {
            "name": self._name,
            "filled": filled,
            "missing": missing,
            "active": members.get("active"),
            "changed": moment(int(changed.timestamp())),
            "version": version,
        }


def _asked(name: str, fields: Sequence[str]) -> dict[str, str]:
    return {field: typer.prompt(f"{name} {field}", hide_input=True) for field in fields}


def _piped(name: str) -> dict[str, str]:
    try:
        members = dict(of_strings(name, json_text.strict(sys.stdin.buffer.read())))
    except json_text.InvalidJsonError as unfit:
        first = unfit.faults[0]
        why = "must be a JSON object of strings" if first == json_text.NOT_JSON else first.detail
        raise typer.BadParameter(f"{first.pointer or '/'}: {why}", param_hint="--stdin") from None
    except SecretUnavailableError as error:
        raise typer.BadParameter(error.rule, param_hint="--stdin") from None
    _check(name, list(members))
    return members


def _check_values(given: dict[str, str], hint: str) -> None:
    for field, value in given.items():
        if value and not is_sendable(value):  # empty: not set
            raise typer.BadParameter(f"{field} {SENDABLE}; nothing was changed", param_hint=hint)


def _check(name: str, fields: list[str]) -> None:
    if name not in NAMES:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(NAMES)}", param_hint="NAME")
    known = secret_names.fields(name)
    unknown = [field for field in fields if field not in known]
    if unknown:
        raise typer.BadParameter(
            f"{name} has no field {', '.join(unknown)}, but {', '.join(known)}",
            param_hint="FIELDS",
        )
