"""Trace context, by the rules of W3C Trace Context for `traceparent`."""

from typing import Final

import pytest

from jetbridge.model import trace
from tests.support.traces import GIVEN, PARENT, TRACE

INVALID: Final = {
    "nothing": "",
    "no text": None,
    "a list": [GIVEN],
    "words": "canary",
    "an unknown version": f"ff-{TRACE}-{PARENT}-01",
    "a version that is no number": f"0x-{TRACE}-{PARENT}-01",
    "an upper-case version": f"0A-{TRACE}-{PARENT}-01",
    "an upper-case trace id": f"00-{TRACE.upper()}-{PARENT}-01",
    "an upper-case parent id": f"00-{TRACE}-{PARENT.upper()}-01",
    "a trace id of zeros": f"00-{'0' * 32}-{PARENT}-01",
    "a parent id of zeros": f"00-{TRACE}-{'0' * 16}-01",
    "a short trace id": f"00-{TRACE[1:]}-{PARENT}-01",
    "a long trace id": f"00-{TRACE}0-{PARENT}-01",
    "a short parent id": f"00-{TRACE}-{PARENT[1:]}-01",
    "flags that are no number": f"00-{TRACE}-{PARENT}-0g",
    "short flags": f"00-{TRACE}-{PARENT}-1",
    "no flags": f"00-{TRACE}-{PARENT}",
    "a field too many": f"{GIVEN}-00",
    "a dash too many": f"{GIVEN}-",
    "a header twice": f"{GIVEN},{GIVEN}",
    "a blank before": f" {GIVEN}",
    "a blank after": f"{GIVEN} ",
    "a line break after": f"{GIVEN}\n",
    "other digits": f"00-{TRACE[:-1]}٣-{PARENT}-01",
    "a later version, too short": f"01-{TRACE}-{PARENT}-0",
    "a later version without a dash after its flags": f"{GIVEN.replace('00-', '01-', 1)}x",
    "a later version twice": f"cc-{TRACE}-{PARENT}-01,cc-{TRACE}-{PARENT}-01",
}
"""Headers that name no trace."""

VALID: Final = {
    GIVEN: True,
    f"00-{TRACE}-{PARENT}-00": False,
    f"00-{TRACE}-{PARENT}-02": False,
    f"00-{TRACE}-{PARENT}-03": True,
    f"00-{TRACE}-{PARENT}-ff": True,
    f"01-{TRACE}-{PARENT}-01": True,
    f"cc-{TRACE}-{PARENT}-00": False,
    f"cc-{TRACE}-{PARENT}-01-what-the-future-will-be-like": True,
    f"fe-{TRACE}-{PARENT}-09-{'x' * 100_000}": True,
    f"01-{TRACE}-{PARENT}-01-\n": True,
}
"""Headers that name a trace, and whether it is sampled."""


@pytest.mark.parametrize("name", INVALID)
def test_what_names_no_trace_begins_one(name: str) -> None:
    """No error: a header that a stranger sent keeps no request from its answer."""
    # WHEN a header is continued that names no trace
    found = trace.continued(INVALID[name], "request-1")
    # THEN a trace begins, under the name of the request
    assert found.trace_id == trace.begun("request-1").trace_id
    assert (found.parent_id, found.is_sampled) == ("", True)
    # AND what is sent on is a header of the version that is known
    assert trace.continued(found.traceparent).trace_id == found.trace_id


@pytest.mark.parametrize(("header", "sampled"), VALID.items())
def test_a_trace_is_continued(header: str, *, sampled: bool) -> None:
    """Under its id and its flag, by a part of its own; nothing else of the header goes on."""
    # WHEN a header is continued
    found = trace.continued(header, "request-1")
    # THEN it is the same trace, and the caller is the parent
    assert (found.trace_id, found.parent_id, found.is_sampled) == (TRACE, PARENT, sampled)
    # AND what is sent on is of version 00, with the span's own id and the one known flag
    assert found.span_id not in {PARENT, trace.continued(header).span_id}
    assert found.traceparent == f"00-{TRACE}-{found.span_id}-{'01' if sampled else '00'}"


def test_a_trace_is_named_after_what_begins_it() -> None:
    """Two processes that know the same id name the same trace; others are drawn."""
    # WHEN traces begin
    one, same, other = (trace.begun(name) for name in ("request-1", "request-1", "request-2"))
    # THEN the name decides the trace, and never the span
    assert one.trace_id == same.trace_id != other.trace_id
    assert one.span_id != same.span_id
    # AND without a name each is another
    assert trace.begun().trace_id != trace.begun().trace_id


@pytest.mark.parametrize("linked", ["", "canary", "0" * 32, TRACE.upper(), f"{TRACE}0"])
def test_what_is_no_trace_is_not_linked(linked: str) -> None:
    """A link is a label of a fixed form, too."""
    # WHEN a trace is to be linked with what is no trace, THEN it is linked with none
    assert trace.begun(linked=linked).linked == ""
    assert trace.continued(GIVEN, linked=linked).linked == ""
    # AND with one it is
    assert trace.begun(linked=TRACE).facts["linked_trace_id"] == TRACE


def test_work_belongs_to_the_trace_that_it_is_done_in() -> None:
    """And afterwards to the one before again."""
    # GIVEN no trace
    assert (trace.current(), trace.header(), trace.child()) == (None, "", None)
    # WHEN work is done in one
    with trace.using(trace.continued(GIVEN)):
        mine = trace.current()
        assert mine
        # THEN what it calls is a part of it
        call = trace.child()
        assert call
        assert (call.trace_id, call.parent_id) == (mine.trace_id, mine.span_id)
        assert call.span_id != mine.span_id
        # AND work within may belong to another, that was stored
        other = f"00-{'a' * 32}-{'b' * 16}-00"
        with trace.following(other):
            assert trace.header().startswith(f"00-{'a' * 32}-")
            assert trace.header().endswith("-00")
        # AND where none was stored, to this one
        with trace.following(""):
            assert trace.current() == mine
    # AND afterwards to none
    assert trace.current() is None


def test_a_trace_is_made_when_it_is_first_asked_for() -> None:
    """Once, for whatever asks; never where nothing does."""
    # GIVEN what makes a trace
    made = list[trace.Trace]()

    def make() -> trace.Trace:
        made.append(trace.continued(GIVEN))
        return made[-1]

    # WHEN nothing asks for it, THEN it is not made
    with trace.using(make), trace.using(None):
        assert trace.current() is None
    assert not made
    # WHEN several ask for it, THEN it is made once
    with trace.using(make):
        call, header = trace.child(), trace.header()
        assert call
        assert (call.parent_id, header) == (made[0].span_id, made[0].traceparent)
        assert trace.current() is made[0]
    assert len(made) == 1
    # AND nothing is left of it
    assert trace.current() is None
