"""Sentences that pages show in the reader's language.

A sentence is written in English where it is used, and is English wherever it is read as a text (a
log, an exception, a test). What it was made of goes with it, so that a page can find it in a
catalogue. `make catalogues` collects the first argument of every `say`, which must be a literal.
"""

from typing import Final, Self, override

SERVICE: Final = "Jetbridge"
"""What the pages call this service where the operator has set no name."""


class Sentence(str):
    """A text in English, with what a translation needs. Made by `say` and `verbatim`.

    `template` is the catalogue's key, empty where the text is the same in every language; `values`
    are what stands in its places, sentences among them.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    @override
    def __new__(cls, text: str, template: str, values: dict[str, object]) -> Self:
        """Make a sentence that reads `text` in English."""
        made = super().__new__(cls, text)
        made.template, made.values = template, values
        return made

    def given(self, **values: object) -> "Sentence":
        """Return the sentence with more of its places filled in."""
        return say(self.template, **{**self.values, **values}) if self.template else self


class _Places(dict[str, object]):
    """Values of places. A place without a value stays as it is written."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def say(template: str, /, **values: object) -> Sentence:
    """Return a sentence of a page. Its places are written `{name}`, each with a value.

    A place may be filled in later, with `Sentence.given`. `{service}` is the name that the pages
    carry, and needs no value.
    """
    text = template.format_map(_Places({"service": SERVICE, **values}))
    return Sentence(text, template, values)


def verbatim(text: str) -> Sentence:
    """Return a text that is the same in every language: a name, an address."""
    return Sentence(text, "", {})
