"""Calls of one AWS service: signed, attempted again where that may help, within the deadline."""

import json
import os
import time
from base64 import b64encode
from binascii import crc32
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError, Document
from jetbridge.runtime import deadline
from jetbridge.runtime.awsjson import environment, retries, tls
from jetbridge.runtime.awsjson.connection import Connections
from jetbridge.runtime.awsjson.environment import Service
from jetbridge.runtime.awsjson.response import Answer
from jetbridge.runtime.awsjson.signature import Signer
from jetbridge.runtime.limits import Limits

_CHECKSUM: Final = "x-amz-crc32"


class AwsJson:
    """An `AwsCalls` over AWS JSON. Each attempt begins only where it can end in time."""

    def __init__(
        self,
        service: Service,
        limits: Limits,
        *,
        environ: Mapping[str, str] = os.environ,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Call `service` as `environ` says. Nothing connects yet.

        Raises:
            NotConfiguredError: the environment lacks what a call needs.
        """
        self._service = service
        self._limits = limits
        self._pause = pause
        self._endpoint = environment.endpoint(service, environ)
        self._signer = Signer(
            environment.credentials(environ), environment.region(environ), service.prefix
        )
        self._connections = Connections(self._endpoint, limits, tls.bundle(environ))
        self._quota = retries.Quota()

    def call(self, operation: str, request: Document) -> Document:
        """Return the service's answer. See `jetbridge.model.aws_calls.AwsCalls`."""
        body = _encoder.encode(request).encode()
        cost, attempt = 0, 1
        failure: AwsRefusedError | AwsNotAnsweredError = AwsNotAnsweredError("OutOfTime")
        while True:
            if deadline.left() < self._limits.needed(attempt):
                raise failure
            answer = self._attempt(operation, body, repeated=attempt > 1)
            if isinstance(answer, dict):
                self._quota.give_back(cost)
                return answer
            failure = answer
            if attempt == self._limits.attempts or not retries.may_pass(failure):
                raise failure
            cost = self._quota.take(failure)
            if not cost:
                raise failure
            self._pause(retries.backoff(attempt))
            attempt += 1

    def _attempt(
        self, operation: str, body: bytes, *, repeated: bool
    ) -> Document | AwsRefusedError | AwsNotAnsweredError:
        try:
            answer = self._connections.post(self._headers(operation, body), body)
        except OSError as error:
            # Its words may quote what was received.
            return AwsNotAnsweredError(type(error).__name__)
        return _read(answer, repeated=repeated)

    def _headers(self, operation: str, body: bytes) -> dict[str, str]:
        headers = {
            "Host": self._endpoint.host,
            "Content-Type": f"application/x-amz-json-{self._service.version}",
            "X-Amz-Target": f"{self._service.target}.{operation}",
        }
        at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        return self._signer.signed("POST", self._endpoint.path, headers, body, at=at)


def _base64(value: object) -> str:
    """Return bytes as AWS JSON has them.

    Raises:
        TypeError: `value` is something else that JSON does not have.
    """
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"a request holds no {type(value).__name__}")


_encoder: Final = json.JSONEncoder(default=_base64, separators=(",", ":"))


def _read(answer: Answer, *, repeated: bool) -> Document | AwsRefusedError | AwsNotAnsweredError:
    expected = answer.headers.get(_CHECKSUM)
    if expected is not None and str(crc32(answer.body)) != expected:
        return AwsNotAnsweredError("ChecksumMismatch")
    document = _document(answer.body)
    if answer.status == HTTPStatus.OK and document is not None:
        return document
    if answer.status == HTTPStatus.OK:
        return AwsNotAnsweredError("NotJson")
    code = answer.headers.get("x-amzn-errortype") or (document or {}).get("__type")
    return AwsRefusedError(
        _name(code or answer.status), answer.status, document or {}, repeated=repeated
    )


def _document(body: bytes) -> Document | None:
    try:
        document = json.loads(body or b"{}")
    except ValueError:  # UnicodeDecodeError is one
        return None
    return document if isinstance(document, dict) else None


def _name(code: object) -> str:
    """Return the name of an error, without its namespace and its address."""
    return str(code).partition(":")[0].rpartition("#")[2]
