"""What the emulator lacks of the API's routes, and how the rehearsal works round it. See `gaps`."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jetbridge_local.rehearsal.gaps import GapClosedError
from jetbridge_local.rehearsal.stacks import Stack
from jetbridge_local.stack.aws import Aws

_FUNCTION: Final = re.compile(r"\b([A-Z]\w*Function)\b")

type Json = dict[str, Any]


def create_routes(stack: Stack) -> None:
    """Create the routes and authorizers of the API: the emulator ignores the Body of an HTTP API.

    Raises:
        GapClosedError: it does not.
    """
    ids = stack.ids()
    client, api = stack.aws.client("apigatewayv2"), ids["HttpApi"]
    if client.get_routes(ApiId=api)["Items"]:
        raise GapClosedError("creates the routes of an HTTP API's Body")
    body = stack.processed()["Resources"]["HttpApi"]["Properties"]["Body"]
    arns = _function_arns(stack.aws, ids)
    authorizers = {
        name: client.create_authorizer(
            ApiId=api, Name=name, **_authorizer(scheme["x-amazon-apigateway-authorizer"], arns)
        )["AuthorizerId"]
        for name, scheme in body["components"]["securitySchemes"].items()
    }
    for key, operation in _operations(body):
        integration = client.create_integration(
            ApiId=api,
            IntegrationType="AWS_PROXY",
            IntegrationUri=_arn(operation["x-amazon-apigateway-integration"]["uri"], arns),
            PayloadFormatVersion="2.0",
        )["IntegrationId"]
        guards = [authorizers[name] for need in operation.get("security", ()) for name in need]
        client.create_route(
            ApiId=api,
            RouteKey=key,
            Target=f"integrations/{integration}",
            **({"AuthorizationType": "CUSTOM", "AuthorizerId": guards[0]} if guards else {}),
        )


def _operations(body: Json) -> Iterator[tuple[str, Json]]:
    """Return each operation of an OpenAPI document by its route key, such as `GET /health`."""
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def _authorizer(described: Json, arns: Mapping[str, str]) -> Json:
    return {
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": _arn(described["authorizerUri"], arns),
        "AuthorizerPayloadFormatVersion": described["authorizerPayloadFormatVersion"],
        "EnableSimpleResponses": described["enableSimpleResponses"],
        "IdentitySource": described.get("identitySource", []),
        "AuthorizerResultTtlInSeconds": described["authorizerResultTtlInSeconds"],
    }


def _function_arns(aws: Aws, ids: Mapping[str, str]) -> Mapping[str, str]:
    """Return the ARNs of functions by their logical ids."""
    found = aws.client("lambda").list_functions()["Functions"]
    arns = {each["FunctionName"]: each["FunctionArn"] for each in found}
    return {logical: arns[name] for logical, name in ids.items() if name in arns}


def _arn(uri: object, arns: Mapping[str, str]) -> str:
    """Return the ARN of the function that a URI names by an intrinsic function."""
    (function,) = {*_FUNCTION.findall(json.dumps(uri))}
    return arns[function]
