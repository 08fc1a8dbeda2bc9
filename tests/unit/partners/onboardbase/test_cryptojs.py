"""CryptoJS's passphrase format: the published vector, OpenSSL's own work, and what is neither."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase.cryptojs import UndecipherableError, decrypt
from tests.unit.partners.onboardbase.openssl import PASSPHRASE, VECTOR, sealed_by_openssl


def refusal(text: str, passphrase: Secret = PASSPHRASE) -> UndecipherableError:
    """Decrypt, expecting a refusal, and return it."""
    with pytest.raises(UndecipherableError) as raised:
        decrypt(text, passphrase)
    return raised.value


def test_the_published_vector() -> None:
    """The one of Onboardbase's go-cryptojs-aes-decrypt."""
    # THEN it reads as published
    assert decrypt(VECTOR, PASSPHRASE).reveal() == "external_secrets"


@settings(max_examples=20, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=100),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40),
)
def test_what_openssl_seals_is_opened(plaintext: str, passphrase: str) -> None:
    """Any text, any passphrase: the same format from another implementation."""
    # GIVEN what openssl makes of a text
    sealed = sealed_by_openssl(plaintext, passphrase)
    # THEN it is opened
    assert decrypt(sealed, Secret(passphrase)).reveal() == plaintext


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64!",
        b64encode(b"Salted__").decode(),
        b64encode(b"Salted__12345678").decode(),
        b64encode(b"Salted__12345678short").decode(),
        b64encode(b"Unsalted12345678" + bytes(16)).decode(),
        VECTOR[:-8],
        VECTOR[:-4] + "AAA=",
    ],
)
def test_every_failure_reads_the_same(text: str) -> None:
    """Which step failed would say something about what was there."""
    # GIVEN something that does not open
    failure = refusal(text)
    # THEN the message is the one message, and nothing is chained to it
    assert str(failure) == "a value does not decrypt with this passphrase"
    assert failure.__cause__ is None
    assert failure.__context__ is None


def test_a_wrong_passphrase_reads_like_any_other_failure() -> None:
    """The format has no integrity check: padding and UTF-8 are all that tells."""
    # THEN another passphrase fails like garbage does
    assert str(refusal(VECTOR, Secret("other"))) == str(refusal("garbage"))


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_input_ends_in_another_error(blob: bytes, passphrase: str) -> None:
    """Whatever a partner sends: a text, or the one refusal."""
    # GIVEN any bytes behind the magic
    text = b64encode(b"Salted__" + blob).decode()
    # THEN they open to a text or are refused
    try:
        found = decrypt(text, Secret(passphrase))
    except UndecipherableError:
        return
    assert isinstance(found.reveal(), str)
    assert b64decode(text)
