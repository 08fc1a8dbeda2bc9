"""The edge: what surrounds every route."""

import json
import logging
import sys
from types import ModuleType
from typing import Any, Final

import pytest

from jetbridge.model.errors import ApiProblem, PageError
from jetbridge.model.sentence import say
from jetbridge.runtime.edge import Edge
from jetbridge.store.table import TableUnavailableError
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response
from tests.unit.runtime.events import a_context, an_event
from tests.unit.runtime.processes import run_python


def page(error: PageError, request_id: str) -> Response:
    """Draw an error's page."""
    headers = {"Content-Type": "text/html", "Content-Security-Policy": "frame-ancestors x"}
    return Response(error.status, headers, f"{error.title} {request_id}")


def routes(edge: Edge) -> Edge:
    """Give the edge a route of each kind."""

    @edge.get("/v1/things/<thing_id>", query={"code"})
    def show(request: Request, thing_id: str) -> Response:
        return json_response(200, {"id": thing_id, "method": request.method})

    @edge.post("/v1/things")
    def create(_: Request) -> Response:
        raise ApiProblem(422, "invalid-request", "The thing breaks a rule")

    @edge.get("/broken")
    def break_down(_: Request) -> Response:
        raise ValueError("canary")

    @edge.get("/refused")
    def be_refused(_: Request) -> Response:
        raise ApiProblem(502, "partner-credentials", "The partner refuses our credentials")

    @edge.get("/busy")
    def be_busy(_: Request) -> Response:
        raise TableUnavailableError

    @edge.get("/signed-in")
    def sign_in(_: Request) -> Response:
        return Response(303, {"Location": "/"}, "", ("a=1; Secure", "b=2; Secure"))

    @edge.get("/page")
    def draw(_: Request) -> Response:
        return page(PageError(200, say("Hello"), say("")), "")

    return edge


