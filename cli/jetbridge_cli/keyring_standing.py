"""What `jetbridge doctor` finds of the sealing keys, and of values under earlier ones."""

from collections.abc import Iterator
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.reseal import Reseal, State
from jetbridge.store import reseals
from jetbridge.vault.keyring import Keyring, read_keyring
from jetbridge.vault.secrets import (
    SecretDeniedError,
    SecretNotReadError,
    SecretUnavailableError,
)
from jetbridge_cli.findings import Finding, Result, denied
from jetbridge_cli.output import moment

STILL: Final = 3_600
"""Seconds after which a re-seal that could go on is said to stand still."""
_AGAIN: Final = "jetbridge secrets reseal"


def keyring(context: Context, secret_id: str) -> Iterator[Finding]:
    """Yield whether the keyring can seal, what in it opens nothing, and what is under old keys."""
    try:
        read = read_keyring("keyring", context.secrets.get(secret_id, fresh=True))
    except SecretNotReadError as error:
        yield Finding(Result.UNKNOWN, "keyring", str(error), "Run the command again.")
        return
    except SecretDeniedError as error:
        yield denied("keyring", str(error))
        return
    except SecretUnavailableError as error:
        do = "Restore an earlier version of the secret: never make a new one."
        yield Finding(Result.ACT, "keyring", str(error), do)
        return
    about = f"{read.active} seals, {len(read.material)} keys open"
    if read.malformed:
        about += f"; malformed entries, which open nothing: {read.malformed}"
        yield Finding(Result.ACT, "keyring", about, "Repair or remove them in Secrets Manager.")
    else:
        yield Finding(Result.FINE, "keyring", about)
    yield from _earlier(read, reseals.get(context.table), context.clock.now())


def _earlier(read: Keyring, run: Reseal | None, now: int) -> Iterator[Finding]:
    """Yield what is to be done about earlier keys: nothing, where there is none."""
    earlier = ", ".join(sorted(read.material.keys() - {read.active}))
    if run and run.state is State.RUNNING:
        yield _under_way(run, now)
    elif run and run.state is State.COMPLETE and run.found.stuck:
        keys = ", ".join(sorted(run.found.stuck))
        about = f"values under {keys} do not open, such as {run.found.stuck_at[0]}"
        yield Finding(Result.ACT, "re-seal", about, "Connect again what it is about.")
    elif not earlier:
        return
    elif run and run.state is State.COMPLETE and run.key == read.active:
        about = f"nothing was under {earlier} at {moment(run.ended_at)}"
        yield Finding(Result.NOTE, "re-seal", about, f"jetbridge secrets retire-key {earlier}")
    else:
        about = f"values may be under {earlier}"
        yield Finding(Result.NOTE, "re-seal", about, _AGAIN)


def _under_way(run: Reseal, now: int) -> Finding:
    since = max(run.next_at, run.updated_at)
    if now > since + STILL:
        about = f"stands still since {moment(since)}, in pass {run.passes}"
        do = f"Look at the dead letters; then {_AGAIN}"
        return Finding(Result.ACT, "re-seal", about, do)
    return Finding(Result.NOTE, "re-seal", f"goes on under {run.key}, in pass {run.passes}")
