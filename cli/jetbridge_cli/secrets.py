"""`jetbridge secrets`: what the deployer holds, in Secrets Manager and nowhere else."""

import sys
from collections.abc import Collection, Sequence
from typing import Annotated, Final

import typer

from jetbridge.flows.connection.own_credentials import KEYRING
from jetbridge.model import json_text
from jetbridge.model.audit import Action
from jetbridge.vault.secrets import SENDABLE, SecretUnavailableError, is_sendable, of_strings
from jetbridge_cli import asking, auditing, secret_names
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
)
from jetbridge_cli.failure import CommandError, DeniedError, NoAnswerError
from jetbridge_cli.output import AsJson, Row, say, show
from jetbridge_cli.refusals import told
from jetbridge_cli.secret_names import NAMES
from jetbridge_cli.stored_secret import Secret, UnreadableSecretError

app: Final = typer.Typer(no_args_is_help=True, help="Fill in and inspect the secrets.")

_COLUMNS: Final = ("name", "filled", "missing", "active", "changed", "version")


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
        present, unreadable = _present(secret)
    wanted = fields or secret_names.required(name)
    filled = [field for field in wanted if present.get(field)]
    if filled and not stdin:
        asking.agree_at_terminal(
            f"{name} has a value for {', '.join(filled)}: replace it?", yes=yes
        )
    if not stdin:
        _require_whole(name, unreadable, wanted)
    given = _piped(name) if stdin else _asked(name, wanted)
    _check_values(given, "--stdin" if stdin else "FIELDS")
    _require_whole(name, unreadable, given)
    on = [f"{name}.{field}" for field in given]
    with told(), auditing.recorded(deployment, Action.SECRET_SET, on=on):
        secret.change(lambda members: {**members, **given}, overwrite=bool(unreadable))
    say(f"{name}: {', '.join(given) or 'nothing'} set")


@app.command()
def status(
    *, as_json: AsJson = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Show which secrets are filled in, and since when. Never a value.

    Those that cannot be read are named below the others: exit status 1.
    """
    deployment = Deployment(stack_name, endpoint)
    with told():
        secrets = [Secret(deployment, name) for name in (*NAMES, KEYRING)]
    rows: list[Row] = []
    faults: list[str] = []
    for secret in secrets:
        try:
            with told():
                rows.append(secret.status())
        except (DeniedError, NoAnswerError):
            raise  # the others would be refused alike
        except CommandError as fault:
            faults += fault.lines
    show(rows, _COLUMNS, as_json=as_json)
    if faults:
        raise CommandError("not every secret can be read:", *faults)


def _present(secret: Secret) -> tuple[dict[str, str], str]:
    """Return the fields of a secret, and why they cannot be read, empty where they can be."""
    try:
        return secret.read(), ""
    except UnreadableSecretError as fault:
        return {}, str(fault)


def _require_whole(name: str, unreadable: str, given: Collection[str]) -> None:
    """Refuse single fields of a secret that cannot be read: what the others are is not known.

    Raises:
        CommandError: not all are given.
    """
    if unreadable and not {*secret_names.required(name)} <= {*given}:
        whole = f"`jetbridge secrets set {name}` replaces it, with all its fields."
        raise CommandError(f"{unreadable}; nothing was changed", whole)


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
