"""One partner host: what the partner answers, and the control routes beside it."""

from typing import Final
from wsgiref.types import WSGIApplication

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from jetbridge.model.ports import Clock
from jetbridge_local.sandbox.calls import CallLog, Recorded
from jetbridge_local.sandbox.control import PREFIX, Control
from jetbridge_local.sandbox.failures import Failures, Programmed
from jetbridge_local.sandbox.part import Part


class Host:
    """A partner's part behind the call log and the programmed failures.

    Calls pass the log, then what the part wants in front of everything it answers (a rate
    limit), then the programmed failures, then the part. Control routes pass none of them.
    """

    def __init__(self, clock: Clock, part: Part) -> None:
        """Put `part` on a host of its own."""
        self.calls: Final = CallLog(clock)
        self.failures: Final = Failures()
        self._part: Final = part

    def wsgi(self) -> WSGIApplication:
        """Return the host as one WSGI application."""
        programmed = Programmed(self._part.app, self.failures)
        recorded = Recorded(self._part.guard(programmed), self.calls)
        control = Control(self._part, self.calls, self.failures).app()
        return DispatcherMiddleware(recorded, {PREFIX: control})
