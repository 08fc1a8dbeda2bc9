"""The comparison of answers with the API's description finds what differs."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from jetbridge.model.health import Verdict
from jetbridge.web import resources
from jetbridge.web.response import json_response
from tests.support.described import Described
from tests.unit.model.connections import NOW, a_connection

JSON: Final = {"Content-Type": "application/json"}
CHECKED: Final[Mapping[str, Any]] = json.loads(
    json_response(200, resources.checked_connection(a_connection(), Verdict(), NOW)).body
)
PATH: Final = "/v1/connections/con_1/test"


def faults(
    body: object, status: int = 200, headers: Mapping[str, str] = JSON, path: str = PATH
) -> list[str]:
    """Return what is wrong with an answer."""
    described = Described()
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    described.check("POST", path, status, headers, sent)
    return described.faults


def test_what_the_code_renders_is_described() -> None:
    """With parts of it absent, too."""
    assert faults(CHECKED) == []
    assert faults(b"", 404, {"Content-Type": "text/plain"}, "/nowhere") == []


@pytest.mark.parametrize(
    ("body", "status", "headers", "what"),
    [
        ({**CHECKED, "secret": 1}, 200, JSON, "'secret' was unexpected"),
        ({**CHECKED, "works": "yes"}, 200, JSON, "'yes' is not of type 'boolean'"),
        ({"works": True, "error": None}, 200, JSON, "'connection' is a required property"),
        (CHECKED, 202, JSON, "the status is not described"),
        (b"<p>", 200, {"content-type": "text/html"}, "the media type is not described"),
        (
            {
                "type": "https://x.example/problems/not-found",
                "title": "",
                "status": 404,
                "requestId": "",
                "code": "partner-refused",
            },
            404,
            {"Content-Type": "application/problem+json"},
            "'partner-refused' is not one of ['not-found']",
        ),
    ],
)
def test_what_differs_is_found(
    body: object, status: int, headers: Mapping[str, str], what: str
) -> None:
    """A member more, one less, another type, status, media type, or type of problem."""
    (fault,) = faults(body, status, headers)
    assert what in fault
    assert fault.startswith(f"checkConnection {status}")


def test_a_body_where_none_is_described_is_found() -> None:
    """A 204 has none."""
    described = Described()
    described.check("DELETE", "/v1/connections/con_1", 204, {}, b"{}")
    assert "a body that is not described" in described.faults[0]