def answer(method: str, path: str, edge: Edge | None = None, **event: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return what Lambda would return for a request."""
    return routes(edge or Edge()).handler(an_event(method, path, **event), a_context())


def test_a_route_gets_the_request_and_the_paths_variables() -> None:
    """And its answer goes out as payload format 2.0."""
    # GIVEN a route with a variable, WHEN it is called
    answered = answer("GET", "/v1/things/abc-1")
    # THEN the route has answered
    assert answered["statusCode"] == 200
    assert json.loads(answered["body"]) == {"id": "abc-1", "method": "GET"}
    assert answered["isBase64Encoded"] is False


def test_every_answer_carries_the_request_id_and_the_security_headers() -> None:
    """Those of an API that no browser should render, frame or keep."""
    # GIVEN a route that sets none of them, WHEN it is called
    headers = answer("GET", "/v1/things/1")["headers"]
    # THEN they are there
    assert headers == {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "content-type": "application/json",
        "referrer-policy": "no-referrer",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-request-id": "request-1",
    }


def test_an_answer_tells_the_caller_of_its_quota() -> None:
    """As the authorizer has counted it, whatever the route answers."""
    # GIVEN a request of which the authorizer says what is left
    context = {"quota_policy": '"client";q=9;w=60', "quota_left": '"client";r=3;t=7'}
    event = an_event("GET", "/x")
    event["requestContext"]["authorizer"] = {"lambda": context}
    # WHEN it is answered
    answer = routes(Edge()).handler(event, a_context())
    # THEN the headers are there
    assert answer["headers"]["ratelimit-policy"] == '"client";q=9;w=60'
    assert answer["headers"]["ratelimit"] == '"client";r=3;t=7'


def test_a_page_with_a_policy_of_its_own_keeps_it() -> None:
    """X-Frame-Options knows no allow-list and would contradict frame-ancestors."""
    # GIVEN a page that may be framed, WHEN it is called
    headers = answer("GET", "/page")["headers"]
    # THEN its own policy is the only one
    assert headers["content-security-policy"] == "frame-ancestors x"
    assert "x-frame-options" not in headers


def test_cookies_go_out_one_by_one() -> None:
    """In the list that API Gateway makes `Set-Cookie` headers of."""
    # GIVEN a route that sets two, WHEN it is called, THEN there are two
    assert answer("GET", "/signed-in")["cookies"] == ["a=1; Secure", "b=2; Secure"]


def test_a_refusal_is_rendered() -> None:
    """With the request id."""
    # GIVEN a route that refuses, WHEN it is called, THEN the problem goes out
    answered = answer("POST", "/v1/things")
    assert answered["statusCode"] == 422
    assert json.loads(answered["body"])["requestId"] == "request-1"


def test_an_unknown_route_is_a_problem_or_a_page() -> None:
    """As the function's callers expect."""
    # GIVEN an API and a function for browsers, WHEN nothing is there
    problem = answer("GET", "/nowhere")
    drawn = answer("GET", "/nowhere", Edge(page=page))
    # THEN each says so in its own way
    assert problem["headers"]["content-type"] == "application/problem+json"
    assert (problem["statusCode"], drawn["statusCode"]) == (404, 404)
    assert drawn["body"] == "There is no such page request-1"


def test_a_bug_is_a_500_without_words_and_a_record_with_a_place(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it is counted, so that an alarm tells an operator."""
    # GIVEN a route with a bug, WHEN it is called
    answered = answer("GET", "/broken")
    # THEN the caller learns nothing, the log the exception, the alarm the count
    assert answered["statusCode"] == 500
    assert "canary" not in json.dumps(answered)
    [record] = [r for r in caplog.records if r.getMessage() == "unexpected error"]
    assert record.exc_info
    assert '"UnexpectedError":[1.0]' in capsys.readouterr().out


def test_a_table_out_of_reach_is_a_503_and_no_bug(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the log it is an error all the same, with the place where it was met."""
    # GIVEN a route whose table does not answer, WHEN it is called
    answered = answer("GET", "/busy")
    # THEN the caller learns when to come back, and no alarm is raised for a bug
    assert answered["statusCode"] == 503
    assert [r.levelname for r in caplog.records if r.exc_info] == ["ERROR"]
    assert "UnexpectedError" not in capsys.readouterr().out


def test_what_is_answered_502_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """At the OpenID issuer and at some partners a wrong credential shows nowhere else."""
    # WHEN a route cannot use what a partner answers
    answered = answer("GET", "/refused")
    # THEN it is counted
    assert answered["statusCode"] == 502
    assert '"BadGateway":[1.0]' in capsys.readouterr().out


def test_one_line_a_request_with_the_route_and_nothing_a_caller_wrote(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No path, query string, header or body: ids and links travel there."""
    # GIVEN a request with secrets in every part
    caplog.set_level(logging.INFO)
    # WHEN it is answered
    answer(
        "GET",
        "/v1/things/canary",
        rawQueryString="code=canary",
        headers={"authorization": "Bearer canary"},
        body="canary",
    )
    # THEN there is one line, and they are not in it
    [record] = caplog.records
    facts = vars(record)
    assert facts["method"] == "GET"
    assert facts["route"] == "/v1/things/<thing_id>"
    assert facts["status"] == 200
    assert facts["ms"] >= 0
    assert "canary" not in str(facts)


@pytest.mark.parametrize(
    "variable", ["POWERTOOLS_LOGGER_LOG_EVENT", "POWERTOOLS_EVENT_HANDLER_DEBUG"]
)
def test_no_environment_variable_turns_the_event_on_in_the_log(variable: str) -> None:
    """Powertools, which served the routes once, would log events or stack traces for either."""
    # GIVEN the variable, in a process of its own
    script = (
        "from tests.unit.runtime.events import a_context, an_event\n"
        "from jetbridge.runtime.edge import Edge\n"
        "edge = Edge()\n"
        "@edge.get('/x')\n"
        "def x(request): raise ValueError('canary')\n"
        "event = an_event('GET', '/x', headers={'authorization': 'Bearer canary'})\n"
        "print(edge.handler(event, a_context()))\n"
    )
    # WHEN a request comes
    done = run_python(script, {variable: "true"})
    # THEN neither log nor answer shows it
    assert "'statusCode': 500" in done
    assert "canary" not in done


CARELESS: Final = """
import logging, sys
logging.basicConfig(stream=sys.stdout)  # as Lambda's runtime does before it imports a function
from tests.unit.runtime.events import a_context, an_event
from jetbridge.runtime.edge import Edge
from jetbridge.web.response import Response
edge = Edge()
@edge.get('/x')
def x(request):
    for name in ('jetbridge.flows.notification.inbox', 'library'):
        for level in (logging.INFO, logging.WARNING):
            logging.getLogger(name).log(
                level, '%s Bearer canary', name, extra={'client_secret': 'canary'}
            )
    return Response(200)
edge.handler(an_event('GET', '/x'), a_context())
"""
"""A route that logs secrets, as a module of ours and as a library."""


@pytest.mark.parametrize("service", ["jetbridge", "another"])
def test_every_record_of_a_request_is_redacted_whatever_the_service_is_called(service: str) -> None:
    """Those of the package from INFO on, those of libraries from WARNING on, each once."""
    # GIVEN a route that logs carelessly, in a process as Lambda starts it
    environ = {"POWERTOOLS_SERVICE_NAME": service, "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"}
    # WHEN a request comes
    written = run_python(CARELESS, environ)
    # THEN its records are JSON with the request's id and the service, and none shows the secret
    records = [json.loads(line) for line in written.splitlines()]
    assert [(record["level"], record["message"]) for record in records] == [
        ("INFO", "jetbridge.flows.notification.inbox Bearer [redacted]"),
        ("WARNING", "jetbridge.flows.notification.inbox Bearer [redacted]"),
        ("WARNING", "library Bearer [redacted]"),
        ("INFO", "request"),
    ]
    assert {record["correlation_id"] for record in records} == {"request-1"}
    assert {record["service"] for record in records} == {service}
    assert "canary" not in written


def test_libraries_never_write_what_they_write_for_debugging() -> None:
    """The AWS SDK's records hold whole answers, of Secrets Manager too."""
    # GIVEN a function whose log level was set to DEBUG at Lambda, which sets the root logger's
    lowest = "import logging; logging.getLogger().setLevel('DEBUG')\n"
    environ = {"AWS_LAMBDA_LOG_LEVEL": "DEBUG", "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"}
    # WHEN a request comes
    careless = CARELESS.replace("logging.INFO, ", "logging.DEBUG, ")
    records = [json.loads(line) for line in run_python(lowest + careless, environ).splitlines()]
    # THEN the package's own records are there, and of a library those from INFO on
    assert [(record["level"], record["message"].split()[0]) for record in records] == [
        ("DEBUG", "jetbridge.flows.notification.inbox"),
        ("WARNING", "jetbridge.flows.notification.inbox"),
        ("WARNING", "library"),
        ("INFO", "request"),
    ]


def test_a_module_beside_the_function_serves_its_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """The function's own routes, and what is not found, stay the function's."""
    # GIVEN a function with a route, and a module for other paths
    module = ModuleType("a_function.things")
    vars(module)["edge"] = routes(Edge())
    monkeypatch.setitem(sys.modules, module.__name__, module)
    edge = Edge(page)
    edge.add_modules("a_function.app", {"/v1/things": "things"})
    edge.get("/here")(lambda _: Response(204))
    # WHEN each is asked for
    events = (an_event("GET", path) for path in ("/v1/things/1", "/here", "/busy"))
    found, own, missing = (edge.handler(event, a_context()) for event in events)
    # THEN the module has answered for its paths alone
    assert (found["statusCode"], own["statusCode"], missing["statusCode"]) == (200, 204, 404)
    # AND the function has the routes of both
    assert {("GET", "/here"), ("GET", "/v1/things/<thing_id>")} <= edge.routes.keys()


def test_a_function_may_have_routes_for_browsers_beside_its_api() -> None:
    """What breaks is a page on the one kind of route, and a problem on the other."""
    # GIVEN an API with a page beside it
    edge = routes(Edge())

    @edge.for_browsers(page).get("/pages/broken")
    def break_down(_: Request) -> Response:
        raise ValueError("canary")

    # WHEN both break
    drawn = edge.handler(an_event("GET", "/pages/broken"), a_context())
    told = edge.handler(an_event("GET", "/broken"), a_context())
    # THEN each says so in its own way
    assert (drawn["statusCode"], drawn["headers"]["content-type"]) == (500, "text/html")
    assert (told["statusCode"], json.loads(told["body"])["status"]) == (500, 500)
