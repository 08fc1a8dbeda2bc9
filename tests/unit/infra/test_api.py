"""The routes, who guards them, and what the access log keeps."""

import json
import re
from typing import Any, Final

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator
from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider

from tests.unit.infra.templates import PUBLIC, TEMPLATE, deployed, properties, routes, written

ROUTES = {
    ("GET", "/smartrecruiters/consent"): ("ConsentFunction", PUBLIC),
    ("POST", "/smartrecruiters/consent"): ("ConsentFunction", PUBLIC),
    ("POST", "/smartrecruiters/consent/window"): ("ConsentFunction", PUBLIC),
    ("GET", "/smartrecruiters/consent/frame"): ("ConsentFunction", PUBLIC),
    ("GET", "/smartrecruiters/consent/progress"): ("ConsentFunction", PUBLIC),
    ("GET", "/auth/callback"): ("ConsentFunction", PUBLIC),
    ("POST", "/auth/another-account"): ("ConsentFunction", PUBLIC),
    ("GET", "/brand/{name}"): ("ConsentFunction", PUBLIC),
    ("GET", "/console"): ("ConsoleFunction", PUBLIC),
    ("GET", "/console/{page+}"): ("ConsoleFunction", PUBLIC),
    ("POST", "/console/{page+}"): ("ConsoleFunction", PUBLIC),
    ("POST", "/oauth/token"): ("TokenFunction", PUBLIC),
    ("POST", "/oauth/revoke"): ("TokenFunction", PUBLIC),
    ("POST", "/oauth/introspect"): ("TokenFunction", PUBLIC),
    ("GET", "/.well-known/oauth-authorization-server"): ("TokenFunction", PUBLIC),
    ("GET", "/health"): ("TokenFunction", PUBLIC),
    ("GET", "/openapi.json"): ("TokenFunction", PUBLIC),
    ("GET", "/problems"): ("TokenFunction", PUBLIC),
    ("GET", "/problems/{name}"): ("TokenFunction", PUBLIC),
    ("POST", "/smartrecruiters/callback"): ("ReceiveFunction", "Bearer"),
    ("POST", "/smartrecruiters/webhooks/{connectionId}"): ("ReceiveFunction", PUBLIC),
    ("POST", "/incode/webhooks"): ("ReceiveFunction", "Bearer"),
    ("POST", "/v1/onboardings"): ("OnboardingFunction", "Bearer"),
    ("GET", "/v1/onboardings"): ("OnboardingFunction", "Bearer"),
    ("POST", "/v1/onboardings/workforce"): ("OnboardingFunction", "Bearer"),
    ("GET", "/v1/onboardings/{id}"): ("OnboardingFunction", "Bearer"),
    ("POST", "/v1/onboardings/bulk"): ("OnboardingFunction", "Bearer"),
    ("PATCH", "/v1/onboardings/{id}"): ("OnboardingFunction", "Bearer"),
    ("POST", "/v1/onboardings/{id}/cancel"): ("OnboardingFunction", "Bearer"),
    ("GET", "/v1/journeys"): ("OnboardingFunction", "Bearer"),
    ("GET", "/v1/journeys/{id}"): ("OnboardingFunction", "Bearer"),
    ("GET", "/v1/events"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/policies"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/policies/current"): ("ManageFunction", "Bearer"),
    ("PUT", "/v1/policies/current"): ("ManageFunction", "Bearer"),
    ("DELETE", "/v1/policies/current"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/policies/current/pause"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/policies/current/resume"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/policies/validate"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/policies/{version}"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/policies/{version}/restore"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/journeys/{id}/decisions"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/journeys/{id}/approve"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/journeys/{id}/retry"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/journeys/{id}/cancel"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/journeys/{id}/new-link"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/journeys/{id}/replace-link"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/clients"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/clients"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/clients/{id}"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/clients/{id}/rotate"): ("ManageFunction", "Bearer"),
    ("DELETE", "/v1/clients/{id}"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/webhooks"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/webhooks"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/webhooks/{id}"): ("ManageFunction", "Bearer"),
    ("PATCH", "/v1/webhooks/{id}"): ("ManageFunction", "Bearer"),
    ("DELETE", "/v1/webhooks/{id}"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/webhooks/{id}/test"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/webhooks/{id}/rotate"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/webhooks/{id}/deliveries"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/webhooks/{id}/replay"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/people/erasures"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/people/copies"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/people/requests"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/people/requests/{id}"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/people/requests/{id}/copy"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/policies/dry-run"): ("RehearseFunction", "Bearer"),
    ("GET", "/connect/onboarder"): ("ConnectFunction", PUBLIC),
    ("POST", "/connect/onboarder"): ("ConnectFunction", PUBLIC),
    ("GET", "/connect/onboarder/callback"): ("ConnectFunction", PUBLIC),
    ("GET", "/connect/onboardbase"): ("ConnectFunction", PUBLIC),
    ("POST", "/connect/onboardbase"): ("ConnectFunction", PUBLIC),
    ("GET", "/connect/onboardbase/callback"): ("ConnectFunction", PUBLIC),
    ("GET", "/v1/connections"): ("ConnectFunction", "Bearer"),
    ("POST", "/v1/connect-links"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/connect-links"): ("ManageFunction", "Bearer"),
    ("GET", "/v1/connect-links/{id}"): ("ManageFunction", "Bearer"),
    ("DELETE", "/v1/connect-links/{id}"): ("ManageFunction", "Bearer"),
    ("POST", "/v1/connections/enboarder"): ("ConnectFunction", "Bearer"),
    ("POST", "/v1/connections/{id}/test"): ("ConnectFunction", "Bearer"),
    ("DELETE", "/v1/connections/{id}"): ("ConnectFunction", "Bearer"),
    ("GET", "/v1/connections/{id}"): ("ConnectFunction", "Bearer"),
}


def _body() -> dict[str, Any]:
    body: dict[str, Any] = deployed()["Resources"]["HttpApi"]["Properties"]["Body"]
    return body


def test_the_routes_are_those_of_the_contract() -> None:
    """A route that was not meant to be open is not open."""
    # THEN the template has these routes, guarded like this, and no others
    assert routes() == ROUTES


def test_the_api_is_valid_openapi() -> None:
    """API Gateway imports it with FailOnWarnings: what is not valid may stop a deployment."""
    # GIVEN the API as SAM hands it to API Gateway, with texts where CloudFormation fills one in
    body = _filled_in(_body())
    # THEN it is valid by OpenAPI's own schema
    assert [*OpenAPIV30SpecValidator(body).iter_errors()] == []
    # AND has each route of the contract, with an integration
    operations = {
        (method.upper(), path): operation
        for path, item in body["paths"].items()
        for method, operation in item.items()
    }
    assert operations.keys() == ROUTES.keys()
    assert all("x-amazon-apigateway-integration" in each for each in operations.values())


def _filled_in(node: Any) -> Any:  # noqa: ANN401 - any JSON value
    match node:
        case {"Ref": _} | {"Fn::Sub": _} | {"Fn::GetAtt": _}:
            return "filled in"
        case dict():
            return {name: _filled_in(value) for name, value in node.items()}
        case list():
            return [_filled_in(value) for value in node]
    return node


def test_the_authorizer_sees_every_request() -> None:
    """No header makes API Gateway answer in our place, and no answer outlives its token."""
    # GIVEN the authorizer as it is deployed
    scheme = _body()["components"]["securitySchemes"]["Bearer"]["x-amazon-apigateway-authorizer"]
    # THEN it needs nothing that a request may lack, answers simply, and is asked each time
    assert scheme["identitySource"] == ["$context.routeKey"]
    assert scheme["authorizerResultTtlInSeconds"] == 0
    assert scheme["authorizerPayloadFormatVersion"] == "2.0"
    assert scheme["enableSimpleResponses"] is True


def test_the_local_api_guards_the_same_routes() -> None:
    """SAM's own local API reads the template; what it serves is what is deployed."""
    # GIVEN the routes as SAM's local API finds them
    stacks, _ = SamLocalStackProvider.get_stacks(str(TEMPLATE))
    local = {
        (method, route.path): (route.function_name, route.authorizer_name or PUBLIC)
        for route in ApiProvider(stacks).api.routes
        for method in route.methods
    }
    # THEN they are the template's
    assert local == ROUTES


def test_the_access_log_is_one_json_object_a_request() -> None:
    """Each line can be queried by its members."""
    # GIVEN the format, with something in the place of each variable
    log_format = properties("HttpApi")["AccessLogSettings"]["Format"]
    line = json.loads(re.sub(r"\$context\.[A-Za-z.]+", "x", log_format))
    # THEN it tells what was asked and what became of it
    assert {"requestId", "method", "path", "status", "responseLatency"} <= line.keys()


@pytest.mark.parametrize("unwanted", ["query", "header", "body", "identity", "Source", "claims"])
def test_the_access_log_keeps_nothing_that_a_caller_sent_in_confidence(unwanted: str) -> None:
    """Query strings hold codes and ids, headers hold tokens; of who calls, the address alone."""
    # GIVEN the variables that the access log writes down, but the source address
    log_format = properties("HttpApi")["AccessLogSettings"]["Format"]
    variables = {*re.findall(r"\$context\.([A-Za-z.]+)", log_format)} - {"identity.sourceIp"}
    # THEN none of them is of that kind
    assert not [variable for variable in variables if unwanted in variable]


HTTP_API: Final = {
    *("requestId", "requestTime", "identity.sourceIp", "httpMethod", "path", "routeKey", "status"),
    *("protocol", "responseLength", "responseLatency", "integration.status"),
    *("integration.latency", "integration.error", "authorizer.error"),
}
"""Variables of access logs that are documented for HTTP APIs, as far as they are used.

Source: API Gateway Developer Guide, "Customize HTTP API access logs". REST APIs have others.
"""


def test_the_access_log_uses_what_http_apis_have() -> None:
    """Any other is an empty text in every line."""
    # THEN each variable is a documented one
    log_format = properties("HttpApi")["AccessLogSettings"]["Format"]
    assert {*re.findall(r"\$context\.([A-Za-z.]+)", log_format)} == HTTP_API


def test_metrics_by_route_are_the_deployers_choice() -> None:
    """CloudWatch bills them: eight metrics for each of some 50 routes."""
    # GIVEN the routes' settings
    chosen = properties("HttpApi")["DefaultRouteSettings"]["DetailedMetricsEnabled"]
    # THEN a parameter switches them
    assert chosen == {"Fn::If": ["HasDetailedMetrics", True, False]}
    assert written()["Conditions"]["HasDetailedMetrics"] == {
        "Fn::Equals": [{"Ref": "DetailedMetrics"}, "true"]
    }


def test_the_apis_own_address_can_be_closed() -> None:
    """Behind CloudFront and WAF it would be a way past both; without another it is the only one."""
    # GIVEN the API as it is deployed, and the rules of the parameters
    settings = _body()["servers"][0]["x-amazon-apigateway-endpoint-configuration"]
    (rule,) = written()["Rules"]["ClosedOnlyWhereThereIsAnother"]["Assertions"]
    # THEN a parameter closes it, and PublicUrl has to be there
    assert settings["disableExecuteApiEndpoint"] == {"Fn::If": ["IsClosed", True, False]}
    assert "PublicUrl" in str(rule["Assert"])


def test_each_route_is_throttled() -> None:
    """A flood is refused before it costs a function call."""
    # GIVEN the routes' settings
    settings = properties("HttpApi")["DefaultRouteSettings"]
    # THEN the operator sets how much is let through
    assert settings["ThrottlingRateLimit"] == {"Ref": "ThrottleRate"}
    assert settings["ThrottlingBurstLimit"] == {"Ref": "ThrottleBurst"}


@pytest.mark.parametrize(
    ("output", "path"),
    [
        ("ConsentUrl", "/smartrecruiters/consent"),
        ("OAuthTokenUrl", "/oauth/token"),
        ("CallbackUrl", "/smartrecruiters/callback"),
        ("IncodeWebhookUrl", "/incode/webhooks"),
        ("SignInCallbackUrl", "/auth/callback"),
        ("OnboarderCallbackUrl", "/connect/onboarder/callback"),
        ("OnboardbaseCallbackUrl", "/connect/onboardbase/callback"),
    ],
)
def test_an_output_is_the_url_of_a_route(output: str, path: str) -> None:
    """What the operator sends to SmartRecruiters and to the OpenID issuer works."""
    # GIVEN an output
    value, variables = written()["Outputs"][output]["Value"]["Fn::Sub"]
    # THEN it is a route of ours, under our public origin
    assert value == "${Origin}" + path
    assert variables["Origin"]["Fn::If"][:2] == ["HasPublicUrl", {"Ref": "PublicUrl"}]
    assert any(path == known for _, known in ROUTES)
