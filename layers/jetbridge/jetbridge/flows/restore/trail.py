"""What the audit trail says of a restore: each chain has gone back, and goes on with that.

It also says on which side of the restore a change is, without a comparison of clocks: the last
entry of a change is written after all that it did.
"""

from collections.abc import Iterator
from itertools import count

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.model.audit import DIGEST, Action, Change, Outcome
from jetbridge.model.changes_since import Changed
from jetbridge.store import keys
from jetbridge.store.table import Table


def holds(table: Table, changed: Changed) -> bool:
    """Return whether a restored table holds a change: all of it that was done.

    One that has only begun may have gone on after the moment of the table.
    """
    if changed.outcome is Outcome.BEGUN:
        return False
    item = table.get(keys.audit_entry(changed.chain, changed.number))
    return item is not None and item[DIGEST] == changed.digest


def tell(trail: Trail, tenant: str, *, actor: str, handle: str, on: tuple[str, ...]) -> None:
    """Append to each of a tenant's chains that the table was restored. `*` is the deployment.

    Args:
        trail: the restored table's.
        tenant: whose chains.
        actor: who restored it.
        handle: what the ids of these changes begin with.
        on: the moment that it was restored to, as people read it, and the table's name.

    Raises:
        StoreError: it may not have been written.
    """
    for request_id in _one_a_chain(tenant, handle):
        change = Change(Action.TABLE_RESTORE, tenant, actor, request_id, on)
        audit.append(trail, change, Outcome.DONE)


def _one_a_chain(tenant: str, handle: str) -> Iterator[str]:
    """Yield an id for each chain: the id of a change says which chain it is in."""
    left = {*keys.audit_chains(tenant)}
    for number in count():
        if not left:
            return
        request_id = f"{handle}-{number}"
        chain = keys.audit_chain(tenant, request_id)
        if chain in left:
            left.remove(chain)
            yield request_id
