"""The translations are whole, and templates say nothing outside of them."""

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, override

import pytest
from babel.dates import format_date

from jetbridge.web import language, times
from jetbridge_local import catalogues

CODES: Final = catalogues.codes()
SENTENCES: Final = catalogues.collected()
TEMPLATES: Final = sorted(catalogues.SOURCE.rglob("*.html.j2"))
JINJA: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
PLACE: Final = re.compile(r"\{\w*\}")
TAG: Final = re.compile(r"<[^>]*>")
READ_OUT: Final = {"alt", "aria-label", "aria-description", "placeholder", "title"}
FORMAL: Final = {
    "de": re.compile(r"\b(du|dein\w*|dir|dich|euch|eure\w*)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(tu|toi|ton|ta|tes)\b", re.IGNORECASE),
    "es": re.compile(r"\b(tú|tu|tus|te|ti|contigo)\b", re.IGNORECASE),
}
"""Words of the familiar address. The pages use the formal one."""
ONE_MEANING: Final = {
    "de": {"Integration": "integration", "Onboarding": "onboarding", "Verbindung": "connect"},
    "fr": {"intégration": "integration", "onboarding": "onboarding", "connexion": "connect"},
    "es": {"integración": "integration", "incorporaci": "onboarding", "conexión": "connect"},
}
"""Words for what the product has, each with the English word that alone it stands for."""


def messages(code: str) -> list[tuple[str, str]]:
    """Return the translations of a language, each with its sentence."""
    return [(str(each.id), str(each.string)) for each in catalogues.translations(code) if each.id]


@pytest.mark.parametrize("code", CODES)
def test_no_language_lacks_a_sentence(code: str) -> None:
    """Nor has one that the source does not say any more; `make catalogues` writes what is here."""
    # GIVEN the translations
    known, file = catalogues.translations(code), language.FOLDER / f"{code}.po"
    # WHEN the source is read, THEN they are its sentences, each translated
    whole = catalogues.updated(code, SENTENCES)
    assert catalogues.source_of(whole) == file.read_bytes()
    assert catalogues.pending(known) == []
    assert not [each.id for each in known if each.fuzzy]
    # AND what is loaded is compiled from them
    assert catalogues.compiled(known) == file.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_places_and_the_markup_of_its_sentence(code: str) -> None:
    """And no quote that would end an attribute."""
    for sentence, said in messages(code):
        for part in (PLACE, TAG):
            assert Counter(part.findall(said)) == Counter(part.findall(sentence)), sentence
        assert '"' not in said, sentence
        assert said.strip() == said, sentence


@pytest.mark.parametrize("code", CODES)
def test_a_reader_is_addressed_formally(code: str) -> None:
    """With Sie, vous and usted."""
    for _, said in messages(code):
        assert not FORMAL[code].search(TAG.sub("", said)), said


@pytest.mark.parametrize("code", CODES)
def test_a_word_of_the_product_has_one_meaning(code: str) -> None:
    """An integration is disabled and an onboarding goes on: a reader must not take one for both."""
    for word, meant in ONE_MEANING[code].items():
        # GIVEN the sentences in which a word of the language stands
        found = [english for english, said in messages(code) if word.lower() in said.lower()]
        # THEN the English of each has the word that is meant
        assert found
        assert [english for english in found if meant not in english.lower()] == []


@pytest.mark.parametrize("code", language.NAMES)
def test_dates_are_written_as_the_language_writes_them(code: str) -> None:
    """By the names and the order of the Unicode CLDR, which Babel brings."""
    for month in range(1, 13):
        day = date(2026, month, 1 + month)
        seconds = (day - date(1970, 1, 1)).days * 86_400
        # WHEN a day of each month and weekday is said
        said = language.translated(times.moment(seconds).words, code, "")
        # THEN it is the locale's full date, before the time
        expected = format_date(day, "full", locale="en_GB" if code == "en" else code)
        assert said.replace(",", "").startswith(expected.replace(",", "")), said


class Texts(HTMLParser):
    """Collects what a template says by itself."""

    def __init__(self, template: str) -> None:
        """Read a template without what Jinja fills in."""
        super().__init__()
        self.found: list[str] = []
        self._silent = ""
        self.feed(JINJA.sub("", template))

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag if tag in ("style", "script") else ""
        self.found += [value for name, value in attrs if name in READ_OUT and value]

    @override
    def handle_endtag(self, tag: str) -> None:
        self._silent = ""

    @override
    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_a_template_says_nothing_that_is_not_translated(template: Path) -> None:
    """Neither between its tags nor in an attribute that is read out."""
    # WHEN a template is read, THEN no words are its own
    texts = Texts(template.read_text()).found
    assert [text for text in texts if re.search(r"[^\W\d_]", text)] == []


def test_sentences_were_found_in_code_and_in_templates() -> None:
    """A collection that finds nothing would make the others pass."""
    # WHEN the source is collected, THEN a sentence of each kind of file is there
    assert "Not connected" in SENTENCES
    assert "Use another account" in SENTENCES
    assert len(TEMPLATES) > 5
