"""Log records and metrics, as they are written."""

import io
import json
import logging
from typing import Any, Final

import pytest

from jetbridge.model.aws_calls import AwsRefusedError
from jetbridge.model.metrics import Metric
from jetbridge.model.settings import SettingError
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.log_records import RecordFormatter, describe
from jetbridge.runtime.meter import EmfMeter
from jetbridge.runtime.observability import formatter, observed
from tests.fakes.invocations import AContext
from tests.unit.runtime.processes import run_python

DIMENSIONS: Final = {"service": "jetbridge", "stage": "prod", "stack": "jetbridge-prod"}


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """Return `error` as it is after it was raised."""
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def written(
    message: object,
    *args: object,
    formatter: RecordFormatter | None = None,
    **kwargs: Any,  # noqa: ANN401 - as logging's own
) -> dict[str, Any]:
    """Return the record that is written for a message."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter or RecordFormatter("jetbridge"))
    logger = logging.Logger("test")  # noqa: LOG001 - outside the hierarchy, so that no other handler writes it
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


def test_arguments_that_do_not_fit_their_message_are_left_out() -> None:
    """They would be written to standard error as they are."""
    # WHEN a library's message has no place for its argument
    record = written("took %d seconds", "canary")
    # THEN the record is there without it
    assert record["message"] == "took %d seconds [arguments left out: TypeError]"


def test_the_fields_are_those_that_queries_and_alarms_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Their names are a contract: Powertools' loggers write the same."""
    # GIVEN an invocation with a trace
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3f;Parent=53995c3f;Sampled=1")
    formatter = RecordFormatter("jetbridge")
    formatter.begin(AContext(), "request-1")
    # WHEN something is logged in it
    record = written("said %s", "it", formatter=formatter, extra={"route": "/x", "status": None})
    # THEN these are the fields, and those without a value are left out
    assert record.pop("timestamp").endswith("+00:00")
    assert record.pop("location").startswith("written:")
    assert record == {
        "level": "ERROR",
        "message": "said it",
        "cold_start": True,
        "function_name": "jetbridge-token",
        "function_memory_size": 512,
        "function_arn": "arn:aws:lambda:us-east-1:123456789012:function:token",
        "function_request_id": "invocation-1",
        "correlation_id": "request-1",
        "route": "/x",
        "service": "jetbridge",
        "xray_trace_id": "1-5759e988-bd862e3f",
    }


@pytest.mark.parametrize(
    ("created", "milliseconds", "shown"),
    [
        (1_700_000_000.042, 42.0, "2023-11-14T22:13:20.042+00:00"),
        (1_772_409_599.0, 0.0, "2026-03-01T23:59:59.000+00:00"),
    ],
)
def test_a_record_says_when_it_was_made(created: float, milliseconds: float, shown: str) -> None:
    """In UTC, wherever it runs, to the millisecond."""
    record = logging.makeLogRecord({"created": created, "msecs": milliseconds})
    assert json.loads(RecordFormatter("jetbridge").format(record))["timestamp"] == shown


def test_the_facts_of_an_invocation_end_with_it() -> None:
    """What the one before was about is not said of the next one."""
    # GIVEN an invocation about some work
    formatter = RecordFormatter("jetbridge")
    formatter.begin(AContext(), "request-1")
    formatter.facts["work"] = {"kind": "poll"}
    assert written("x", formatter=formatter)["work"] == {"kind": "poll"}
    # WHEN another begins
    formatter.begin(AContext(), None)
    # THEN its records have facts of their own
    record = written("x", formatter=formatter)
    assert record["cold_start"] is False
    assert not record.keys() & {"work", "correlation_id"}


