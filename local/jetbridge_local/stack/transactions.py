"""Transactions in front of a DynamoDB engine that has none (dynalite).

A small server passes every request through to the engine, and makes TransactWriteItems out of
single operations: one lock holds all other writes back, conditions are first tried with writes
that change nothing, and what was written is undone where a later write fails. It is meant for
one machine and one front per engine. Reads are let through meanwhile: reading several items
without a transaction shows a half-made one in the cloud, too.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from werkzeug.wrappers import Request, Response

from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.stack.engine import Engine, OperationError, Wire

_WRITES: Final = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"})
_PLACEHOLDER: Final = re.compile(r"[#:]\w+")


@contextmanager
def with_transactions(engine_url: str) -> Iterator[str]:
    """Yield a URL where the engine has transactions: its own if it knows them, else a front's.

    Raises:
        requests.RequestException: the engine does not answer.
    """
    engine = Engine(engine_url)
    refusal = engine.ask("TransactWriteItems", {"TransactItems": []}).json()
    if not refusal.get("__type", "").endswith("UnknownOperationException"):
        yield engine_url
        return
    server = LoopbackServer()
    server.serve(Request.application(TransactionFront(engine).answer))
    try:
        yield server.url
    finally:
        server.stop()


class TransactionFront:
    """Answers for an engine, transactions included."""

    def __init__(self, engine: Engine) -> None:
        """Stand in front of `engine`; all writes must come this way."""
        self._engine = engine
        self._lock = Lock()
        self._keys: dict[str, list[str]] = {}
        self._done: set[str] = set()

    def answer(self, request: Request) -> Response:
        """Answer one request of a DynamoDB client."""
        operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if operation == "TransactWriteItems":
            with self._lock:
                return self._transact(json.loads(request.get_data()))
        if operation in _WRITES:
            with self._lock:
                return self._pass_on(request)
        return self._pass_on(request)

    def _pass_on(self, request: Request) -> Response:
        own = {"host", "connection", "content-length", "accept-encoding"}
        headers = {name: value for name, value in request.headers if name.lower() not in own}
        answer = self._engine.pass_on(headers, request.get_data())
        return _response(answer.status_code, answer.content)

    def _transact(self, request: Wire) -> Response:
        token = request.get("ClientRequestToken", "")
        if token and token in self._done:
            return _response(200, b"{}")
        writes = [next(iter(element.items())) for element in request["TransactItems"]]
        try:
            reasons = [self._reason(verb, write) for verb, write in writes]
            if not any(reasons):
                self._apply(writes)
        except OperationError as error:
            return _refusal(error.name, error.message)
        if any(reasons):
            return _cancelled(reasons)
        self._done.add(token)
        return _response(200, b"{}")

    def _reason(self, verb: str, write: Wire) -> str:
        """Try a write's condition without changing anything. Empty where it holds.

        Updating nothing leaves an item as it is, and so does deleting one that is not there.
        """
        if "ConditionExpression" not in write:
            return ""
        there = self._stored(verb, write) is not None
        probe = _narrowed(write, "ConditionExpression") | {"Key": self._key(verb, write)}
        try:
            self._engine.do("UpdateItem" if there else "DeleteItem", probe)
        except OperationError as error:
            if error.name != "ConditionalCheckFailedException":
                raise
            return "ConditionalCheckFailed"
        return ""

    def _apply(self, writes: list[tuple[str, Wire]]) -> None:
        """Make every write, or undo those that were made.

        Raises:
            OperationError: the engine refuses one of them.
        """
        made: list[tuple[str, Wire, Wire | None]] = []
        try:
            for verb, write in writes:
                if verb != "ConditionCheck":
                    made.append((verb, write, self._stored(verb, write)))
                    self._engine.do(f"{verb}Item", _narrowed(write, "UpdateExpression"))
        except OperationError:
            for verb, write, before in made:
                self._restore(verb, write, before)
            raise

    def _restore(self, verb: str, write: Wire, before: Wire | None) -> None:
        table = {"TableName": write["TableName"]}
        if before is None:
            self._engine.do("DeleteItem", table | {"Key": self._key(verb, write)})
        else:
            self._engine.do("PutItem", table | {"Item": before})

    def _stored(self, verb: str, write: Wire) -> Wire | None:
        request = {"TableName": write["TableName"], "Key": self._key(verb, write)}
        item: Wire | None = self._engine.do("GetItem", request | {"ConsistentRead": True}).get(
            "Item"
        )
        return item

    def _key(self, verb: str, write: Wire) -> Wire:
        if verb != "Put":
            key: Wire = write["Key"]
            return key
        table = write["TableName"]
        if table not in self._keys:
            description = self._engine.do("DescribeTable", {"TableName": table})["Table"]
            self._keys[table] = [part["AttributeName"] for part in description["KeySchema"]]
        return {name: write["Item"][name] for name in self._keys[table]}


def _narrowed(write: Wire, expression: str) -> Wire:
    """Keep one expression of a write, with its placeholders only: engines refuse unused ones."""
    kept = {name: write[name] for name in ("TableName", "Key", "Item", expression) if name in write}
    if expression == "ConditionExpression":
        kept.pop("Item", None)
    used = set(_PLACEHOLDER.findall(write.get(expression, "")))
    for map_name in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        meanings = {key: value for key, value in write.get(map_name, {}).items() if key in used}
        if meanings:
            kept[map_name] = meanings
    return kept


def _cancelled(reasons: list[str]) -> Response:
    codes = [reason or "None" for reason in reasons]
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
        f"[{', '.join(codes)}]",
        "CancellationReasons": [{"Code": code} for code in codes],
    }
    return _response(400, json.dumps(body).encode())


def _refusal(name: str, message: str) -> Response:
    body = {"__type": f"com.amazon.coral.validate#{name}", "message": message}
    return _response(400, json.dumps(body).encode())


def _response(status: int, body: bytes) -> Response:
    return Response(body, status, content_type="application/x-amz-json-1.0")
