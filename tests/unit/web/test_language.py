"""Which language a reader gets, and sentences in it."""

import pytest

from jetbridge.model.sentence import say, verbatim
from jetbridge.web import language, times


@pytest.mark.parametrize(
    ("accept", "code"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT", "de"),
        ("FR-ca, en;q=0.8", "fr"),
        ("zh-Hant-TW, es-419;q=0.9, en;q=0.5", "es"),
        ("en;q=0.4, de;q=0.9", "de"),
        ("de;q=0.5, fr;q=0.5", "de"),
        ("pt, it", "en"),
        ("pt, *;q=0.1", "en"),
        ("en;q=0, *", "de"),
        ("de;q=0, de-AT, fr;q=0.1", "fr"),
        ("fr;q=0", "en"),
        ("fr ; q = 0.7 , de ;q=0.3", "fr"),
        ("fr;q=2, de;q=x, es;level=1, ;;,", "en"),
        ("fr;q=-1", "en"),
        ("de;q=x, de-AT", "de"),
        ("fr;q=nan, es;q=0.1", "es"),
        (f"{'xx,' * 40}de", "en"),
    ],
)
def test_the_preferred_language_is_the_heaviest_of_ours(accept: str, code: str) -> None:
    """By weight, a region's language standing in for it; what cannot be read is passed over."""
    # WHEN a browser says what it prefers, THEN its reader gets that, or English
    assert language.preferred(accept) == code


def test_a_sentence_is_said_in_each_language_with_its_values() -> None:
    """Sentences within it too; names and addresses stay as they are."""
    # GIVEN a sentence with a date and a name in it
    said = say("It was good until {until}.", until=times.moment(1_796_083_200).words)
    # WHEN it is read
    read = {code: language.translated(said, code, "Acme") for code in language.NAMES}
    # THEN each reader gets their own words
    assert read == {
        "en": "It was good until Tuesday, 1 December 2026, 00:00\N{NO-BREAK SPACE}UTC.",
        "de": "Er galt bis Dienstag, 1. Dezember 2026, 00:00\N{NO-BREAK SPACE}UTC.",
        "fr": "Il était valable jusqu’au mardi 1 décembre 2026, 00:00\N{NO-BREAK SPACE}UTC.",  # noqa: RUF001 - French writes it so
        "es": "Fue válido hasta el martes, 1 de diciembre de 2026, 00:00\N{NO-BREAK SPACE}UTC.",
    }
    # AND in a log it is English
    assert said == read["en"]
    assert language.translated(verbatim("Not connected"), "de", "Acme") == "Not connected"


def test_the_pages_name_stands_in_its_place() -> None:
    """Whether the operator has set one or not."""
    # GIVEN a sentence that names the service
    said = say("Tell {service} how onboardings go")
    # WHEN it is read, THEN it has the name of the pages
    assert said == "Tell Jetbridge how onboardings go"
    assert language.translated(said, "de", "Acme") == "Acme mitteilen, wie Onboardings verlaufen"


def test_what_is_filled_in_later_is_kept() -> None:
    """And a text that has no places takes none."""
    # GIVEN a sentence with a place left open
    open_ = say("{name} of {tenant}", name="Ana")
    # WHEN it is filled in, THEN both values are there
    assert open_ == "Ana of {tenant}"
    assert open_.given(tenant="acme") == "Ana of acme"
    assert verbatim("{tenant}").given(tenant="acme") == "{tenant}"


def test_a_value_is_no_template() -> None:
    """Braces that others wrote stay text."""
    # GIVEN a value with a place in it, WHEN it is said, THEN it stands there as it was written
    said = say("Connect {company}?", company="{service}{0}")
    assert language.translated(said, "de", "Acme") == "{service}{0} verbinden?"
