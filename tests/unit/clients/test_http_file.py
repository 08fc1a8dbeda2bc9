"""clients/jetbridge.http has a request for each operation, which fits the description."""

import json
import re
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from jetbridge_local.clients import files
from jetbridge_local.clients.http_file import FILE
from jetbridge_local.clients.operations import operations

type Json = Any

DOCUMENT: Final = files.described()
HEAD, TOKEN, *REQUESTS = FILE.read_text().split("### ")
OPERATIONS: Final = {each.id: each for each in operations(DOCUMENT)}
VARIABLES: Final = dict(re.findall(r"^@(\w+) = (.+)$", HEAD, re.MULTILINE))


def test_no_secret_stands_in_it() -> None:
    """Nor does any address: all of them come from the environment."""
    assert VARIABLES["api"] == "{{$processEnv API}}"
    assert "Basic {{$processEnv CLIENT_ID}}:{{$processEnv CLIENT_SECRET}}" in TOKEN
    assert not re.findall(r"jb_c[si]_|jb_at_|whsec_|https?://[^\s\"]*/v1/", FILE.read_text())


def test_every_operation_has_its_requests() -> None:
    """One for each example of its body."""
    named = [re.findall(r"^# (\w+), scope", each, re.MULTILINE)[0] for each in REQUESTS]
    assert set(named) == OPERATIONS.keys()
    for name, told in OPERATIONS.items():
        body = DOCUMENT["paths"][told.path][told.method.lower()].get("requestBody", {})
        examples = body.get("content", {}).get("application/json", {}).get("examples", {"": {}})
        assert named.count(name) == len(examples), name


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: each.splitlines()[0])
def test_a_request_fits_its_operation(request_: str) -> None:
    """Method, path, parameters, headers and body."""
    # GIVEN a request, and its operation
    head, _, body = request_.partition("\n\n")
    told = OPERATIONS[re.findall(r"^# (\w+), scope", head, re.MULTILINE)[0]]
    line, *others = [each for each in head.splitlines()[1:] if not each.startswith("#")]
    # THEN its first line is the operation's, with variables that the file has
    method, address = line.split()
    path = re.sub(r"\{\w+\}", "{}", told.path)
    assert method == told.method
    assert re.sub(r"\{\{\w+\}\}", "{}", address.removeprefix("{{api}}")) == path
    assert {*re.findall(r"\{\{(\w+)\}\}", address)} <= VARIABLES.keys()
    # AND it has the token, and no parameter or header that is not described
    assert "Authorization: Bearer {{token.access_token}}" in others
    assert "# @ref token" in head
    query = {each.strip(" ?&").partition("=")[0] for each in others if each.startswith(" ")}
    headers = {each.partition(":")[0] for each in others if not each.startswith(" ")}
    assert query <= {each.name for each in told.query}
    assert headers - {"Authorization", "Content-Type"} <= {each.name for each in told.headers}
    # AND its body fits
    if body.strip():
        operation = DOCUMENT["paths"][told.path][told.method.lower()]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": DOCUMENT["components"]}
        faults = Draft202012Validator(whole).iter_errors(json.loads(body))
        assert [each.message for each in faults] == []
