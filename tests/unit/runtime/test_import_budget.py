"""What the functions that must start fast may import."""

import json
from typing import Final

import pytest

from tests.unit.runtime.processes import run_python

HEAVY: Final = {
    *("aws_lambda_powertools", "boto3", "botocore", "cryptography", "jinja2", "joserfc"),
    *("pydantic", "requests", "urllib3"),
}
"""Each costs tens of milliseconds at every cold start, and neither function needs one."""
SCRIPT: Final = """
import json, sys
started = set(sys.modules)
from functions.{function} import app
from tests.unit.runtime.events import a_context, sample
app.handler(sample({function!r}), a_context())
print(json.dumps(sorted(
    name for name in set(sys.modules) - started if not name.startswith("encodings.")
)))
"""


@pytest.mark.parametrize("function", ["token", "authorizer"])
def test_token_and_authorizer_import_nothing_heavy(function: str) -> None:
    """Not at start and not at the first call, which here ends at a table that is not there."""
    # GIVEN a fresh process with a table nobody serves
    environ = {
        "TABLE_NAME": "jetbridge-test",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "made-up",
    }
    # WHEN the function is imported and called once
    written = run_python(SCRIPT.format(function=function), environ)
    # THEN nothing is loaded that is neither ours nor Python's
    loaded = {name.partition(".")[0] for name in json.loads(written.splitlines()[-1])}
    assert loaded.isdisjoint(HEAVY)
