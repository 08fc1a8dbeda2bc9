"""The second line of defence of the logs."""

import json
from collections.abc import Mapping
from typing import override

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import registry
from jetbridge.model.partner import Partner
from jetbridge.runtime.redaction import REDACTED, redact, redact_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def-_~+/=", f"Authorization: Bearer {REDACTED}"),
        ("basic aWQ6c2VjcmV0", f"basic {REDACTED}"),
        ("token jb_at_AAAAAAAA-_ refused", f"token jb_at_{REDACTED} refused"),
        ("jb_cs_AAAA", f"jb_cs_{REDACTED}"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", REDACTED),
        ("GET https://x.example/a?code=1&state=2 done", f"GET https://x.example/a?{REDACTED} done"),
        ("https://x.example/a#access_token=1", f"https://x.example/a#{REDACTED}"),
        ("https://user:pass@x.example/", f"https://{REDACTED}@x.example/"),
        ("grant_type=x&client_secret=a%20b&z=1", f"grant_type=x&client_secret={REDACTED}&z=1"),
        ("sent to ana.ruiz+1@example.com", f"sent to {REDACTED}"),
        ("token-eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", f"token{REDACTED}"),
        ('{"client_secret": "a b", "n": "1"}', f'{{"client_secret": "{REDACTED}", "n": "1"}}'),
        ("{'X-Api-Key': 'it\\'s', 'n': 1}", f"{{'X-Api-Key': '{REDACTED}', 'n': 1}}"),
        ('{"SecretString":"{\\"a\\":1}"}', f'{{"SecretString":"{REDACTED}"}}'),
        (r'{"text": "{\"token\": \"a\"}"}', rf'{{"text": "{{\"token\": \"{REDACTED}\"}}"}}'),
        ('{"token": "cut off', f'{{"token": "{REDACTED}'),
        (
            "https://a.example/https://user:pass@b.example/?x=1",
            f"https://a.example/https://{REDACTED}@b.example/?{REDACTED}",
        ),
        # Each with nothing else that looks like a secret.
        ("Bearer\tabc", f"Bearer {REDACTED}"),
        ("jb_at_A", f"jb_at_{REDACTED}"),
        ("eyJh..", REDACTED),
        ("http://localhost/a?b", f"http://localhost/a?{REDACTED}"),
        ("code=1", f"code={REDACTED}"),
        ("a@b.c", REDACTED),
    ],
)
def test_replaces_what_looks_like_a_secret_or_an_address(text: str, shown: str) -> None:
    """And leaves what tells the story."""
    # GIVEN a text with a secret, WHEN it is redacted, THEN only the secret is gone
    assert redact_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "jb_ci_AAAAAAAAAAAAAAAA",
        "con_AAAA",
        "POST /oauth/token",
        "https://x.example/a",
        "1.13.0.4",
        "sandbox.partner.example",
        '{"status": "active", "token": null}',
    ],
)
def test_keeps_what_is_public(text: str) -> None:
    """Client ids, connection ids, paths."""
    # GIVEN a public text, WHEN it is redacted, THEN it is the same
    assert redact_text(text) == text


@pytest.mark.parametrize(
    "name",
    [
        *("access_token", "refreshToken", "id_token", "token", "nonce", "code", "code_verifier"),
        *("client_secret", "clientSecret", "secret", "SecretString", "keyring", "plaintext"),
        *("credential", "credentials", "assertion", "client_assertion", "password", "apiKey"),
        *("Authorization", "Cookie", "cookies", "Set-Cookie", "X-Api-Key", "X-Hook-Secret"),
        *("admin_token", "X-Incode-Hardware-Id"),
        *("BODY", "link", "interviewUrl", "loginHint", "email", "phone", "phoneNumber"),
    ],
)
def test_never_shows_a_field_of_a_secret_name(name: str) -> None:
    """However it is spelt and however deep it lies."""
    # GIVEN a structure with such a field, WHEN it is redacted, THEN its value is gone
    assert redact({"a": [{name: {"x": "canary"}}]}) == {"a": [{name: REDACTED}]}


def test_never_shows_what_a_partner_calls_a_secret() -> None:
    """Its names are facts of the registry, besides those that every partner may use."""
    # GIVEN a partner with a name of its own for a secret
    own = Partner("ours", "Ours", "tests", frozenset(), secret_names=frozenset({"X-Our-Stamp"}))
    assert redact({"x_our_stamp": "known before"}) == {"x_our_stamp": "known before"}
    # WHEN it is registered
    with registry.registered(own):
        # THEN its value is gone, however it is spelt
        assert redact({"x_our_stamp": "canary"}) == {"x_our_stamp": REDACTED}


HOSTILE = (
    *("a", "eyJ-", "eyJ.", "http://", "https://?", "https://a:", "a@", "a@b", "a.", "Basic "),
    *("Bearer\n", "token=", "jb_at_", "-", "+", " ", "\\", '"', '"token":', '"token":"', '"a":"b"'),
)


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_takes_time_that_grows_linearly_with_its_input(piece: str) -> None:
    """A partner's answer of a megabyte would otherwise hold a function up to its limit."""
    # GIVEN a text of a megabyte, made of what a pattern begins with
    text = f"{piece * (1_000_000 // len(piece))} to ana@example.com"
    # WHEN it is redacted, THEN that ends: a quadratic pattern takes most of an hour
    assert "ana@example.com" not in redact_text(text)


def test_keeps_plain_values_and_shows_objects_as_redacted_text() -> None:
    """Numbers stay numbers."""

    class Loud:
        @override
        def __str__(self) -> str:
            return "Bearer canary"

    # GIVEN values of several types, WHEN they are redacted, THEN nothing slips through as an object
    assert redact({"n": 1, "f": 1.5, "b": True, "x": None}) == {
        "n": 1,
        "f": 1.5,
        "b": True,
        "x": None,
    }
    assert redact((Loud(), {"canary@example.com"})) == [f"Bearer {REDACTED}", [REDACTED]]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), _json))
def test_any_record_stays_json(record: Mapping[str, object]) -> None:
    """A record is never lost to its redaction."""
    # GIVEN any record, WHEN it is redacted, THEN it has the same fields and is JSON
    redacted = redact(record)
    assert isinstance(redacted, dict)
    assert set(redacted) == set(record)
    json.dumps(redacted)
