"""What a partner brings to its host."""

from collections.abc import Callable
from dataclasses import dataclass
from wsgiref.types import WSGIApplication

from flask import Blueprint


def _unguarded(app: WSGIApplication) -> WSGIApplication:
    return app


@dataclass(frozen=True, slots=True)
class Part:
    """One host's application, with what the control routes show and change of it.

    `state` returns JSON; `reset` forgets what happened and keeps what was configured; `control`
    adds routes of the partner's own; `guard` wraps what stands even before a programmed failure.
    """

    app: WSGIApplication
    state: Callable[[], dict[str, object]]
    reset: Callable[[], None]
    control: Blueprint | None = None
    guard: Callable[[WSGIApplication], WSGIApplication] = _unguarded
