"""A backup of a world's table, what has happened since, and the world with the table restored."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, override

from jetbridge.model.changes import KEPT, LOGGER
from jetbridge.model.changes_since import Since, read
from jetbridge.store.memory.effects import copied
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item, Put
from tests.fakes.context import World

type Backup = tuple[Item, ...]


def backup(world: World) -> Backup:
    """Return everything that the table holds now."""
    assert isinstance(world.table, MemoryTable)
    return tuple(copied(item) for item in world.table._items.values())


def restored(world: World, saved: Backup) -> World:
    """Return the world as it is now, over a new table that holds what was saved."""
    table = MemoryTable()
    for item in saved:
        table.write(Put(item))
    return replace(world, table=table)


@dataclass
class Lines(logging.Handler):
    """What was kept in the list of changes: by the functions' log, and by `keep`."""

    kept: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        super().__init__()

    @override
    def __hash__(self) -> int:
        """Return what tells it from others: `logging` keeps handlers in a set."""
        return id(self)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Take what a function logs."""
        if hasattr(record, KEPT):
            own = {*vars(logging.makeLogRecord({})), "message"}
            self.keep({name: held for name, held in vars(record).items() if name not in own})

    def keep(self, line: Any) -> None:  # noqa: ANN401 - a line of the list, as JSON can have it
        """Take what a command keeps, as a log group gives it back."""
        self.kept.append(json.loads(json.dumps(dict(line))))

    @property
    def since(self) -> Since:
        """What the list tells of."""
        return read(self.kept)


@contextmanager
def keeping() -> Iterator[Lines]:
    """Keep what is written to the list of changes meanwhile."""
    lines, logger = Lines(), logging.getLogger(LOGGER)
    level = logger.level
    logger.addHandler(lines)
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.removeHandler(lines)
        logger.setLevel(level)
