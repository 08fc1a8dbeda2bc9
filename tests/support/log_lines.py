"""What the functions' log writes, as documents."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jetbridge.runtime.observability import logger, writing_to


@dataclass
class Lines:
    """The lines that were written so far."""

    stream: io.StringIO = field(default_factory=io.StringIO)

    def said(self, message: str = "") -> list[dict[str, Any]]:
        """Return the lines with this message; every line where none is given."""
        lines = [json.loads(line) for line in self.stream.getvalue().splitlines()]
        return [line for line in lines if message in {"", line["message"]}]


@contextmanager
def written(*filters: Callable[[logging.LogRecord], bool]) -> Iterator[Lines]:
    """Keep what is logged meanwhile, in the form in which CloudWatch gets it."""
    lines, level = Lines(), logger.level
    handler = writing_to(lines.stream)
    for each in filters:
        handler.addFilter(each)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
