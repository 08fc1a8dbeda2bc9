"""The functions whose environments are measured: each with a first event, and what it reads.

A first event goes as far as it can without a partner: a token, a page, a job that finds nothing, or
a refusal that the table has to be read for.
"""

import json
import os
import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import certifi

from bench.environments import BUILT, TABLE, Subject, layer
from bench.runtime_api import Document
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import access_tokens, clients, credentials
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.dynamodb.wire import to_wire
from tests.unit.infra.templates import given, written
from tests.unit.runtime.events import an_event, sample

HERE: Final = Path(__file__).parent
_NO_ITEMS: Final[Mapping[str, Document]] = {
    "GetItem": {},
    "PutItem": {},
    "TransactWriteItems": {},
    "BatchGetItem": {"Responses": {TABLE: []}, "UnprocessedKeys": {}},
    "Query": {"Items": [], "Count": 0, "ScannedCount": 0},
    "GetSecretValue": {"SecretString": json.dumps({"active": "k1", "k1": "made-up" * 9})},
}
_UNKNOWN: Final = "A" * 43
"""The token of a link that there is not."""


def subjects_in(folder: Path) -> list[Subject]:
    """Return the functions, a bare one first, stock's last; `folder` is for their files."""
    asks, bears, items = _token_events()
    one = {**_NO_ITEMS, "GetItem": {"Item": items[0]}}
    both = {"BatchGetItem": {"Responses": {TABLE: items}, "UnprocessedKeys": {}}}
    stock, trusted = HERE / "stock", certifi.where()
    slow = _without_bytecode(folder)
    return [
        Subject("bare", HERE / "bare", None, asks, one),
        _subject("token", asks, one),
        _subject("authorizer", bears, both),
        *_others(),
        Subject("stock, with bytecode", stock, layer(), asks, one, authorities=trusted),
        Subject("stock, as built", stock, slow, asks, one, authorities=trusted),
    ]


def _token_events() -> tuple[Document, Document, list[Document]]:
    """Return a token request, a request with a token, and the items of their client and token."""
    ids, clock = RandomIds(), SystemClock()
    client, secret = clients.new_client(
        ids, clock, kind=ClientKind.API, tenant="bench", name="bench", scopes=["onboardings:write"]
    )
    token = credentials.mint_access_token(ids, client.client_id)
    issued = access_tokens.put(
        client.client_id, token, list(client.scopes), now=clock.now(), lifetime=3600
    )
    pair = f"{client.client_id}:{secret.reveal()}".encode()
    asks = sample("token")
    asks["headers"]["authorization"] = f"Basic {b64encode(pair).decode()}"
    asks |= {"body": "grant_type=client_credentials", "isBase64Encoded": False}
    bears = sample("authorizer") | {"headers": {"authorization": f"Bearer {token.reveal()}"}}
    return asks, bears, [to_wire(put.item) for put in (clients.put(client), issued)]


def _without_bytecode(folder: Path) -> Path:
    """Return a copy of the layer as plain `sam build` makes it."""
    copied = folder / "layer"
    shutil.copytree(
        layer(), copied, copy_function=os.link, ignore=shutil.ignore_patterns("__pycache__")
    )
    return copied


def _others() -> Iterator[Subject]:
    query = {
        "rawQueryString": f"onboarding={_UNKNOWN}",
        "queryStringParameters": {"onboarding": _UNKNOWN},
    }
    delivery = an_event("POST", "/smartrecruiters/webhooks/con_AAAAAAAAAAAAAAAA")
    yield _subject("consent", _in_a_frame(sample("consent")))
    yield _subject("connect", an_event("GET", "/connect/onboarder", **query), status=400)
    yield _subject("receive", delivery, status=404)
    yield _subject("onboarding", sample("onboarding"), status=502)  # without credentials
    yield _subject("worker", sample("worker"))
    yield _subject("scheduled", {"job": "tasks"})


def _subject(
    name: str,
    event: Document,
    answers: Mapping[str, Document] = _NO_ITEMS,
    *,
    status: int = 200,
) -> Subject:
    function = f"{name.capitalize()}Function"
    return Subject(
        name,
        BUILT / function,
        layer(),
        event,
        answers,
        status=status,
        variables=_variables(function),
    )


def _variables(function: str) -> dict[str, str]:
    """Return a function's variables: defaults of parameters, and a word for what is deployed."""
    return {name: _value(value) for name, value in given(function).items()}


def _value(value: Any) -> str:  # noqa: ANN401 - CloudFormation's
    parameters = written()["Parameters"]
    match value:
        case {"Ref": name} if name in parameters:
            return str(parameters[name].get("Default", "made-up"))
        case str():
            return value
        case _:
            return "https://made-up.example"


def _in_a_frame(event: Document) -> Document:
    """Return the request for consent as a frame of SmartRecruiters makes it."""
    return event | {
        "headers": event["headers"] | {"sec-fetch-dest": "iframe"},
        "rawQueryString": "companyId=acme",
        "queryStringParameters": {"companyId": "acme"},
    }
