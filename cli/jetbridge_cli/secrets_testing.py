"""`jetbridge secrets test`: each partner is asked whether it takes the deployment's credentials."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from jetbridge.flows.connection import own_credentials
from jetbridge.flows.context import Context
from jetbridge.model.own_credentials import Finding, Result
from jetbridge.model.record import replace
from jetbridge.model.settings import Settings
from jetbridge.vault.secrets import SecretUnavailableError, credential
from jetbridge_cli import operating, published, secret_names
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName
from jetbridge_cli.failure import DeniedError, UnclearError
from jetbridge_cli.output import AsJson, Row, show
from jetbridge_cli.refusals import told
from jetbridge_cli.secret_names import NAMES

UNCLEAR: Final = UnclearError.exit_status
"""Exit status where nothing is refused, and some partner did not say."""

_COLUMNS: Final = ("name", "part", "result", "status", "error", "meaning")
_MEANINGS: Final = {
    Result.WORKS: "The partner takes it.",
    Result.REFUSED: "The partner refuses it: replace it with `jetbridge secrets set`.",
    Result.UNUSABLE: "It cannot be sent: set it again with `jetbridge secrets set`.",
    Result.DENIED: f"You may not read it. {DeniedError.advice}",
    Result.NOT_SET: "It is not set: the partner cannot be used.",
    Result.UNKNOWN: "The partner did not say: try again later.",
}


def ask(
    name: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(NAMES)}. Every one if none is named.")
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Ask each partner once whether it takes the credentials. Nothing is changed there.

    Exit status: 1 where one is refused or cannot be sent, or the one that is named is not set; 4
    where a partner did not say, or a secret may not be read; else 0.
    """
    if name is not None and name not in NAMES:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(NAMES)}", param_hint="NAME")
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment, Settings(variables(deployment)))
        wanted = NAMES if name is None else (name,)
        found = [each for one in wanted for each in examine(context, one)]
    show([*map(_row, found)], _COLUMNS, as_json=as_json)
    raise typer.Exit(_exit_status(found, is_named=name is not None))


def examine(context: Context, name: str) -> tuple[Finding, ...]:
    """Ask the partner of a secret, once for each credential in it.

    Of one that no partner can be asked about, what is wrong with the secret itself is found.
    """
    found = own_credentials.examine(context, name)
    return tuple(
        _held(context, each) if each.result is Result.NOT_ASKED else each for each in found
    )


def _held(context: Context, found: Finding) -> Finding:
    secret_id = context.settings.environ.get(own_credentials.variable(found.name), "")
    fields = secret_names.required(found.name)
    if not own_credentials.is_set(context.secrets, secret_id, *fields):
        may_be_empty = found.name == own_credentials.IDENTITY  # a public client has no secret
        return found if may_be_empty else replace(found, result=Result.NOT_SET, why="")
    try:
        members = context.secrets.get(secret_id, fresh=True)
        for field in fields:
            credential(secret_id, members, field)
    except SecretUnavailableError as missing:
        return replace(own_credentials.unusable(found, missing), why="")
    return found


def variables(deployment: Deployment) -> dict[str, str]:
    """Return the functions' settings: where the partners are, and which secrets are theirs."""
    found = published.variables(deployment.parameters())
    for name in NAMES:
        found[own_credentials.variable(name)] = deployment.output(secret_names.output(name))
    return found


def _row(found: Finding) -> Row:
    return {
        "name": found.name,
        "part": found.part,
        "result": str(found.result),
        "status": found.status or None,
        "error": found.error or None,
        "meaning": found.why or _MEANINGS[found.result],
    }


def _exit_status(found: Sequence[Finding], *, is_named: bool) -> int:
    results = {each.result for each in found}
    wrong = {Result.REFUSED, Result.UNUSABLE} | ({Result.NOT_SET} if is_named else set())
    if results & wrong:
        return 1
    return UNCLEAR if results & {Result.UNKNOWN, Result.DENIED} else 0
