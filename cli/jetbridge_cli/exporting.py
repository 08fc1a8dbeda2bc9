"""Putting a copy of one person's data into a file, and the receipts of such copies."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from jetbridge.flows.context import Context
from jetbridge.flows.people import export
from jetbridge.flows.people.finding import Found
from jetbridge.model.export import Export
from jetbridge.vault.secrets import SecretUnavailableError
from jetbridge_cli import erasing_words
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import Row, moment

COLUMNS: Final = ("id", "by", "made", "counts", "about")


def put(context: Context, found: Found, file: Path, *, by: str) -> Export:
    """Put a copy of what was found into a new file, which the user alone may read.

    Args:
        context: the ports.
        found: what is stored of the person.
        file: where the copy goes.
        by: who has it made, for the receipt.

    Raises:
        CommandError: an erasure of the person has begun, what is sealed cannot be opened now, the
            file is there already or cannot be written. There is no file of ours.
    """
    if found.unfinished:
        raise CommandError(
            f"nothing was exported: {found.unfinished.id} has begun to erase this person"
        )
    try:
        copied = export.copied(context, found)
    except SecretUnavailableError as error:
        raise CommandError(f"nothing was exported: {error}") from None
    with _new(file) as out:
        receipt = export.receipt(context, found, by=by)
        document = export.document(found, receipt, copied)
        json.dump(document, out, indent=2, ensure_ascii=False)
        out.write("\n")
    return receipt


def row(receipt: Export) -> Row:
    """Return a receipt for the eye."""
    return {
        "id": receipt.id,
        "by": receipt.by,
        "made": moment(receipt.made_at),
        "counts": erasing_words.counted(receipt.counts),
        "about": "  ".join(receipt.about),
    }


@contextmanager
def _new(file: Path) -> Iterator[TextIO]:
    """Make a file that was not there. Where it is not completed, it is removed again."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"nothing was exported: {file}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            yield out
    except BaseException as error:
        file.unlink()
        if isinstance(error, OSError):
            why = f"nothing was exported: {file}: {error.strerror}"
            raise CommandError(why) from None
        raise
