"""Log records and metrics, as they are written."""

import io
import json
import logging
from typing import Any

import pytest

from jetbridge.model.metrics import Metric
from jetbridge.model.settings import SettingError
from jetbridge.runtime.observability import EmfMeter, RedactingFormatter, describe


class AwsError(Exception):
    """As botocore's ClientError: the code in `response`, other people's words in the message."""

    def __init__(self) -> None:
        """Quote a value."""
        super().__init__("canary")
        self.response = {"Error": {"Code": "AccessDeniedException", "Message": "canary"}}


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """Return `error` as it is after it was raised."""
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def written(message: object, *args: object, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - as logging's own
    """Return the record that is written for a message."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter())
    logger = logging.Logger("test")  # noqa: LOG001 - outside the hierarchy, so that nobody else writes it
    logger.addHandler(handler)
    logger.error(message, *args, **kwargs)
    record: dict[str, Any] = json.loads(stream.getvalue())
    return record


def test_a_record_is_json_and_redacted() -> None:
    """Message, arguments and extra facts alike."""
    # GIVEN a record with secrets everywhere
    facts = {"client_secret": "canary", "status": 200}
    record = written("%s: Bearer canary", "canary@example.com", extra=facts)
    # WHEN it is written, THEN the facts are there and the secrets are not
    assert record["status"] == 200
    assert record["level"] == "ERROR"
    assert "canary" not in json.dumps(record)


def test_an_exception_is_written_without_others_words() -> None:
    """Their messages quote what they choked on."""
    # GIVEN an exception with a cause, both of which quote a value
    error = raised(ValueError("canary"), raised(KeyError("canary")))
    error.add_note("canary")
    # WHEN it is logged
    record = written("unexpected error", exc_info=error)
    # THEN types and places are there, and no value
    assert "canary" not in json.dumps(record)
    assert "builtins.ValueError" in record["exception"]
    assert "caused by builtins.KeyError" in record["exception"]
    assert "test_observability.py" in record["exception"]


def test_our_own_exceptions_keep_their_message() -> None:
    """They are written to carry nothing that may not be seen."""
    # GIVEN a missing variable, WHEN it is described, THEN it is named
    assert "TABLE_NAME must be set" in describe(raised(SettingError("TABLE_NAME", "must be set")))


def test_an_aws_error_shows_its_code() -> None:
    """It is what an operator searches for."""
    # GIVEN an error of AWS, WHEN it is described, THEN its code is there and its message is not
    described = describe(raised(AwsError()))
    assert "AccessDeniedException" in described
    assert "canary" not in described


def test_a_context_that_was_suppressed_stays_so() -> None:
    """`from None` is how the code hides a cause that quotes a value."""
    # GIVEN an error raised from None, WHEN it is described, THEN the hidden one is not
    try:
        try:
            raise KeyError("hidden")  # noqa: TRY301 - the context is what the test is about
        except KeyError:
            raise ValueError from None
    except ValueError as error:
        described = describe(error)
    assert "KeyError" not in described


def test_metrics_are_one_line_of_the_embedded_format(capsys: pytest.CaptureFixture[str]) -> None:
    """CloudWatch reads them from the log."""
    # GIVEN two outcomes counted
    meter = EmfMeter()
    meter.count(Metric.TOKEN_ISSUED)
    meter.count(Metric.TOKEN_ISSUED)
    # WHEN they are flushed
    meter.flush()
    # THEN the line says namespace, name and count
    line = json.loads(capsys.readouterr().out)
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Jetbridge"
    assert line["TokenIssued"] == [1.0, 1.0]


def test_without_metrics_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """And the second flush repeats nothing."""
    # GIVEN metrics that were flushed
    meter = EmfMeter()
    meter.count(Metric.TOKEN_ISSUED)
    meter.flush()
    capsys.readouterr()
    # WHEN they are flushed again, THEN nothing is written
    meter.flush()
    assert capsys.readouterr().out == ""
