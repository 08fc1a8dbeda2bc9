"""What holds for every route of every function, before it sees a request."""

import base64
import importlib
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import text
from jetbridge.model.scopes import Scope
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, pages
from jetbridge.web.request import MAX_BODY, Request
from jetbridge.web.request_rules import ANY, Parameters
from jetbridge.web.response import Response, json_response
from jetbridge_local.stack.options import PROJECT
from tests.unit.runtime.events import a_context, an_event

PARAMETERS: dict[tuple[str, str], set[str]] = {
    ("GET", "/v1/onboardings"): {
        "limit",
        "cursor",
        "status",
        "partner",
        "externalCustomerId",
        "updatedAfter",
    },
    ("GET", "/v1/journeys"): {
        "limit",
        "cursor",
        "status",
        "candidateId",
        "applicationId",
        "updatedAfter",
    },
    ("GET", "/v1/connections"): {"limit", "cursor", "status", "partner", "updatedAfter"},
    ("GET", "/v1/policies"): {"limit", "cursor"},
    ("GET", "/v1/events"): {"limit", "cursor", "after"},
    ("GET", "/v1/webhooks/<endpoint_id>/deliveries"): {"limit", "cursor", "status"},
    ("GET", "/v1/connect-links"): {"limit", "cursor"},
    ("GET", "/v1/clients"): {"limit", "cursor"},
    ("GET", "/v1/people/requests"): {"limit", "cursor"},
    ("DELETE", "/v1/clients/<client_id>"): {"allowLast"},
}
"""Every query parameter of the API. Its other routes have none."""


def edges() -> Iterator[Edge]:
    """Yield the edge of every function that serves HTTP."""
    for file in sorted((PROJECT / "functions").glob("*/app.py")):
        module = importlib.import_module(f"functions.{file.parent.name}.app")
        if hasattr(module, "edge"):
            yield edge_of(module)


def served() -> Iterator[tuple[str, str, Parameters]]:
    """Yield every route of every function."""
    for edge in edges():
        for (method, path), declared in edge.routes.items():
            yield method, path, declared.query


def edge_of(module: ModuleType) -> Edge:
    """Return the edge of a function."""
    found = module.edge
    assert isinstance(found, Edge)
    return found


ROUTES = sorted(served(), key=str)


def test_every_route_of_the_api_names_its_parameters() -> None:
    """What a new route does not name is refused."""
    api = {(method, path): allowed for method, path, allowed in ROUTES if path.startswith("/v1/")}
    assert {route: set(allowed) for route, allowed in api.items() if allowed} == PARAMETERS
    assert len(api) > 12


def test_only_callers_that_add_parameters_of_their_own_may() -> None:
    """Browsers that others send to us, partners that call, OAuth endpoints, health checks."""
    takes_any = {path for _, path, allowed in ROUTES if allowed == ANY}
    assert not any(path.startswith("/v1/") for path in takes_any)
    assert {path for _, path, _ in ROUTES} - takes_any == {
        path for _, path, _ in ROUTES if path.startswith("/v1/")
    }


