"""What a partner last said of one of the deployment's own credentials."""

from jetbridge.model.record import record, replace
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Put, Table, absent, equals


@record
class Standing:
    """Whether it is refused, since when (Unix seconds) and with which error. No item: it is not."""

    name: str
    part: str
    refused: bool = False
    error: str = ""
    since: int = 0
    version: int = 0


def get(table: Table, name: str, part: str) -> Standing:
    """Return how a credential stands."""
    item = table.get(keys.own_credential(name, part))
    if item is None:
        return Standing(name, part)
    return from_item(Standing, {**item, "name": name, "part": part})


def save(standing: Standing) -> Put:
    """Return the write of a standing, where it is still the one that was read."""
    key = keys.own_credential(standing.name, standing.part)
    stored = replace(standing, version=standing.version + 1)
    item = to_item(key, stored, without=("name", "part"))
    unchanged = equals("version", standing.version) if standing.version else absent("pk")
    return Put(item, when=(unchanged,))
