"""Keys: never shared, never secret, in order."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.store import keys
from jetbridge.store.table import Key

PARTS = st.text(alphabet="ab#", max_size=4)
ONE_PART: list[Callable[[str], Key]] = [
    keys.connection,
    partial(keys.account, "smartrecruiters"),
    partial(keys.account, "enboarder"),
    keys.client,
    keys.company,
    keys.company_attempts,
    partial(keys.transaction, "signin"),
    partial(keys.transaction, "consent"),
    partial(keys.transaction, "frame"),
    keys.session,
    keys.console_session,
    keys.onboarding,
    partial(keys.event, "smartrecruiters"),
    partial(keys.event, "incode"),
]
TWO_PARTS: list[Callable[[str, str], Key]] = [
    keys.company_connection,
    keys.issued_token,
    keys.idempotency,
]
ITEMS = st.one_of(
    st.tuples(st.sampled_from(ONE_PART), st.tuples(PARTS)),
    st.tuples(st.sampled_from(TWO_PARTS), st.tuples(PARTS, PARTS)),
)


@given(first=ITEMS, second=ITEMS)
def test_two_items_never_share_a_key(
    first: tuple[Callable[..., Key], tuple[str, ...]],
    second: tuple[Callable[..., Key], tuple[str, ...]],
) -> None:
    """Whatever foreign parts contain, separators included, only one item has a key."""
    # GIVEN two items of any kind
    # WHEN their keys are built
    one, other = (build(*parts) for build, parts in (first, second))
    # THEN the keys are equal only where kind and parts are
    assert (one == other) == (first == second)


@given(tenants=st.lists(PARTS, min_size=2, max_size=2, unique=True))
def test_two_tenants_never_share_a_partition(tenants: list[str]) -> None:
    """No tenant's name can reach into another tenant's lists."""
    # GIVEN two tenants
    # WHEN their partitions of the tenant index are named
    lists = (keys.tenant_connections, keys.tenant_clients, keys.tenant_onboardings)
    partitions = [partition(tenant) for tenant in tenants for partition in lists]
    # THEN all six differ
    assert len(set(partitions)) == len(partitions)


def test_no_key_holds_what_it_was_made_from() -> None:
    """Tokens, session ids, transaction ids and idempotency keys appear in keys as digests only."""
    # GIVEN a secret
    secret = "a-canary-that-must-not-appear"
    # WHEN keys are made from it
    made = [
        keys.issued_token("jb_ci_1", secret),
        keys.transaction("signin", secret),
        keys.session(secret),
        keys.console_session(secret),
        keys.idempotency("demo", secret),
    ]
    # THEN none of them shows it
    assert not any(secret in key.pk + key.sk for key in made)


def test_a_clients_tokens_lie_in_its_partition() -> None:
    """One batch read answers for a token and its client."""
    # GIVEN a client, WHEN a token of it is named, THEN both share the partition
    assert keys.issued_token("jb_ci_1", "t").pk == keys.client("jb_ci_1").pk


@given(moments=st.lists(st.integers(0, 10**12 - 1), min_size=2, unique=True))
def test_moments_sort_as_text(moments: list[int]) -> None:
    """Histories and lists come in the order of time."""
    # GIVEN moments in order
    moments.sort()
    # WHEN they become part of sort keys, THEN the text is in the same order
    assert all(keys.tenant_order(a, "x") < keys.tenant_order(b, "x") for a, b in pairwise(moments))
    assert all(
        keys.history("c", a, "x").sk < keys.history("c", b, "x").sk for a, b in pairwise(moments)
    )


@pytest.mark.parametrize("partition", ["DUE", "TASK"])
def test_due_items_spread_over_all_shards_and_stay_in_theirs(partition: str) -> None:
    """Every shard of a partition is used, and an item's shard follows from its key alone."""
    # GIVEN many connections
    partitions = [keys.connection(str(n)).pk for n in range(200)]
    # WHEN each is given its shard
    shards = [keys.due_shard(partition, pk) for pk in partitions]
    # THEN all shards are in use, and asking again gives the same
    assert set(shards) == set(keys.due_shards(partition))
    assert shards == [keys.due_shard(partition, pk) for pk in partitions]