def asked(edge: Edge, **event: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return the answer of a route that is always there."""

    @edge.post("/v1/things/<thing_id>", query={"limit"})
    def show(request: Request, thing_id: str) -> Response:
        return json_response(200, {"id": thing_id, "bytes": len(request.body)})

    path = event.pop("path", "/v1/things/t-1")
    answered = edge.handler(an_event("POST", path, **event), a_context())
    return {**answered, "document": json.loads(answered["body"]) if _is_json(answered) else None}


def _is_json(answered: dict[str, Any]) -> bool:
    return "json" in answered["headers"]["content-type"]


def test_an_unknown_parameter_is_refused_by_its_name() -> None:
    """Otherwise a filter with a slip in it lists every person."""
    answered = asked(Edge(), rawQueryString="candidateId=zzz&limit=5&other")
    assert (answered["statusCode"], answered["document"]["code"]) == (
        400,
        "unknown-parameter",
    )
    assert [each["pointer"] for each in answered["document"]["errors"]] == ["candidateId", "other"]
    assert "zzz" not in answered["body"]


@pytest.mark.parametrize("query", ["Limit=5", "limit%20=5", "=5", "%6cimit%5B%5D=5", "limit;x=1"])
def test_a_parameter_is_known_by_its_very_name(query: str) -> None:
    """Not by one that looks like it."""
    assert asked(Edge(), rawQueryString=query)["statusCode"] == 400


def test_a_caller_who_is_not_let_in_is_told_that_first() -> None:
    """The route refuses them, and they do not learn which parameters there are."""
    anonymous = an_event("POST", "/v1/things/t-1", rawQueryString="access_token=x")
    anonymous["requestContext"]["authorizer"] = {"lambda": {"error": "missing_token"}}
    edge = Edge()

    @edge.post("/v1/things/<thing_id>")
    def show(request: Request, thing_id: str) -> Response:
        del thing_id
        bearer.require(request, Scope.ONBOARDINGS_READ)
        return json_response(200, {})

    assert edge.handler(anonymous, a_context())["statusCode"] == 401


def test_a_parameter_is_given_once() -> None:
    """Two readers of it may each pick another."""
    answered = asked(Edge(), rawQueryString="limit=5&limit=5")
    assert answered["statusCode"] == 422
    assert [each["pointer"] for each in answered["document"]["errors"]] == ["limit"]


@pytest.mark.parametrize("sent", ["%00", "%1b", "%c2%9b", "%e2%80%ae", "%ff", "%ed%a0%80"])
def test_text_that_is_never_taken_is_refused_in_addresses(sent: str) -> None:
    """In the path and in the query string, in names and in values, at every kind of route."""
    for event in (
        {"rawQueryString": f"limit={sent}"},
        {"rawQueryString": f"{sent}=1"},
        {"path": f"/v1/things/t{sent}"},
    ):
        for edge in (Edge(), Edge(page=pages.refusal), Edge().for_oauth()):
            answered = asked(edge, **event)
            assert answered["statusCode"] == 400
            assert text.fault(answered["body"]) is None


@pytest.mark.parametrize("encoded", [False, True], ids=["text", "base64"])
def test_a_body_has_one_limit_everywhere(*, encoded: bool) -> None:
    """What counts is its bytes, in whatever encoding API Gateway hands it over."""
    for size, status in ((MAX_BODY, 200), (MAX_BODY + 1, 413), (5_000_000, 413)):
        body = base64.b64encode(b"x" * size).decode() if encoded else "x" * size
        for edge in (Edge(), Edge(page=pages.refusal), Edge().for_oauth()):
            assert asked(edge, body=body, isBase64Encoded=encoded)["statusCode"] == status


def test_each_caller_is_told_in_its_own_form() -> None:
    """A problem, an OAuth error, a page."""
    body = "x" * (MAX_BODY + 1)
    problem = asked(Edge(), body=body)
    assert problem["document"]["code"] == "too-large"
    assert asked(Edge().for_oauth(), body=body)["document"]["error"] == "invalid_request"
    page = asked(Edge(page=pages.refusal), body=body)
    assert page["headers"]["content-type"].startswith("text/html")


def test_a_limit_of_its_own_is_the_forms_of_the_console() -> None:
    """They hold documents, which are longer in a form than in the API's JSON."""
    declared = {route: each for edge in edges() for route, each in edge.routes.items()}
    assert {route for route, each in declared.items() if each.max_body != MAX_BODY} == {
        ("POST", "/console/<page+>")
    }


@pytest.mark.parametrize(("method", "path", "allowed"), ROUTES)
def test_no_route_takes_a_body_above_the_limit(method: str, path: str, allowed: Parameters) -> None:
    """Nor does it reach anything before it says so: there is no table, and no one is signed in."""
    del allowed
    for edge in edges():
        if (method, path) in edge.routes:
            address = path.replace("<", "").replace(">", "")
            body = "x" * (edge.routes[method, path].max_body + 1)
            event = an_event(method, address, body=body)
            assert edge.handler(event, a_context())["statusCode"] == 413


texts = st.text() | st.text(alphabet="\0\x85\u202e\u2066a/%&=+")


@given(texts, texts, texts, texts)
def test_any_text_in_any_part_is_answered(name: str, value: str, part: str, header: str) -> None:
    """Never with a fault of ours."""
    answered = asked(
        Edge(),
        path=f"/v1/things/{quote(part, errors='surrogatepass')}",
        rawQueryString=f"{quote(name, errors='surrogatepass')}={value}",
        headers={"x-any": header},
        cookies=[f"{name}={value}"],
        body=value,
    )
    assert answered["statusCode"] < 500
