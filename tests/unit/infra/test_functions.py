"""Every function stands in its folder, logs to its own group and runs under its own role."""

import json
import pkgutil
import re
import sys
import sysconfig

import pytest

from tests.unit.infra.templates import FUNCTION, ROOT, deployed, properties, resources, written

FUNCTIONS = resources(FUNCTION)
PERMISSION = "AWS::Lambda::Permission"
SOURCES = {"WorkerFunction": ["Queue", "WebhookQueue"], "SlowWorkerFunction": ["SlowQueue"]}
OWN_KEY = {"Fn::If": ["HasKmsKey", {"Ref": "KmsKeyArn"}, {"Ref": "AWS::NoValue"}]}
QUEUES = [(worker, queue) for worker, queues in SOURCES.items() for queue in queues]


def test_every_folder_of_functions_is_deployed() -> None:
    """A function that is written is deployed, and one that is deployed is written."""
    # GIVEN the folders and the template
    folders = {file.parent.name for file in (ROOT / "functions").glob("*/app.py")}
    # THEN they name the same functions
    assert {function["Properties"]["CodeUri"] for function in FUNCTIONS.values()} == {
        f"functions/{name}" for name in folders
    }


def test_no_module_of_a_function_hides_another() -> None:
    """Lambda has a function's folder before everything else on the path."""
    # GIVEN the names of the modules beside each app.py
    names = {file.stem for file in (ROOT / "functions").glob("*/*.py")} - {"app"}
    # THEN none is that of a module of Python's, of the layer or of its libraries
    installed = {each.name for each in pkgutil.iter_modules([sysconfig.get_path("purelib")])}
    assert "pydantic" in installed
    assert names.isdisjoint(installed | sys.stdlib_module_names | {"jetbridge"})