def test_an_environment_that_was_provisioned_does_not_start_cold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It started before the request came."""
    # GIVEN provisioned concurrency
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")
    formatter = RecordFormatter("jetbridge")
    # WHEN its first invocation comes, THEN it is no cold start
    formatter.begin(AContext(), None)
    assert written("x", formatter=formatter)["cold_start"] is False


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
    described = describe(
        raised(AwsRefusedError("AccessDeniedException", 403, {"message": "canary"}, repeated=False))
    )
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
    meter = EmfMeter(DIMENSIONS)
    meter.count(Metric.TOKEN_ISSUED)
    meter.count(Metric.TOKEN_ISSUED)
    # WHEN they are flushed
    meter.flush()
    # THEN the line says namespace, name and count
    line = json.loads(capsys.readouterr().out)
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Jetbridge"
    assert line["TokenIssued"] == [1.0, 1.0]
    # AND its dimensions, all in one set: each set would be billed as a metric of its own
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [[*DIMENSIONS]]
    assert {name: line[name] for name in DIMENSIONS} == DIMENSIONS
    assert line["_aws"]["Timestamp"] > 1_700_000_000_000


def test_deployments_have_metrics_of_their_own() -> None:
    """Else what happens in a test sets off an alarm of production."""
    # GIVEN the environment of a function, WHEN something is counted
    script = (
        "from jetbridge.runtime.observability import meter\n"
        "from jetbridge.model.metrics import Metric\n"
        "meter.count(Metric.TOKEN_ISSUED); meter.flush()"
    )
    environ = {"POWERTOOLS_SERVICE_NAME": "jetbridge", "STAGE": "prod", "STACK_NAME": "one"}
    line = json.loads(run_python(script, environ))
    # THEN stage and stack are dimensions
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service", "stage", "stack"]]
    assert (line["stage"], line["stack"]) == ("prod", "one")


@pytest.mark.parametrize(
    ("level", "logged"), [("DEBUG", True), ("INFO", True), ("WARNING", False), ("ERROR", False)]
)
def test_the_parameter_decides_what_is_logged(level: str, *, logged: bool) -> None:
    """Lambda sets a level of its own wherever it writes JSON."""
    # GIVEN the level that the operator chose, and Lambda's
    environ = {"POWERTOOLS_LOG_LEVEL": level, "AWS_LAMBDA_LOG_LEVEL": "INFO"}
    # WHEN something is logged
    script = "from jetbridge.runtime.observability import logger; logger.info('told')"
    # THEN it is there, if the operator wants it
    assert ("told" in run_python(script, environ)) is logged


@pytest.mark.parametrize("level", ["DEBUG", "ERROR"])
def test_the_list_of_changes_is_written_whatever_is_logged(level: str) -> None:
    """A restore reads it."""
    # GIVEN a level above INFO, WHEN a line of the list is kept, THEN it is there
    script = (
        "import jetbridge.runtime.observability\n"
        "from jetbridge.model.changes import Logged\n"
        "Logged().keep({'kept': 'move', 'actor': 'person:1'})"
    )
    line = json.loads(run_python(script, {"POWERTOOLS_LOG_LEVEL": level}))
    # AND it does not say who acted
    assert (line["kept"], "actor" in line) == ("move", False)


def test_what_names_no_request_is_tied_together_by_its_invocation() -> None:
    """What a schedule starts has no id of its own."""

    # GIVEN a function whose events hold no id
    @observed()
    def handler(_: dict[str, Any], __: Invocation) -> str:
        return str(formatter.facts["correlation_id"])

    # WHEN it is invoked, THEN its records have the invocation's
    assert handler({}, AContext()) == "invocation-1"


def test_a_line_holds_no_more_values_than_cloudwatch_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A hundred of a metric; the others go into the next line."""
    # GIVEN more outcomes than a line holds
    meter = EmfMeter({})
    for _ in range(101):
        meter.count(Metric.TOKEN_ISSUED)
    # WHEN they are flushed, THEN there are two lines
    meter.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [len(line["TokenIssued"]) for line in lines] == [100, 1]


def test_a_partners_metrics_are_a_line_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A line has one value of each dimension."""
    # GIVEN requests to two partners, and an outcome
    meter = EmfMeter(DIMENSIONS)
    meter.count(Metric.TOKEN_OBTAINED)
    meter.requested("incode", 120, failed=False)
    meter.requested("enboarder", 8_000, failed=True)
    meter.requested("incode", 80, failed=True)
    # WHEN they are flushed
    meter.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    # THEN each partner has a line, with its dimension and the units
    assert [line.get("partner") for line in lines] == [None, "incode", "enboarder"]
    (directive,) = lines[1]["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [[*DIMENSIONS, "partner"]]
    assert {each["Name"]: each["Unit"] for each in directive["Metrics"]} == {
        "PartnerErrors": "Count",
        "PartnerLatency": "Milliseconds",
    }
    # AND the average of the errors is their share
    assert lines[1]["PartnerErrors"] == [0.0, 1.0]
    assert lines[1]["PartnerLatency"] == [120.0, 80.0]
    # AND what was counted without a partner has none
    assert lines[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [[*DIMENSIONS]]


def test_many_requests_take_several_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """A hundred of a metric in each, for a partner too."""
    meter = EmfMeter({})
    for _ in range(101):
        meter.requested("incode", 1, failed=False)
    meter.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [len(line["PartnerLatency"]) for line in lines] == [100, 1]


def test_there_are_fewer_metrics_than_a_line_holds() -> None:
    """CloudWatch takes a hundred in a line."""
    # GIVEN all metrics, WHEN each is counted, THEN a line holds them
    assert len(Metric) <= 100


def test_without_metrics_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """And the second flush repeats nothing."""
    # GIVEN metrics that were flushed
    meter = EmfMeter({})
    meter.count(Metric.TOKEN_ISSUED)
    meter.flush()
    capsys.readouterr()
    # WHEN they are flushed again, THEN nothing is written
    meter.flush()
    assert capsys.readouterr().out == ""
