"""All kinds of items whose form is recorded, by name."""

from typing import Final

from tests.unit.store import (
    access_kinds,
    audit_kinds,
    browser_kinds,
    connection_kinds,
    journey_kinds,
    kinds,
    people_kinds,
)

KINDS: Final = (
    kinds.KINDS
    | access_kinds.KINDS
    | audit_kinds.KINDS
    | browser_kinds.KINDS
    | connection_kinds.KINDS
    | journey_kinds.KINDS
    | people_kinds.KINDS
)
