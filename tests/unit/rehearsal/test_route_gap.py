"""Routes are created where the emulator creates none, and not where it does."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from jetbridge_local.rehearsal import route_gap
from jetbridge_local.rehearsal.gaps import GapClosedError
from jetbridge_local.rehearsal.stacks import Stack

URI = {"Fn::Sub": "arn:aws:…/functions/${TokenFunction.Arn}/invocations"}
CHECKED_BY = {
    "authorizerUri": {
        "Fn::Sub": ["…", {"__FunctionArn__": {"Fn::GetAtt": ["AuthorizerFunction"]}}]
    },
    "authorizerPayloadFormatVersion": "2.0",
    "enableSimpleResponses": True,
    "authorizerResultTtlInSeconds": 0,
    "identitySource": ["$context.routeKey"],
}
BODY = {
    "paths": {
        "/health": {"get": {"x-amazon-apigateway-integration": {"uri": URI}}},
        "/v1/things": {
            "get": {"x-amazon-apigateway-integration": {"uri": URI}, "security": [{"Bearer": []}]}
        },
    },
    "components": {"securitySchemes": {"Bearer": {"x-amazon-apigateway-authorizer": CHECKED_BY}}},
}


class AnApi:
    """API Gateway and Lambda, as far as routes need them."""

    def __init__(self, routes: list[object]) -> None:
        """`routes` are there already."""
        self.routes: list[Any] = routes
        self.authorizers: list[Any] = []

    def get_routes(self, **_: str) -> object:
        """Return the routes."""
        return {"Items": self.routes}

    def list_functions(self) -> object:
        """Return two functions."""
        return {
            "Functions": [
                {"FunctionName": name, "FunctionArn": f"arn:{name}"}
                for name in ("token", "authorizer")
            ]
        }

    def create_authorizer(self, **given: object) -> Mapping[str, str]:
        """Keep an authorizer."""
        self.authorizers.append(given)
        return {"AuthorizerId": "authorizer-1"}

    def create_integration(self, **given: object) -> Mapping[str, object]:
        """Name an integration by the function that it invokes."""
        return {"IntegrationId": given["IntegrationUri"]}

    def create_route(self, **given: object) -> None:
        """Keep a route."""
        self.routes.append(given)


class AStack:
    """A stack with one API and two functions, which is its own account."""

    def __init__(self, api: AnApi) -> None:
        """Every client is `api`."""
        self.aws = self
        self._api = api

    def client(self, _: str) -> AnApi:
        """Return the client of a service."""
        return self._api

    def ids(self) -> Mapping[str, str]:
        """Return physical ids by logical ids."""
        return {
            "HttpApi": "api-1",
            "TokenFunction": "token",
            "AuthorizerFunction": "authorizer",
        }

    def processed(self) -> object:
        """Return the template after SAM's transform."""
        return {"Resources": {"HttpApi": {"Properties": {"Body": BODY}}}}


def test_routes_are_those_of_the_body() -> None:
    """Guarded where the body says so, by the authorizer that it describes."""
    # GIVEN an API without routes
    api = AnApi([])
    # WHEN they are created from the template's body
    route_gap.create_routes(cast("Stack", AStack(api)))
    # THEN each leads to its function, and the guarded one asks the authorizer first
    open_, guarded = api.routes
    assert (open_["RouteKey"], open_["Target"]) == ("GET /health", "integrations/arn:token")
    assert "AuthorizerId" not in open_
    assert (guarded["AuthorizationType"], guarded["AuthorizerId"]) == ("CUSTOM", "authorizer-1")
    (authorizer,) = api.authorizers
    assert authorizer["AuthorizerUri"] == "arn:authorizer"
    assert authorizer["IdentitySource"] == ["$context.routeKey"]


def test_an_emulator_that_has_caught_up_is_told() -> None:
    """A workaround that is not needed could hide a fault."""
    # GIVEN an API with a route, WHEN routes are to be created, THEN that is refused
    api = AnApi([{"RouteKey": "GET /health"}])
    with pytest.raises(GapClosedError, match="remove the workaround"):
        route_gap.create_routes(cast("Stack", AStack(api)))
    # AND nothing was created
    assert len(api.routes) == 1
