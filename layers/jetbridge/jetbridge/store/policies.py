"""Tenants' policies. A version that was written once never changes: journeys run by it."""

from dataclasses import dataclass, field
from typing import cast

from jetbridge.model.policy import Json
from jetbridge.store import keys
from jetbridge.store.table import Item, Put, Table, Value, Write, absent, equals

type Document = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy as it was written, and when that was (Unix seconds)."""

    document: Document = field(repr=False)
    created_at: int


def current(table: Table, tenant: str) -> int:
    """Return the version that new journeys run by, 0 where the tenant has no policy."""
    item = table.get(keys.current_policy(tenant))
    return 0 if item is None else cast("int", item["version"])


def began(table: Table, tenant: str) -> int | None:
    """Return when (Unix seconds) the tenant's first policy was written, None for none."""
    item = table.get(keys.policy(tenant, 1))
    return None if item is None else cast("int", item["created_at"])


def get(table: Table, tenant: str, version: int) -> Document | None:
    """Return the document of one version, or None."""
    found = find(table, tenant, version)
    return None if found is None else found.document


def find(table: Table, tenant: str, version: int) -> Version | None:
    """Return one version as it was written, or None."""
    item = table.get(keys.policy(tenant, version))
    if item is None:
        return None
    return Version(cast("Document", item["document"]), cast("int", item["created_at"]))


def put(tenant: str, document: Document, *, before: int, now: int) -> tuple[Write, ...]:
    """Return the writes of a new version, where `before` is still the current one (0: none)."""
    key, current_key = keys.policy(tenant, before + 1), keys.current_policy(tenant)
    version: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "tenant": tenant,
        "version": before + 1,
        "created_at": now,
        "document": cast("Value", document),
    }
    pointer: Item = {"pk": current_key.pk, "sk": current_key.sk, "version": before + 1}
    unchanged = equals("version", before) if before else absent("pk")
    return Put(version, when=(absent("pk"),)), Put(pointer, when=(unchanged,))
