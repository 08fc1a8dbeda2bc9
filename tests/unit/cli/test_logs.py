"""What the flows log is no part of what a command prints."""

import logging

import pytest

from jetbridge_cli.logs import Beside
from tests.support.terminal import is_harmless


def test_a_record_goes_to_standard_error_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    """It may hold what others wrote, and JSON escapes less than a terminal obeys."""
    # GIVEN a record of a flow, with what a partner has sent
    record = logging.makeLogRecord(
        {"name": "jetbridge.flows", "msg": "told", "levelno": 30, "account": "a\x1b\x9b31m\u202eb"}
    )
    # WHEN it is written
    Beside().handle(record)
    # THEN standard output holds nothing, and what stands beside it is a line of harmless JSON
    printed = capsys.readouterr()
    assert printed.out == ""
    assert is_harmless(printed.err)
    (line,) = printed.err.splitlines()
    assert '"message":"told"' in line
