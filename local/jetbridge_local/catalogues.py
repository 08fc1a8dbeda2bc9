"""The catalogues of the pages' sentences: collected from the source, translated, compiled.

The pages of the console are in English alone, so far: no sentence of theirs is collected, and the
function answers in English whatever the reader prefers (`jetbridge.runtime.readers.in_english`).

    python -m jetbridge_local.catalogues    # `make catalogues`

A new sentence appears in each `languages/<code>.po` with an empty translation; one whose English
has changed is a new sentence. `pending` names what is left to translate.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from jetbridge.web import language

SOURCE: Final = language.FOLDER.parent.parent
_KEYWORDS: Final = {"say": None, "_": None}
_WIDTH: Final = 100
ENGLISH_ONLY: Final = "flows/console/"
"""The folder whose sentences have no translation yet."""
_WHEN: Final = datetime(2026, 11, 30, tzinfo=UTC)
"""In the place of the time of writing, so that the same translations give the same file."""


def collected() -> Catalog:
    """Return every sentence of the source, with the files that say it."""
    catalogue = Catalog(fuzzy=False)
    for file in sorted(SOURCE.rglob("*")):
        if file.suffix not in (".py", ".j2"):
            continue
        where = file.relative_to(SOURCE).as_posix()
        if where.startswith(ENGLISH_ONLY):
            continue
        for sentence in _sentences(file):
            catalogue.add(sentence, locations=[(where, 0)])
    return catalogue


def _sentences(file: Path) -> Iterator[str]:
    method = "jinja2.ext:babel_extract" if file.suffix == ".j2" else "python"
    with file.open("rb") as source:
        for _, sentence, _, _ in extract(method, source, keywords=_KEYWORDS):
            if isinstance(sentence, str) and sentence:
                yield sentence


def translations(code: str) -> Catalog:
    """Return the translations of a language, as they are in the source."""
    file = language.FOLDER / f"{code}.po"
    if not file.exists():
        return Catalog(locale=code, fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=code)


def updated(code: str, sentences: Catalog) -> Catalog:
    """Return the translations of a language with every sentence of the source, and no other."""
    known, catalogue = translations(code), Catalog(locale=code, fuzzy=False)
    for each in sentences:
        if each.id:
            found = known.get(each.id)
            translated = found.string if found else ""
            catalogue.add(each.id, translated, locations=each.locations, flags=())
    return catalogue


def source_of(catalogue: Catalog) -> bytes:
    """Return a catalogue as its `.po` file holds it, the same at every writing."""
    file = io.BytesIO()
    write_po(
        file, catalogue, width=_WIDTH, omit_header=True, sort_output=True, include_lineno=False
    )
    head = f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n'
    head += '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head.encode() + file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as its `.mo` file holds it, the same at every writing."""
    lean = Catalog(charset="utf-8", fuzzy=False, creation_date=_WHEN, revision_date=_WHEN)
    for each in sorted((each for each in catalogue if each.id), key=lambda each: each.id):
        lean.add(each.id, each.string)
    file = io.BytesIO()
    write_mo(file, lean)
    return file.getvalue()


def pending(catalogue: Catalog) -> list[str]:
    """Return the sentences that have no translation."""
    return [str(each.id) for each in catalogue if each.id and not each.string]


def codes() -> list[str]:
    """Return the languages that have a catalogue: all but the source's own."""
    return [code for code in language.NAMES if code != language.ENGLISH]


def main() -> int:
    """Write the catalogues; say what is left to translate."""
    sentences, left = collected(), 0
    language.FOLDER.mkdir(exist_ok=True)
    for code in codes():
        catalogue = updated(code, sentences)
        (language.FOLDER / f"{code}.po").write_bytes(source_of(catalogue))
        (language.FOLDER / f"{code}.mo").write_bytes(compiled(catalogue))
        for sentence in pending(catalogue):
            left += 1
            print(f"{code}: not translated: {sentence}", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
