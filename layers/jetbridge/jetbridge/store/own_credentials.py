"""What a partner last said of one of the deployment's own credentials."""

from dataclasses import dataclass
from typing import cast

from jetbridge.store import keys
from jetbridge.store.table import Item, Put, Table, absent, equals


@dataclass(frozen=True, slots=True)
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
    return Standing(
        name,
        part,
        refused=bool(item["refused"]),
        error=str(item["error"]),
        since=cast("int", item["since"]),
        version=cast("int", item["version"]),
    )


def save(standing: Standing) -> Put:
    """Return the write of a standing, where it is still the one that was read."""
    key = keys.own_credential(standing.name, standing.part)
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "refused": standing.refused,
        "error": standing.error,
        "since": standing.since,
        "version": standing.version + 1,
    }
    unchanged = equals("version", standing.version) if standing.version else absent("pk")
    return Put(item, when=(unchanged,))
