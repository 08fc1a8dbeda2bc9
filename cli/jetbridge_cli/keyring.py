"""`jetbridge secrets`: the sealing keys, from the first use of one to its removal.

rotate-keyring    adds a key and makes it the active one
reseal            has the worker bring every sealed value under it
keys              shows the keys, and how far the re-seal is
retire-key        removes earlier keys, once nothing is sealed under them
"""

import secrets as random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final, cast

import typer

from jetbridge.flows.connection.own_credentials import KEYRING
from jetbridge.flows.context import Context
from jetbridge.flows.sealing import reseal as flow
from jetbridge.model.audit import Action
from jetbridge.model.reseal import Reseal, Standing, State, settled_at, why_kept
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import audit, reseals
from jetbridge.store.keys import audit_chains
from jetbridge.store.table import Table
from jetbridge.vault.keyring import Keyring, read_keyring
from jetbridge.vault.secrets import SecretUnavailableError
from jetbridge_cli import asking, auditing, operating
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import AsJson, Row, moment, say, show, show_json, stderr
from jetbridge_cli.refusals import told
from jetbridge_cli.stored_secret import Secret

_COLUMNS: Final = ("key", "active", "since", "values", "unopenable")
_KEY_BYTES: Final = 48
_FOLLOW: Final = "`jetbridge secrets keys` shows how far it is."


def rotate_keyring(
    *, yes: Yes = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Add a sealing key and make it the active one. Earlier keys stay, and still open."""
    asking.agree_at_terminal("Seal with a new key from now on?", yes=yes)
    with told(), _readable():
        deployment = Deployment(stack_name, endpoint)
        secret = Secret(deployment, KEYRING)
        with auditing.recorded(deployment, Action.KEYRING_ROTATE) as made:
            keyring = read_keyring(KEYRING, secret.change(_rotated))
            made.append(keyring.active)
    earlier = len(keyring.material) - 1
    say(f"{keyring.active} seals from now on; {earlier} earlier still open.")
    if keyring.malformed:
        say(f"{keyring.malformed} malformed entries open nothing: repair or remove them.")
    say("Functions take it up as they next read the keyring.")
    say("`jetbridge secrets reseal` brings what is stored under it.")


def reseal(
    *, as_json: AsJson = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Have the worker bring every sealed value under the active key. May be run at any time."""
    with told(), _readable():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment)
        settled = _settled(Secret(deployment, KEYRING), context)
        with auditing.recorded(deployment, Action.KEYRING_RESEAL) as made:
            asked = flow.ask_for(context, settled=settled)
            made.append(asked.run.key)
    if asked.unread:
        why = asked.unread.why
        say(f"The re-seal before cannot be read ({why}): another begins at the start.", to=stderr)
    run = asked.run
    if as_json:
        show_json(_run(run))
        return
    say(_standing(run, context.clock.now()))
    say(_FOLLOW)


