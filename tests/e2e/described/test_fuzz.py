"""Requests that Schemathesis makes of the API's description, sent to the local stack."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.e2e.described.conftest import Callers

PROGRAM: Final = Path(sys.executable).with_name("schemathesis")
EXAMPLES: Final = 4
"""Requests for each operation and phase, besides its examples."""
CONFIG: Final = """
seed = 1
workers = 2
max-redirects = 0
continue-on-failure = true
warnings = false

[generation]
max-examples = {examples}
database = "none"

# API Gateway answers 404 to a method that no route has, and names no others.
[checks]
unsupported_method.enabled = false
allow_header_conformance.enabled = false
# Rules that JSON Schema does not say are told with 400 and 422.
positive_data_acceptance.expected-statuses = [
    "2xx", "3xx", 400, 401, 403, 404, 409, 410, 412, 422, 428, 429, 502, 503
]
# What is too large is refused before its members are looked at.
negative_data_rejection.expected-statuses = [
    400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428, 429, "5xx"
]
# What the partners' sandboxes do not answer is a 502 or a 503 that is described.
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 502, 503]

[[operations]]
include-path-regex = "^/v1/"
headers = {{ Authorization = "Bearer {api}" }}

[[operations]]
include-path = "/smartrecruiters/callback"
headers = {{ Authorization = "Bearer {smartrecruiters}" }}

[[operations]]
include-path = "/incode/webhooks"
headers = {{ Authorization = "Bearer {incode}" }}
"""


def test_no_request_is_answered_otherwise_than_described(
    callers: Callers, tmp_path: Path, *, thorough: bool
) -> None:
    """Valid ones and such as break the schemas, at every route."""
    # GIVEN the deployment's own description, and the access tokens of the callers
    config = tmp_path / "schemathesis.toml"
    config.write_text(
        CONFIG.format(
            examples=EXAMPLES,
            api=callers.api,
            smartrecruiters=callers.smartrecruiters,
            incode=callers.incode,
        )
    )
    # Every boundary of every member takes minutes: `make fuzz`.
    phases = "examples,fuzzing,stateful"
    if thorough:
        phases += ",coverage"
    # WHEN requests are made of it
    done = subprocess.run(
        [
            *(str(PROGRAM), "--no-color", "--config-file", str(config), "run"),
            f"{callers.tenant.api}/openapi.json",
            *("--phases", phases),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    # THEN every answer is as described
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
