"""Compare what an API answers with its description, both ways: nothing missing, nothing more."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from jsonschema import Draft202012Validator

from jetbridge_local.openapi.document import document

type Json = Any


class Described:
    """Collects what an API answers that its description does not say, or says otherwise.

    Schemas of the description are open, because later releases may add members. Here they are
    closed, so that a member which is rendered and not described is found.
    """

    def __init__(self) -> None:
        """Nothing was answered yet."""
        self.faults: list[str] = []

    def wrap(self, app: WSGIApplication) -> WSGIApplication:
        """Return an application whose answers are looked at."""

        def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            told: list[Any] = []

            def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:  # noqa: ANN401 - WSGI's signature
                told[:] = [int(status.partition(" ")[0]), dict(headers)]
                return start_response(status, headers, *rest)

            body = b"".join(app(environ, start))
            status, headers = told
            self.check(environ["REQUEST_METHOD"], environ["PATH_INFO"], status, headers, body)
            return [body]

        return call

    def check(
        self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Add what is wrong with one answer."""
        operation = self._operation(method, path)
        if operation is None:
            return
        where = f"{operation['operationId']} {status}"
        answer = self._resolved(operation["responses"].get(str(status)))
        if answer is None:
            self.faults.append(f"{where}: the status is not described")
            return
        lower = {name.lower(): value for name, value in headers.items()}
        fault = self._fault(answer, lower.get("content-type", ""), body)
        if fault:
            self.faults.append(f"{where}: {fault}")

    def _fault(self, answer: Json, content_type: str, body: bytes) -> str:
        media = content_type.partition(";")[0].strip()
        content = answer.get("content", {})
        if not content:
            return f"a body that is not described: {body[:80]!r}" if body else ""
        if media not in content:
            return f"the media type is not described: {media}"
        if "json" not in media:
            return ""
        schema = {**content[media]["schema"], "components": self._closed}
        found = next(Draft202012Validator(schema).iter_errors(json.loads(body)), None)
        return f"{found.json_path}: {found.message}"[:400] if found else ""

    def _operation(self, method: str, path: str) -> Json:
        for pattern, item in self._paths:
            if pattern.fullmatch(path):
                return item.get(method.lower())
        return None

    def _resolved(self, node: Json) -> Json:
        while node and "$ref" in node:
            *_, kind, name = node["$ref"].split("/")
            node = self._document["components"][kind][name]
        return node

    @cached_property
    def _document(self) -> Json:
        return document()

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], Json]]:
        """The paths, those without variables first."""
        paths = sorted(self._document["paths"].items(), key=lambda each: "{" in each[0])
        return [
            (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), item)
            for path, item in paths
        ]

    @cached_property
    def _closed(self) -> Json:
        return {
            "schemas": {
                name: {"additionalProperties": False, **schema}
                if "properties" in schema
                else schema
                for name, schema in self._document["components"]["schemas"].items()
            }
        }
