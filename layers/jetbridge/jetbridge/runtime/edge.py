"""What every HTTP function has in common, so that its app.py is a table of contents.

    edge = Edge()  # Edge(page=pages.error) where browsers are the callers

    @edge.post("/v1/onboardings")
    def create(request: Request) -> Response:
        identity = bearer.require(request, Scope.ONBOARDINGS_WRITE)
        return onboard.create(compose.context(), identity, request)

    @edge.get("/v1/onboardings/<onboarding_id>")
    def show(request: Request, onboarding_id: str) -> Response:
        ...

    handler = edge.handler

A function of several resources has a module for each beside its app.py, with an `edge` of its own:
`edge.add_modules(__name__, {"/v1/policies": "policies"})`.

A route is given the `Request` and the path's variables and returns a `Response` or raises one of
`jetbridge.model.errors`. It names its query parameters: `@edge.get(path, query={"limit"})`, or
`query=ANY` where callers may add some. An API's route without them has none; a browser's route
takes any, because partners and providers add theirs. What breaks `jetbridge.web.request_rules`
does not reach a route. The edge renders errors, adds the security headers and `X-Request-Id`, and
logs one line a request. The path is logged as its pattern; query string, headers and body are not
logged.
"""

import base64
import copy
from collections.abc import Callable, Mapping
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final, Literal, NamedTuple, Self

from jetbridge.model.errors import ApiProblem, CallerError, OAuthError, PageError
from jetbridge.model.metrics import Metric
from jetbridge.model.sentence import Sentence, say
from jetbridge.runtime.deadline import bounded
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.observability import logger, meter, observed
from jetbridge.runtime.settings import settings
from jetbridge.web import bearer, request_rules
from jetbridge.web.render import PASSING, PageRenderer, render
from jetbridge.web.request import MAX_BODY, Request
from jetbridge.web.request_rules import ANY, Parameters
from jetbridge.web.response import Response
from jetbridge.web.routes import Routes

type Event = dict[str, Any]
type Route = Callable[..., Response]

SECURITY_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
}
"""What a response carries unless its route says otherwise."""


type Errors = Literal["problem", "oauth", "page"]
"""How a route's refusals are written: RFC 9457, RFC 6749 §5.2, or for a browser."""


class Declared(NamedTuple):
    """A route: its function, how its refusals are written, its query parameters, its limit."""

    route: Route
    errors: Errors
    query: Parameters
    max_body: int
    """Bytes."""


_ADVICE: Final = say("Go back to where you came from, and start there again.")


type Answering = Callable[[Request, Callable[[], Response]], Response]


def _as_it_is(_: Request, answer: Callable[[], Response]) -> Response:
    return answer()


