"""What the functions that must start fast may import."""

import json
import sys
from typing import Final

import pytest

from tests.unit.runtime.processes import run_python

HEAVY: Final = {"dataclasses", "inspect", "pathlib", "uuid"}
"""Each costs milliseconds at every cold start, and none is needed."""
MAX_ASKED: Final = {"token": 126, "authorizer": 113}
"""Modules, Python's own included, beside those of the bare interpreter."""
SCRIPT: Final = """
import json, sys
started = set(sys.modules)
from functions.{function} import app
class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = ""
    def get_remaining_time_in_millis(self): return 30_000
app.handler(json.load(open("events/{function}.json")), Context())
print(json.dumps(sorted(
    name for name in set(sys.modules) - started if not name.startswith("encodings.")
)))
"""


@pytest.mark.parametrize("function", ["token", "authorizer"])
def test_token_and_authorizer_import_nothing_heavy(function: str) -> None:
    """Not at start and not at the first call, which here ends at a table that is not there."""
    # GIVEN a fresh process with a table that nothing serves
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
    modules = json.loads(written.splitlines()[-1])
    loaded = {name.partition(".")[0] for name in modules}
    assert loaded - sys.stdlib_module_names == {"functions", "jetbridge"}
    # AND little of Python's
    assert loaded.isdisjoint(HEAVY)
    assert len(modules) <= MAX_ASKED[function]


COLLECTOR: Final = """
import gc
import jetbridge
print(gc.isenabled())
from functions.token import app
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""


@pytest.mark.parametrize(("runtime", "at_import"), [("127.0.0.1:9001", False), ("", True)])
def test_no_garbage_is_looked_for_in_what_is_imported(runtime: str, *, at_import: bool) -> None:
    """In Lambda, where it stays; afterwards it is, in what the requests leave."""
    # GIVEN a fresh process, in Lambda or elsewhere
    environ = {"AWS_LAMBDA_RUNTIME_API": runtime}
    # WHEN a function is imported
    written = run_python(COLLECTOR, environ)
    # THEN the collector waits in Lambda, and works afterwards
    assert written.split() == [str(at_import), "True", "True"]
