"""The list of changes: what a restored table does not know, kept apart from every table.

A table that is restored from a backup is as it was at an earlier moment. What has happened since is
lost in it: who was erased, which client was revoked, which hire has its journey. So that it can be
applied again, each such thing is a line in a log group, written beside the change. A line holds ids
of ours, words and keyed digests, and no personal datum
(docs/decisions/0089-what-a-backup-does-not-know-is-in-a-log-group.md).
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, Final, Protocol

from jetbridge.model.errors import JetbridgeError

LOGGER: Final = "jetbridge.changes"
"""The logger whose lines the functions write whatever `LogLevel` says."""
KEPT: Final = "kept"
"""The member by which a line of the list is told from all others: a `Kind`."""

type Line = Mapping[str, Any]


class Kind(StrEnum):
    """What a line tells of."""

    CHANGE = "change"
    """An entry of the audit trail was written."""
    MOVE = "move"
    """A journey was written."""
    HIRE = "hire"
    """A journey began for an application."""
    VERSION = "version"
    """Anything else of which others are told by version was written, with what they are told."""
    REQUEST = "request"
    """An onboarding is stored, of which a partner is about to be asked."""
    ERASURE = "erasure"
    """The erasure of a person begins, or was taken back before anything was wiped."""


_MESSAGES: Final = {
    Kind.CHANGE: "audit entry",
    Kind.MOVE: "journey",
    Kind.HIRE: "journey began",
    Kind.VERSION: "version told",
    Kind.REQUEST: "onboarding began",
    Kind.ERASURE: "erasure began",
}

_MADE_UP: Final[ContextVar[bool]] = ContextVar("made_up", default=False)


@contextmanager
def made_up() -> Iterator[None]:
    """Keep no line meanwhile: what happens is a dry run's, and a restore would take it for real."""
    entered = _MADE_UP.set(True)
    try:
        yield
    finally:
        _MADE_UP.reset(entered)


def is_real(_: logging.LogRecord) -> bool:
    """Return whether a record tells of what happens, and not of a dry run: a loggers' filter."""
    return not _MADE_UP.get()


def is_told(record: logging.LogRecord) -> bool:
    """Return whether a record is to be written: a dry run's would be taken for what happens.

    Its errors are, with `dry_run`: they are ours. A filter of a handler.
    """
    if is_real(record):
        return True
    record.dry_run = True
    return record.levelno >= logging.ERROR


logging.getLogger(LOGGER).addFilter(is_real)


class ChangesUnavailableError(JetbridgeError):
    """A line could not be kept. What it was to tell of must not be done."""

    def __init__(self, sentence: str, code: str = "") -> None:
        """`code` is AWS's for why, empty where it gave none."""
        super().__init__(sentence)
        self.code = code


class Changes(Protocol):
    """Where lines are kept."""

    def keep(self, line: Line) -> None:
        """Keep a line.

        Raises:
            ChangesUnavailableError: it may not be there.
        """
        ...


class Logged:
    """A `Changes` in the log of this process, which Lambda hands to CloudWatch Logs.

    `jetbridge.runtime.observability` has its lines written whatever `LogLevel` says.
    """

    def keep(self, line: Line) -> None:
        """Keep a line. Who acted is not logged."""
        told = {name: line[name] for name in line if name != "actor"}
        logging.getLogger(LOGGER).info(_MESSAGES[line[KEPT]], extra=told)