def keys(
    *, as_json: AsJson = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """Show the sealing keys, how many values are under each, and how far the re-seal is."""
    with told(), _readable():
        deployment = Deployment(stack_name, endpoint)
        secret = Secret(deployment, KEYRING)
        keyring, changed = read_keyring(KEYRING, secret.read()), secret.changed_at()
        table, now = deployment.table(), deployment.clock().now()
        run, since = reseals.get(table), _since(table)
    rows = _rows(keyring, run, since)
    if as_json:
        show_json({"changed": moment(changed), "keys": rows, "reseal": run and _run(run)})
        return
    show(rows, _COLUMNS, as_json=False)
    say(f"The keyring was changed at {moment(changed)}.")
    say(_standing(run, now) if run else "No value was sealed again yet: jetbridge secrets reseal")


def retire_key(
    key_ids: Annotated[list[str], typer.Argument(metavar="KEY...", help="Ids of earlier keys.")],
    *,
    abandon: Annotated[
        bool, typer.Option("--abandon", help="Give up the values under them that do not open.")
    ] = False,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Remove earlier sealing keys, under which a re-seal has left nothing. Asks first.

    A backup from before the re-seal cannot be used without them.
    """
    with told(), _readable():
        deployment = Deployment(stack_name, endpoint)
        context, secret = operating.context(deployment), Secret(deployment, KEYRING)

        def check(members: dict[str, str]) -> dict[str, str]:
            """Return the keyring without the keys."""
            keyring = read_keyring(KEYRING, members)
            _require_removable(context, secret, keyring, key_ids, abandon=abandon)
            return {name: value for name, value in members.items() if name not in key_ids}

        check(secret.read())
        if not yes:
            named = ", ".join(key_ids)
            say(f"A backup from before the re-seal cannot be used without {named}.")
            asking.agree(f"Remove {named}?", undone="nothing was removed")
        with auditing.recorded(deployment, Action.KEYRING_RETIRE, on=key_ids):
            keyring = read_keyring(KEYRING, secret.change(check))
    say(f"{', '.join(key_ids)} removed. {keyring.active} seals, {len(keyring.material)} open.")


def _require_removable(
    context: Context, secret: Secret, keyring: Keyring, key_ids: Sequence[str], *, abandon: bool
) -> None:
    """Raise where one of the keys may still be needed.

    Raises:
        CommandError: it may be; says why.
    """
    run = reseals.get(context.table)
    ring = Standing(keyring.active, _settled(secret, context))
    for each in key_ids:
        if each not in keyring.material:
            raise CommandError(f"the keyring has no key {each}; nothing was removed")
        why = why_kept(run, each, ring, now=context.clock.now(), abandon=abandon)
        if why:
            raise CommandError(f"{each} stays: {why}")


def _settled(secret: Secret, context: Context) -> int:
    return settled_at(secret.changed_at(), context.settings.secrets_max_age)


@contextmanager
def _readable() -> Iterator[None]:
    """Turn a malformed keyring into a message.

    Raises:
        CommandError: it is malformed.
    """
    try:
        yield
    except SecretUnavailableError as error:
        raise CommandError(f"{error}; nothing was changed") from None


def _rotated(members: dict[str, str]) -> dict[str, str]:
    """Return a keyring with one more key, the active one.

    Raises:
        SecretUnavailableError: it is malformed.
    """
    read_keyring(KEYRING, members)
    numbers = [int(key[1:]) for key in members if key[1:].isdigit()]
    key_id = f"k{max(numbers, default=0) + 1}"
    return {**members, "active": key_id, key_id: random.token_urlsafe(_KEY_BYTES)}


def _since(table: Table) -> dict[str, int]:
    """Return when keys became active (Unix seconds), as far as the audit trail reaches."""
    return {
        str(each["on"][-1]): int(each["at"])
        for chain in audit_chains(EVERY_TENANT)
        for each in cast("Iterator[Mapping[str, Any]]", audit.entries(table, chain))
        if each.get("action") == Action.KEYRING_ROTATE and each.get("on")
    }


def _rows(keyring: Keyring, run: Reseal | None, since: Mapping[str, int]) -> list[Row]:
    """Return the keys, the newest last. What is under each is unknown before a pass is over."""
    found = run.found if run and run.state is State.COMPLETE else None
    every = {*keyring.material, *(found.under if found else ())}
    return [
        {
            "key": each,
            "active": each == keyring.active,
            "in_keyring": each in keyring.material,
            "since": moment(since.get(each)),
            "values": found.under.get(each, 0) if found else None,
            "unopenable": found.stuck.get(each, 0) if found else None,
        }
        for each in sorted(every, key=lambda key_id: (len(key_id), key_id))
    ]


def _run(run: Reseal) -> Row:
    return {
        "key": run.key,
        "state": str(run.state),
        "begins_at": moment(run.begins_at),
        "next_at": moment(run.next_at) if run.state is State.RUNNING else None,
        "updated_at": moment(run.updated_at),
        "ended_at": moment(run.ended_at or None),
        "passes": run.passes,
        "tenants": run.found.tenants,
        "sealed_again": run.renewed + run.found.renewed,
        "unopenable_at": [*run.found.stuck_at],
    }


def _standing(run: Reseal, now: int) -> str:
    """Return in a sentence how a re-seal stands."""
    again = run.renewed + run.found.renewed
    if run.state is State.COMPLETE:
        return (
            f"Complete at {moment(run.ended_at)}: {again} values were sealed again under {run.key}."
        )
    if run.state is State.OVERTAKEN:
        return f"Another key became active before {run.key} was done: jetbridge secrets reseal"
    if now < run.begins_at:
        return (
            f"Begins at {moment(run.begins_at)}: from then on every process seals under {run.key}."
        )
    pause = f", the next pass at {moment(run.next_at)}" if now < run.next_at else ""
    return (
        f"Pass {run.passes} under {run.key}: {run.found.tenants} tenants, {again} values sealed"
        f" again{pause}."
    )