class Edge:
    """The routes of one function, and the Lambda handler that serves them."""

    def __init__(
        self,
        page: PageRenderer | None = None,
        answering: Answering = _as_it_is,
        *,
        shows: bool | None = None,
    ) -> None:
        """`page` draws errors for browsers; without it every error is a JSON document.

        `answering` is what happens around the answer to each request of a browser. `shows` says
        that a GET request only shows what is stored: its lists leave out what cannot be read. So
        it is at an API, unless it is said.
        """
        self._shows = page is None if shows is None else shows
        self._routes: Routes[tuple[str, Edge, Route]] = Routes()
        self._page = page
        self._answering = answering
        self._is_oauth = False
        self._declared: dict[tuple[str, str], Declared] = {}
        self._modules: dict[str, str] = {}
        self.handler = observed("requestContext.requestId")(bounded(self._handle))
        """What Lambda calls with each event."""

    def for_browsers(self, page: PageRenderer, answering: Answering = _as_it_is) -> Self:
        """Return this edge as it serves the routes whose callers are browsers: errors are pages.

        For a function whose other routes are an API. The parameters are as when an edge is made.
        """
        browsers = copy.copy(self)
        browsers._page = page  # noqa: SLF001 - a copy of this very object
        browsers._answering = answering  # noqa: SLF001 - the same
        browsers._shows = False  # noqa: SLF001 - the same; a callback is a GET request, too
        return browsers

    def for_oauth(self) -> Self:
        """Return this edge as it serves OAuth endpoints: its own refusals are RFC 6749's."""
        endpoints = copy.copy(self)
        endpoints._is_oauth = True  # noqa: SLF001 - a copy of this very object
        endpoints._shows = False  # noqa: SLF001 - the same
        return endpoints

    def add_modules(self, app: str, modules: Mapping[str, str]) -> None:
        """Serve paths by modules that stand beside `app` and have an `edge` each.

        `app` is the caller's `__name__`. `modules` maps the beginning of paths to a module's name.
        A module is imported with the first request for one of its paths: a function's folder has no
        bytecode, so every cold start compiles what it imports.
        """
        folder = app.removesuffix(app.rpartition(".")[2])
        self._modules |= {start: f"{folder}{name}" for start, name in modules.items()}

    @property
    def routes(self) -> Mapping[tuple[str, str], Declared]:
        """Each route as it is declared, by its method and path."""
        edges = map(_edge_of, self._modules.values())
        return self._declared | {key: each for edge in edges for key, each in edge.routes.items()}

    def get(self, path: str, *, query: Parameters | None = None) -> Callable[[Route], Route]:
        """Serve GET requests for `path`, whose variables are written `<name>`."""
        return self._route("GET", path, query)

    def post(
        self, path: str, *, query: Parameters | None = None, max_body: int = MAX_BODY
    ) -> Callable[[Route], Route]:
        """Serve POST requests for `path`, whose variables are written `<name>`.

        `max_body` is how many bytes a body may have.
        """
        return self._route("POST", path, query, max_body)

    def put(self, path: str, *, query: Parameters | None = None) -> Callable[[Route], Route]:
        """Serve PUT requests for `path`, whose variables are written `<name>`."""
        return self._route("PUT", path, query)

    def patch(self, path: str, *, query: Parameters | None = None) -> Callable[[Route], Route]:
        """Serve PATCH requests for `path`, whose variables are written `<name>`."""
        return self._route("PATCH", path, query)

    def delete(self, path: str, *, query: Parameters | None = None) -> Callable[[Route], Route]:
        """Serve DELETE requests for `path`, whose variables are written `<name>`."""
        return self._route("DELETE", path, query)

    def _route(
        self, method: str, path: str, query: Parameters | None, max_body: int = MAX_BODY
    ) -> Callable[[Route], Route]:
        allowed: Parameters = query if query is not None else self._query

        def register(route: Route) -> Route:
            self._declared[method, path] = Declared(route, self._errors, allowed, max_body)

            def guarded(request: Request, **variables: str) -> Response:
                request_rules.check(request, variables, allowed, max_body)
                return route(request, **variables)

            self._routes.add(method, path, (path, self, guarded))
            return route

        return register

    def _handle(self, event: Event, _: Invocation) -> Event:
        started = perf_counter()
        request = Request.from_event(event)
        routes = self._serving(request.path)._routes  # noqa: SLF001 - another one of this class
        found = routes.find(request.method.upper(), request.path)
        (path, edge, route), variables = found or (("-", self, self._not_found), {})
        response = edge._answering(request, lambda: edge._answer(request, route, variables))  # noqa: SLF001 - a copy of this very object
        if response.status == HTTPStatus.BAD_GATEWAY:
            meter.count(Metric.BAD_GATEWAY)
        logger.info(
            "request",
            extra={
                "method": request.method,
                "route": path,
                "status": response.status,
                "ms": round((perf_counter() - started) * 1000),
                **_caller(request),
            },
        )
        return _wire(response, request.request_id, bearer.quota_headers(request))

    def _serving(self, path: str) -> "Edge":
        """Return the edge that has a path's routes: that of a module, or this one."""
        found = (name for start, name in self._modules.items() if path.startswith(start))
        return next(map(_edge_of, found), self)

    def _not_found(self, _: Request) -> Response:
        if self._page:
            raise PageError(
                404, say("There is no such page"), say("The address may be incomplete."), _ADVICE
            )
        raise ApiProblem(404, "not-found", "There is nothing here")

    def _answer(self, request: Request, route: Route, variables: Mapping[str, str]) -> Response:
        try:
            if self._shows and request.method.upper() == "GET":
                from jetbridge.flows.passing_over import passing_over  # not all have such routes

                with passing_over(meter):
                    return route(request, **variables)
            return route(request, **variables)
        except CallerError as refusal:
            return self._render(self._worded(refusal), request)
        except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, no trace leaks
            logger.error("unexpected error", exc_info=error)
            response = self._render(error, request)
            is_ours = not isinstance(error, PASSING)
            meter.count(Metric.UNEXPECTED_ERROR if is_ours else Metric.STORE_UNAVAILABLE)
            return response

    def _render(self, error: Exception, request: Request) -> Response:
        base_url = settings().base_url(request.domain)
        return render(error, request.request_id, self._page, base_url=base_url)

    def _worded(self, refusal: CallerError) -> CallerError:
        """Return a refusal as this edge's callers read it: a problem is an API's."""
        if not isinstance(refusal, ApiProblem):
            return refusal
        if self._page:
            return PageError(refusal.status, *_refused(refusal.status), _ADVICE)
        if self._is_oauth:
            return OAuthError("invalid_request", f"{refusal.title}.", refusal.status)
        return refusal

    @property
    def _errors(self) -> Errors:
        if self._page:
            return "page"
        return "oauth" if self._is_oauth else "problem"

    @property
    def _query(self) -> Parameters:
        return ANY if self._page else ()


def _edge_of(module: str) -> Edge:
    from importlib import import_module  # most functions have no modules

    edge: Edge = import_module(module).edge
    return edge


def _refused(status: int) -> tuple[Sentence, Sentence]:
    """Return what a browser's page says where the request rules refuse."""
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return say("This form cannot be read"), say("It is too long.")
    return say("This address cannot be used"), say("It holds text that is not taken.")


def _caller(request: Request) -> dict[str, str]:
    """Return who called a Bearer route, as the authorizer found them."""
    return {
        name: request.authorizer[name]
        for name in ("client_id", "tenant")
        if name in request.authorizer
    }


def _wire(response: Response, request_id: str, quotas: Mapping[str, str]) -> Event:
    """Return `response` in payload format 2.0, with lower-case header names as HTTP/2 has them.

    Source: docs.aws.amazon.com, "Create AWS Lambda proxy integrations for HTTP APIs".
    """
    own = {name.lower(): value for name, value in {**quotas, **response.headers}.items()}
    framing = {} if "content-security-policy" in own else {"x-frame-options": "DENY"}
    return {
        "statusCode": response.status,
        "body": base64.b64encode(response.data).decode() if response.data else response.body,
        "isBase64Encoded": bool(response.data),
        "headers": {**SECURITY_HEADERS, **framing, **own, "x-request-id": request_id},
        "cookies": list(response.cookies),
    }
