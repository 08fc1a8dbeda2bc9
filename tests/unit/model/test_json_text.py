"""The one reader of JSON: strict with callers, lenient with answers."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import json_text, text
from jetbridge.model.ports import HttpResponse

REFUSED: dict[str, tuple[bytes, str, str]] = {
    "no JSON": (b"{", "", "json"),
    "nothing": (b"", "", "json"),
    "no UTF-8": (b'"\xff"', "", "json"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "", "json"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "", "json"),
    "half a character": (b'{"a": ["x", "\\ud800"]}', "/a/1", "unicode"),
    "half a character, raw": (b'{"a": "\xed\xa0\x80"}', "/a", "unicode"),
    "half a character in a name": (b'{"a": {"\\udc00": 1}}', "/a", "unicode"),
    "nul": (b'{"a/b": "\\u0000"}', "/a~1b", "no_control_characters"),
    "C1": (b'{"a": "\\u009b"}', "/a", "no_control_characters"),
    "an override": (b'{"a~b": "\\u202e"}', "/a~0b", "no_reordering"),
    "an isolate in a name": (b'{"\\u2066": 1}', "", "no_reordering"),
    "a name twice": (b'{"a": [{"b": 1, "b": 1}]}', "/a/0", "repeated_name"),
    "a name twice, escaped": (b'{"a": 1, "\\u0061": 2}', "", "repeated_name"),
    "NaN": (b'{"a": NaN}', "/a", "number"),
    "infinity": (b"[-Infinity]", "/0", "number"),
    "an infinite fraction": (b"[1e999]", "/0", "number"),
    "a number of a million digits": (b"[" + b"9" * 1_000_000 + b"]", "/0", "number"),
    "nested deep": (b"[" * 40 + b"]" * 40, "/0" * 32, "too_deep"),
    "nested ever so deep": (b"[" * 30_000 + b"]" * 30_000, "", ""),
}


@pytest.mark.parametrize(("sent", "pointer", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_no_json_may_hold_is_refused_with_a_pointer(
    sent: bytes, pointer: str, rule: str
) -> None:
    """Every fault has a place, a rule and a sentence."""
    with pytest.raises(json_text.InvalidJsonError) as raised:
        json_text.strict(sent)
    first = raised.value.faults[0]
    assert first.detail
    if rule:
        assert (first.pointer, first.rule) == (pointer, rule)


def test_every_fault_is_told_up_to_a_number() -> None:
    """A body is corrected at once, and an answer stays small."""
    with pytest.raises(json_text.InvalidJsonError) as raised:
        json_text.strict(b'{"a": "\\u0000", "b": NaN}')
    assert {each.pointer for each in raised.value.faults} == {"/a", "/b"}
    with pytest.raises(json_text.InvalidJsonError) as raised:
        json_text.strict(json.dumps(["\0"] * 1_000).encode())
    assert len(raised.value.faults) == 20


fine = st.text().filter(lambda each: text.fault(each) is None)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | fine,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(fine, inner, max_size=4),
    max_leaves=20,
)


@given(documents)
def test_both_readers_read_ordinary_json_as_it_is(document: object) -> None:
    """Nothing that is in order is changed."""
    sent = json.dumps(document).encode()
    assert json_text.strict(sent) == document
    assert json_text.lenient(sent) == document


@given(st.binary() | st.text().map(lambda each: json.dumps([each]).encode()))
def test_any_bytes_are_read_or_refused(sent: bytes) -> None:
    """By both readers, and what is read can be stored and sent."""
    try:
        read = json_text.strict(sent)
    except json_text.InvalidJsonError:
        read = None
    json.dumps(read, ensure_ascii=False).encode()
    json.dumps(json_text.lenient(sent), ensure_ascii=False).encode()


ANSWERS: dict[str, tuple[bytes, Any]] = {
    "half a character": (b'{"a": "x\\ud800"}', {"a": "x\ufffd"}),
    "an override in a name": (b'{"\\u202ea": "\\u202eb"}', {"a": "b"}),
    "no UTF-8": (b'{"a": "J\xfcrgen"}', {"a": "J\ufffdrgen"}),
    "NaN": (b'{"a": NaN, "b": 1e999}', {"a": None, "b": None}),
    "a name twice": (b'{"a": 1, "a": 2}', {"a": 2}),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    "no JSON": (b"<html>", None),
    "nested ever so deep": (b"[" * 30_000 + b"]" * 30_000, None),
    "a number of a million digits": (b"9" * 1_000_000, None),
}


@pytest.mark.parametrize(("body", "read"), ANSWERS.values(), ids=ANSWERS)
def test_a_partners_answer_is_read_as_far_as_it_can_be(body: bytes, read: object) -> None:
    """It is cleaned or it is none: never an exception."""
    assert HttpResponse(200, {}, body).json() == read