def test_every_function_is_introduced_once() -> None:
    """Who looks for a function in the table of the architecture finds one line."""
    # GIVEN the table, in which the slow worker is one of two workers
    table = (ROOT / "docs" / "architecture.md").read_text().partition("| Function | Serves |")[2]
    rows = re.findall(
        r"^\| `(\w+)`( as the slow worker)? \|", table.partition("\n\n")[0], re.MULTILINE
    )
    introduced = [f"{'Slow' * bool(slow)}{name.capitalize()}Function" for name, slow in rows]
    # THEN it has each function of the template once
    assert sorted(introduced) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_logs_to_a_group_that_forgets(name: str) -> None:
    """Left to itself, Lambda makes a log group that keeps everything for ever."""
    # WHEN a function's log group is looked up
    group = FUNCTIONS[name]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    # THEN it is the function's own, with the retention that the operator chose
    assert group == name.replace("Function", "Logs")
    assert properties(group)["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_lambda_leaves_no_line_out(name: str) -> None:
    """It takes a line of metrics, which has no level, for one of INFO."""
    # GIVEN how a function logs
    logging = resources("AWS::Lambda::Function", deployed())[name]["Properties"]["LoggingConfig"]
    # THEN Lambda lets everything through, as JSON: the function itself leaves out
    assert logging["LogFormat"] == "JSON"
    assert logging["ApplicationLogLevel"] == "DEBUG"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_runs_under_a_role_of_its_own(name: str) -> None:
    """What one function may do, no other may do because of it."""
    # WHEN a function's role is looked up
    role = FUNCTIONS[name]["Properties"]["Role"]["Fn::GetAtt"]
    # THEN it is the function's own
    assert role in ([name.replace("Function", "Role"), "Arn"], name.replace("Function", "Role.Arn"))


def test_functions_and_layer_are_for_one_processor() -> None:
    """A layer built for the other processor fails at the first import."""
    # GIVEN the functions and the layer as they are deployed
    functions = resources("AWS::Lambda::Function", deployed()).values()
    (layer,) = resources("AWS::Lambda::LayerVersion", deployed()).values()
    # THEN all are for the processor that the operator chose
    architectures = [function["Properties"]["Architectures"] for function in functions]
    architectures.append(layer["Properties"]["CompatibleArchitectures"])
    assert architectures == [[{"Ref": "Architecture"}]] * 13


def test_the_defaults_leave_a_new_accounts_executions_to_the_api() -> None:
    """It has ten. A message for which none is left is received, and a dead letter in the end."""
    # GIVEN how many messages are worked off at once, by the defaults
    events = [each for name in SOURCES for each in properties(name)["Events"].values()]
    names = [each["Properties"]["ScalingConfig"]["MaximumConcurrency"]["Ref"] for each in events]
    taken = sum(written()["Parameters"][name]["Default"] for name in names)
    # THEN a request, a schedule and another request find room
    assert len(names) == 3
    assert taken <= 10 - 3


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_reservation_loses_no_message(name: str) -> None:
    """Queues say how much of them is worked off at once: a cap below that would lose messages."""
    # GIVEN what is reserved for a function
    function = resources("AWS::Lambda::Function", deployed())[name]["Properties"]
    nothing = {"Ref": "AWS::NoValue"}
    reserved = {"Fn::If": ["HasReservedConcurrency", {"Ref": "ReservedConcurrency"}, nothing]}
    # THEN it is what the deployer chose, and nothing for a function that takes a queue
    expected = nothing if name in SOURCES else reserved
    assert function["ReservedConcurrentExecutions"] == expected


def test_a_reservation_has_room_for_all_schedules() -> None:
    """All of them may start one function at the same second."""
    # GIVEN how many schedules there are
    events = FUNCTIONS["ScheduledFunction"]["Properties"]["Events"].values()
    schedules = sum(each["Type"] == "Schedule" for each in events)
    # THEN the parameter takes none, or enough
    pattern = written()["Parameters"]["ReservedConcurrency"]["AllowedPattern"]
    taken = [number for number in range(1_100) if re.fullmatch(pattern, str(number))]
    assert taken == [0, *range(schedules, 1_001)]


@pytest.mark.parametrize("name", SOURCES)
def test_a_webhook_that_waits_for_days_is_no_loop(name: str) -> None:
    """It sends itself again for each wait; Lambda drops the 16th message of what it takes for one.

    Source: AWS Lambda Developer Guide, "Recursive loop detection".
    """
    # THEN the workers may be led to by messages of their own
    assert FUNCTIONS[name]["Properties"]["RecursiveLoop"] == "Allow"


def test_each_stack_has_a_layer_of_its_own() -> None:
    """Stacks in one account would publish versions of one layer, and delete each other's."""
    # THEN the layer's name has the stack's in it
    (layer,) = resources("AWS::Serverless::LayerVersion").values()
    assert layer["Properties"]["LayerName"] == {"Fn::Sub": "${AWS::StackName}-jetbridge"}


def test_a_run_that_found_no_room_is_not_kept() -> None:
    """Lambda would keep it for six hours, and then run all of them at once."""
    # GIVEN how the scheduled function is started
    started = FUNCTIONS["ScheduledFunction"]["Properties"]["EventInvokeConfig"]
    # THEN a run is neither repeated nor kept for longer than Lambda's least
    assert started == {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}


def test_every_job_runs_by_the_clock() -> None:
    """What is due is found without a request, and a token before it ends."""
    # GIVEN the scheduled function
    events = FUNCTIONS["ScheduledFunction"]["Properties"]["Events"].values()
    # THEN it runs by the clock and is told its job
    assert {event["Type"] for event in events} == {"Schedule"}
    jobs = {
        json.loads(event["Properties"]["Input"])["job"]: event["Properties"]["Schedule"]
        for event in events
    }
    assert jobs == {
        "reconcile": "rate(5 minutes)",
        "tasks": "rate(1 minute)",
        "journeys": "rate(1 minute)",
        "sweep": "rate(5 minutes)",
        "credentials": "rate(1 hour)",
        "retention": "rate(15 minutes)",
    }


@pytest.mark.parametrize("worker", SOURCES)
def test_no_message_shares_its_fate_with_another(worker: str) -> None:
    """One that uses up the worker's time, or fails, does so alone."""
    # GIVEN a worker's sources of work
    events = FUNCTIONS[worker]["Properties"]["Events"].values()
    # THEN they are its queues, each with a share of its own
    assert {event["Type"] for event in events} == {"SQS"}
    queues = [event["Properties"]["Queue"] for event in events]
    assert queues == [{"Fn::GetAtt": [name, "Arn"]} for name in SOURCES[worker]]
    for event in events:
        most = event["Properties"]["ScalingConfig"]["MaximumConcurrency"]["Ref"]
        assert written()["Parameters"][most]["MinValue"] == 2
        # AND a message comes by itself, and is named if it fails
        assert event["Properties"]["BatchSize"] == 1
        assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize(("worker", "name"), QUEUES)
def test_a_message_stays_hidden_while_it_is_worked_on(worker: str, name: str) -> None:
    """Lambda asks for six times the function's timeout; what fails often enough is kept apart."""
    # GIVEN a queue
    queue = properties(name)
    # THEN it hides a message long enough, and sends it to the dead letters in the end
    timeout = FUNCTIONS[worker]["Properties"]["Timeout"]
    assert queue["VisibilityTimeout"] >= 6 * timeout
    assert queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"] == ["DeadLetters", "Arn"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 2
    # AND no other party reads along, neither on the disk nor on the way
    assert queue["SqsManagedSseEnabled"] == {"Fn::If": ["HasKmsKey", False, True]}
    assert queue["KmsMasterKeyId"] == OWN_KEY
    assert {"Ref": name} in properties("QueuePolicy")["Queues"]
    # AND an operator has as long as SQS allows to look at them
    assert properties("DeadLetters")["MessageRetentionPeriod"] == 1_209_600
    # AND two days at the least for one that has waited as long as it could: its time goes on
    assert queue["MessageRetentionPeriod"] <= 1_209_600 - 2 * 86_400


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_the_policy_of_who_may_invoke_a_function_fits(function: str) -> None:
    """SAM adds a statement for each route and schedule; Lambda takes 20 KB, and no more by request.

    Source: AWS Lambda Developer Guide, "Lambda quotas".
    """
    # GIVEN the permissions of a function, with the longest names that AWS gives
    where = "aws-us-gov:{}:us-gov-west-1:123456789012"
    resource = f"arn:{where.format('lambda')}:function:{'f' * 64}"
    sources = [
        f"arn:{where.format('execute-api')}:{'a' * 10}/*/{_route(each['SourceArn'])}"
        for each in (each["Properties"] for each in resources(PERMISSION, deployed()).values())
        if function in json.dumps(each["FunctionName"])
    ]
    # WHEN Lambda makes its policy of them
    statements = [
        {
            "Sid": "s" * 100,
            "Effect": "Allow",
            "Principal": {"Service": "apigateway.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": resource,
            "Condition": {"ArnLike": {"AWS:SourceArn": source}},
        }
        for source in sources
    ]
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": statements}
    # THEN it has room
    assert len(json.dumps(policy, separators=(",", ":"))) <= 20_480


def _route(source: dict[str, object]) -> str:
    """Return what the ARN of a permission says behind its API, or all of another's."""
    return json.dumps(source).partition("${__Stage__}/")[2].partition('"')[0] or "x" * 100
