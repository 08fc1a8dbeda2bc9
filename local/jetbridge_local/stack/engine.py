"""Talking to a DynamoDB engine on this machine in its own JSON, without an SDK in between."""

import json
from typing import Any, Final

import requests

type Wire = dict[str, Any]
"""An item, a request or an answer in DynamoDB's JSON."""

_API: Final = "DynamoDB_20120810"
_PATIENCE: Final = 10
"""Seconds in which the engine answers."""
# Local engines want a signature's form and do not verify it.
_HEADERS: Final = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=local",
}


class OperationError(Exception):
    """The engine refused an operation."""

    def __init__(self, answer: Wire) -> None:
        """Keep the engine's answer."""
        super().__init__(answer.get("__type", ""))
        self.name: Final = str(answer.get("__type", "")).rpartition("#")[2]
        self.message: Final = str(answer.get("message", answer.get("Message", "")))


class Engine:
    """A DynamoDB engine on this machine."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        # A proxy that the environment names is for the outside world.
        self._session.trust_env = False

    def pass_on(self, headers: dict[str, str], body: bytes) -> requests.Response:
        """Send a request as it came, on a connection of its own.

        An engine closes idle connections when it likes. A request that meets one which is just
        being closed fails, and a write cannot simply be sent again.
        """
        own = headers | {"Connection": "close"}
        return self._session.post(self._url, data=body, headers=own, timeout=_PATIENCE)

    def ask(self, operation: str, request: Wire) -> requests.Response:
        """Send a request of the front's own."""
        headers = {**_HEADERS, "X-Amz-Target": f"{_API}.{operation}"}
        return self.pass_on(headers, json.dumps(request).encode())

    def do(self, operation: str, request: Wire) -> Wire:
        """Return the answer to a request of the front's own.

        Raises:
            OperationError: the engine refuses it.
        """
        response = self.ask(operation, request)
        answer: Wire = response.json()
        if not response.ok:
            raise OperationError(answer)
        return answer
