"""The token endpoint in the idiom that most functions are written in: what we compare with.

Powertools' resolver, logger and metrics, boto3, requests and pydantic.
"""

import base64
import hashlib
import os
import secrets
import time
from typing import Any

import boto3
import requests
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

logger = Logger(service="stock")
metrics = Metrics(namespace="Stock", service="stock")
app = APIGatewayHttpResolver()
table = boto3.client("dynamodb")
session = requests.Session()


class Token(BaseModel):
    """The answer."""

    access_token: str
    token_type: str
    expires_in: int


@app.post("/oauth/token")
def issue() -> Response[str]:
    """Read the client, store a token, answer with it."""
    credentials = app.current_event.headers.get("authorization", "").partition(" ")[2]
    client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
    key = {"pk": {"S": f"CLIENT#{client_id}"}, "sk": {"S": "CLIENT"}}
    found = table.get_item(TableName=os.environ["TABLE_NAME"], Key=key)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = secrets.token_urlsafe(32)
    item: dict[str, Any] = {
        "pk": {"S": f"TOKEN#{token}"},
        "sk": {"S": "TOKEN"},
        "client": {"S": client_id},
        "known": {"BOOL": digest in str(found)},
        "ttl": {"N": str(int(time.time()) + 3600)},
    }
    table.put_item(TableName=os.environ["TABLE_NAME"], Item=item)
    metrics.add_metric("TokenIssued", MetricUnit.Count, 1)
    body = Token(access_token=token, token_type="Bearer", expires_in=3600)
    return Response(200, "application/json", body.model_dump_json())


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of API Gateway."""
    return app.resolve(event, context)
