"""Fifty processes, one token that has expired, one request."""

from typing import Final

from jetbridge.broker.token_store import TokenStore
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Vault
from tests.contract.broker.expiry import Trouble
from tests.contract.broker.orders import Address
from tests.contract.broker.stampede import go_through
from tests.contract.broker.unsafe import TOKEN
from tests.fakes.context import SECRETS

MAX_ASKED: Final = {
    Trouble.NONE: 1,
    Trouble.STALLED_BEFORE: 1,
    Trouble.STALLED_HOLDER: 1,
    Trouble.STALLED_WITH_ANSWER: 2,
    Trouble.KILLED_HOLDER: 2,
}
"""Requests per expiry. A holder that has asked and is not heard of for longer than its lease
cannot be told from one that is dead: then, and only then, there is a second one."""


def number(token: str) -> int:
    """Return the number of a token, 0 of none."""
    return int(token.rpartition("-")[2] or 0)


def test_fifty_processes_make_one_request_per_expiry(address: Address, table: DynamoTable) -> None:
    """Whichever process is stalled or killed: no older token ever overwrites a newer one."""
    # GIVEN fifty processes with the broker, over one table
    token_store = TokenStore(table, Vault(MemorySecrets(SECRETS), "keyring"))
    versions: list[int] = []

    def stored() -> int:
        stored_token = token_store.read("partner")
        versions.append(stored_token.version)
        return number(stored_token.value.reveal() if stored_token.value else "")

    # WHEN their token expires again and again, some of them in trouble each time
    expiries = go_through(address, stored, safe=True)
    # THEN the partner had one request each time, two where a holder was not heard of again
    assert {expiry.trouble: expiry.asked for expiry in expiries} == MAX_ASKED
    # AND no token ever took the place of a newer one
    assert not any(expiry.went_back for expiry in expiries)
    assert versions == sorted(versions)
    # AND all who lived had the token that was stored
    for expiry in expiries:
        assert {number(token) for token in expiry.taken if token} == {expiry.seen[-1]}


def test_the_same_crowd_finds_an_unsafe_lock_out(address: Address, table: DynamoTable) -> None:
    """A constant value, an unconditional delete, an end sooner than a stall: all of it shows."""

    # GIVEN fifty processes with a lock as one often meets it
    def stored() -> int:
        item = table.get(TOKEN)
        return number(str(item["token"])) if item else 0

    # WHEN they go through the same
    expiries = {expiry.trouble: expiry for expiry in go_through(address, stored, safe=False)}
    # THEN in calm weather it holds
    assert expiries[Trouble.NONE].asked == 1
    # AND a stalled holder makes it ask more often than it may
    too_often = {trouble for trouble, most in MAX_ASKED.items() if expiries[trouble].asked > most}
    assert Trouble.STALLED_HOLDER in too_often
    # AND an older token overwrites a newer one
    assert expiries[Trouble.STALLED_WITH_ANSWER].went_back
