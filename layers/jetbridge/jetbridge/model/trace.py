"""The trace to which the work under way belongs, as W3C Trace Context has it.

A trace goes from a request through the queue to partners and tenants' endpoints. It is a label:
anyone can send one, so nothing is decided by it. It is kept in a context variable, as log and
outbound requests need it several layers below what has read it.

`tracestate` is not passed on: it is opaque text of a caller's, which may tell of persons, and what
it would be sent to belongs to others (docs/decisions/0091-a-trace-is-a-label.md).

Source: W3C Trace Context, https://www.w3.org/TR/trace-context/, "Traceparent Header".
"""

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Final

from jetbridge.model.record import record

TRACEPARENT: Final = "traceparent"
"""The name of the header, and of what holds its value elsewhere."""

_TRACEPARENT: Final = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?",
    re.DOTALL,
)
"""Version, trace id, parent id, flags, and what only a later version may have."""
_TRACE_ID: Final = re.compile(r"(?!0{32})[0-9a-f]{32}")
_VERSION: Final = "00"
_SAMPLED: Final = 1
"""The one flag that version 00 defines."""


@record
class Trace:
    """A place in a trace. Ids are in lower-case hexadecimal.

    `span_id` is this process's part, `parent_id` that of its caller, empty where the trace begins
    here. `linked` is the trace that has caused this one, where it is another.
    """

    trace_id: str
    span_id: str
    parent_id: str = ""
    is_sampled: bool = True
    linked: str = ""

    @property
    def traceparent(self) -> str:
        """The header that makes what is called a part of this trace."""
        return f"{_VERSION}-{self.trace_id}-{self.span_id}-{'01' if self.is_sampled else '00'}"

    @property
    def facts(self) -> Mapping[str, str]:
        """The fields of a log record."""
        facts = {"trace_id": self.trace_id, "span_id": self.span_id}
        if self.parent_id:
            facts["parent_id"] = self.parent_id
        if self.linked:
            facts["linked_trace_id"] = self.linked
        return facts


type Held = Trace | Callable[[], Trace] | None
"""A trace, what makes it when it is first asked for, or none."""

_CURRENT: Final[ContextVar[Held]] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """Return the trace of the work under way; None where there is none."""
    held = _CURRENT.get()
    if held is None or isinstance(held, Trace):
        return held
    made = held()
    _CURRENT.set(made)
    return made


def header() -> str:
    """Return the header of the trace of the work under way; empty where there is none."""
    trace = current()
    return trace.traceparent if trace else ""


class _Using:
    """The context of `using`. A generator would take four times as long, at every request."""

    __slots__ = ("_before", "_trace")

    def __init__(self, trace: Held) -> None:
        self._trace = trace

    def __enter__(self) -> None:
        self._before = _CURRENT.set(self._trace)

    def __exit__(self, *_: object) -> None:
        _CURRENT.reset(self._before)


def using(trace: Held) -> AbstractContextManager[None]:
    """Let what is done within belong to a trace, or to none.

    What makes a trace is called once, when it is first asked for, or never: a request of which
    nothing is logged or sent costs no trace.
    """
    return _Using(trace)


def begun(name: str = "", *, linked: str = "") -> Trace:
    """Return a new trace.

    Args:
        name: an id of the request or message with which it begins. The same id names the same
            trace: to an authorizer and the function behind it, at each receipt of a message.
            Empty: the trace is drawn at random.
        linked: the id of the trace that has caused it; passed over where it is none.
    """
    trace_id = hashlib.sha256(name.encode()).hexdigest()[:32] if name else os.urandom(16).hex()
    return Trace(trace_id, _drawn(), linked=_trace_id(linked))


def continued(traceparent: object, name: str = "", *, linked: str = "") -> Trace:
    """Return a part of the trace that a header names; where it is none, a new trace.

    A header is read by the rules of the version that is known here. Of a later version its first
    four fields count, and no more than them is passed on. `name` and `linked` are as in `begun`.
    """
    found = _TRACEPARENT.fullmatch(traceparent) if isinstance(traceparent, str) else None
    if found is None or (found[1] == _VERSION and found[5] is not None):
        return begun(name, linked=linked)
    is_sampled = bool(int(found[4], 16) & _SAMPLED)
    return Trace(found[2], _drawn(), found[3], is_sampled, _trace_id(linked))


def child() -> Trace | None:
    """Return the part of a request that is about to be made; None where there is no trace."""
    trace = current()
    if trace is None:
        return None
    return Trace(trace.trace_id, _drawn(), trace.span_id, trace.is_sampled, trace.linked)


def following(traceparent: str) -> AbstractContextManager[None]:
    """Let what is done within belong to a trace that was stored; without one, to the present."""
    return using(continued(traceparent) if traceparent else current())


def _trace_id(text: str) -> str:
    return text if text and _TRACE_ID.fullmatch(text) else ""


def _drawn() -> str:
    return os.urandom(8).hex()
