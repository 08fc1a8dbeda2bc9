"""Each outbound request as a part of the trace under way, of which its receiver is told."""

from collections.abc import Collection
from typing import Final

from jetbridge.model import outbound, trace
from jetbridge.model.ports import Http, HttpRequest, HttpResponse
from jetbridge.model.record import replace

EVERYONE: Final = "*"
"""In the place of a receiver's name."""


class TracedHttp:
    """An `Http` that makes each request, repeats included, a span of its own.

    The request carries it as `traceparent`, a header that servers pass over which do not know it
    (RFC 9110 §5.1), unless its receiver is among those that are not told. What is logged of the
    request is logged under its span.
    """

    def __init__(self, http: Http, untold: Collection[str]) -> None:
        """`untold`: names as `jetbridge.model.outbound` has them; `*` stands for all."""
        self._http = http
        self._untold = frozenset(untold)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send once. See `jetbridge.model.ports.Http`."""
        span = trace.child()
        with trace.using(span):
            return self._http.send(self._told(request, span) if span else request)

    def _told(self, request: HttpRequest, span: trace.Trace) -> HttpRequest:
        receiver = outbound.names().get("partner")
        if receiver is None or self._untold & {receiver, EVERYONE}:
            return request
        return replace(request, headers={**request.headers, trace.TRACEPARENT: span.traceparent})
