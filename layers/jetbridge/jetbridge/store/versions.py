"""Versions of items that go on above those of which others were told, in a restored table."""

from typing import Final

from jetbridge.store.table import Key, Update, at_most, exists

LEAP: Final = 1_000
"""Versions that are left out where it is not known which there have been since."""


def raised(key: Key, version: int) -> Update:
    """Return the write that gives an item a version, unless it is gone or has a later one."""
    return Update(
        key, set={"version": version}, when=(exists("pk"), at_most("version", version - 1))
    )
