"""Phone numbers, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.web import phones
from tests.unit.runtime.processes import run_python


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("+14155550100", "", "+14155550100"),
        ("+1 415 555 0100", "", "+14155550100"),
        ("+1 (415) 555-0100", "DE", "+14155550100"),
        ("+1.415.555.0100", "", "+14155550100"),
        ("tel:+1-415-555-0100", "", "+14155550100"),
        ("+1 415 555 0100 ext. 5", "", "+14155550100"),
        ("(02) 9374 4000", "AU", "+61293744000"),
        ("0011 1 415 555 0100", "AU", "+14155550100"),
        ("+61 (0)2 9374 4000", "", "+61293744000"),
        ("07700 900123", "GB", "+447700900123"),
        ("030 123456", "DE", "+4930123456"),
        ("0049 30 123456", "", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("0049 30 123456", "US", "+4930123456"),
        ("0049 30 123456", "AU", "+4930123456"),
        ("(00) 49 30 123456", "", "+4930123456"),
        (
            "\uff0b\uff11\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff10\uff10",
            "",
            "+14155550100",
        ),
        ("\u0660\u0662 \u0669\u0663\u0667\u0664 \u0664\u0660\u0660\u0660", "AU", "+61293744000"),
    ],
)
def test_a_number_is_read_as_it_is_written(written: str, country: str, read: str) -> None:
    """With blanks, brackets, an extension, and the digits of any script."""
    assert phones.e164(written, country) == read


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("(02) 9374 4000", ""),
        ("555-0100", "US"),
        ("0415", ""),
        ("0415", "AU"),
        ("00", "DE"),
        ("+", ""),
        ("", "DE"),
        ("call me", "US"),
        ("n/a", "US"),
        ("+1 415 555 0100 / +1 415 555 0101", ""),
        ("+999 123 456 789", ""),
        ("+1" + "0" * 1_000, ""),
    ],
)
def test_what_is_no_number_is_none(written: str, country: str) -> None:
    """Nor is one without a country, or without its area code."""
    assert phones.e164(written, country) is None


@given(st.text(), st.sampled_from(["", "US", "AU", "ZZ"]))
def test_any_text_is_a_number_or_none(written: str, country: str) -> None:
    """In E.164 form, which is read as itself."""
    read = phones.e164(written, country)
    assert read is None or phones.e164(read) == read


@pytest.mark.parametrize(
    ("code", "known"), [("AU", True), ("UK", False), ("au", False), ("", False)]
)
def test_a_country_is_one_of_iso_3166(code: str, *, known: bool) -> None:
    """The United Kingdom is GB."""
    assert phones.is_country(code) is known


@pytest.mark.parametrize("function", ["onboarding", "worker", "connect", "receive", "consent"])
def test_the_library_is_imported_when_a_number_is_met(function: str) -> None:
    """No cold start pays for it."""
    script = (
        f"import sys; from functions.{function} import app; print('phonenumbers' in sys.modules)"
    )
    assert run_python(script, {"TABLE_NAME": "t", "AWS_REGION": "us-east-1"}).strip() == "False"
