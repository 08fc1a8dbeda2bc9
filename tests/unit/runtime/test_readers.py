"""Answers to browsers, in a process that something is wrong with."""

from typing import Final

import pytest

from tests.unit.runtime.processes import run_python

SCRIPT: Final = """
from functions.consent.app import handler
from tests.unit.runtime.events import a_context, an_event
event = an_event("GET", "/smartrecruiters/consent", headers={"accept-language": "de"})
print(handler(event, a_context()))
"""
LAMBDAS: Final = {
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "key",
    "TABLE_NAME": "table",
}
"""What Lambda's runtime and the template set."""


@pytest.mark.parametrize("broken", [{"TABLE_NAME": ""}, {"HTTP_TIMEOUT": "soon"}])
def test_a_process_that_cannot_begin_says_so_on_a_page(broken: dict[str, str]) -> None:
    """A setting without which nothing is composed is missing or broken: there is no brand then."""
    # GIVEN a process with such a setting, WHEN a page is asked for
    written = run_python(SCRIPT, {**LAMBDAS, **broken})
    # THEN it answers with a page in the reader's language
    assert "'statusCode': 500" in written
    assert "Bei uns ist etwas schiefgelaufen" in written
    assert "<title>" in written
