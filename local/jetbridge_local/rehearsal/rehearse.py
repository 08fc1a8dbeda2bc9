"""What is rehearsed: the life of a stack, with a walk through it before its end."""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from samcli.yamlhelper import yaml_dump, yaml_parse

from jetbridge.runtime.clock import SystemPause
from jetbridge_cli.findings import Result
from jetbridge_local import demo
from jetbridge_local.demo.guide import DemoError, check
from jetbridge_local.rehearsal import alarm_gap, gaps, restoring, watching
from jetbridge_local.rehearsal.deployed import NAME, DeployedStack
from jetbridge_local.rehearsal.operator import Operator
from jetbridge_local.rehearsal.sam import SamError
from jetbridge_local.rehearsal.stacks import FUNCTION, LOG_GROUP, SECRET, Stack
from jetbridge_local.rehearsal.steps import Steps
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.errors import StackError

_LIFETIME: Final = 1800
"""Seconds that a token lives after the change of a parameter."""
_PATIENCE: Final = 90
"""Seconds until the first schedule has run: the shortest period is a minute."""
_CHANGE: Final = {"AccessTokenLifetime": f"{_LIFETIME}"}
_WRONG: Final = {"stack", "ApiUrl"}
"""What is not in order by the end of a rehearsal."""
_AT_AWS: Final = {"routes", "concurrency", "clock", "keyring", "secret incode"}
"""Checks of an operator's that ask AWS itself, and some that ask for what only they may read."""
_SECOND: Final = f"{NAME}-2"
_REFUSED: Final = f"""
  Refused:
    Type: AWS::SSM::Parameter
    DependsOn: [TokenFunction]
    Properties: {{Name: /jetbridge/{_SECOND}/oidc-client-id, Type: String, Value: refused}}
"""
"""A resource whose name is taken, by the second stage. It comes when a function of the same change
has been updated, so that there is something to roll back."""


def run(steps: Steps) -> None:
    """Create, change, use and delete a stack, and a second one beside it.

    Raises:
        StackError: a part did not start, or a command of the SAM CLI failed.
        DemoError: a deployment, or the walk through it, did not do what it should.
    """
    with DeployedStack(steps) as deployed:
        with steps.step("the same once more changes nothing"):
            _nothing_changes(deployed)
        with steps.step("a parameter changes its function, and no secret"):
            _a_parameter_changes(deployed)
        with steps.step("a change of code reaches its function alone"):
            _code_changes(deployed)
        with steps.step("a second stage, with Cognito and alarms, stands beside the first"):
            second = _a_second_stage(deployed)
            watching.check_alarms(second)
            watching.check_dashboard(second)
        with steps.step("a change that fails is rolled back"):
            _a_failure_is_rolled_back(deployed)
        with (
            steps.step("every partner, a whole journey, each function under its own role"),
            (steps.folder / "walk.log").open("w") as log,
        ):
            demo.walk(deployed, Console(file=log))
        with steps.step("the schedules run by themselves, and no role was refused anything"):
            _schedules_run(deployed)
            _nothing_was_refused(deployed)
        with steps.step("an operator, who may do what their policy allows, finds it in order"):
            _an_operator_finds_it_in_order(deployed)
        with steps.step("a restored table brings nothing back, and the stack uses it"):
            backup = restoring.restore(deployed, **_CHANGE)
            _nothing_was_refused(deployed)
        with steps.step("a new stack takes the data of one that is gone"):
            restoring.take_back(deployed, backup, **_CHANGE)
            _nothing_was_refused(deployed)
        with steps.step("sam delete leaves what is to be kept"):
            _only_the_kept_remains(deployed, second)


def _nothing_changes(deployed: DeployedStack) -> None:
    """Deploy from the build: its archives are made again, and have to be the same."""
    before = deployed.stack.updated
    deployed.deploy(deployed.template)
    check(deployed.stack.updated == before, "the stack was not updated")


def _a_parameter_changes(deployed: DeployedStack) -> None:
    secrets = _secrets(deployed.stack)
    deployed.deploy(deployed.packaged, **_CHANGE)
    check(_lifetime(deployed.stack) == _LIFETIME, "the function has the parameter's new value")
    check(_secrets(deployed.stack) == secrets, "every secret is as it was filled")


def _code_changes(deployed: DeployedStack) -> None:
    """Change one function, whose archive alone is made again."""
    before = _code(deployed.stack)
    name = "TokenFunction"
    with (deployed.template.parent / name / "app.py").open("a") as source:
        source.write("# changed\n")
    document = yaml_parse(deployed.packaged.read_text())
    document["Resources"][name]["Properties"]["CodeUri"] = name
    deployed.packaged.write_text(yaml_dump(document))
    deployed.deploy(deployed.packaged, **_CHANGE)
    after = _code(deployed.stack)
    changed = {name for name in after if after[name] != before[name]}
    check(changed == {"TokenFunction"}, f"only TokenFunction has new code, not {changed}")


def _a_failure_is_rolled_back(deployed: DeployedStack) -> None:
    refused = deployed.packaged.with_name("refused.yaml")
    text = deployed.packaged.read_text()
    refused.write_text(text.replace("\nResources:", f"\nResources:{_REFUSED}", 1))
    try:
        deployed.deploy(refused, AccessTokenLifetime=f"{_LIFETIME * 2}")
    except SamError:
        check(deployed.stack.status == "UPDATE_ROLLBACK_COMPLETE", "the stack was rolled back")
        check(_lifetime(deployed.stack) == _LIFETIME, "the function has its former value")
    else:
        raise StackError("sam deploy ended well with a resource that cannot be created")


def _a_second_stage(deployed: DeployedStack) -> Stack:
    second = Stack(deployed.stack.aws, _SECOND)
    parameters = {
        **deployed.parameters,
        **watching.PARAMETERS,
        "Stage": "second",
        "OidcIssuer": "",
        "OidcClientId": "",
    }
    template = alarm_gap.without_expressions(second.aws, deployed.packaged)
    deployed.sam.deploy(second.name, template, parameters)
    outputs = second.outputs
    pool = outputs["UserPoolId"]
    check(outputs["OidcIssuer"].endswith(f"/{pool}"), "its issuer is its user pool")
    return second


def _schedules_run(deployed: DeployedStack) -> None:
    """Wait for the first run, which comes within a minute of the creation."""
    group = deployed.stack.ids(LOG_GROUP)["ScheduledLogs"]
    pause = SystemPause()
    for _ in range(_PATIENCE):
        if any(deployed.stack.logged(group)):
            return
        pause.pause(1)
    raise DemoError("no schedule has run by itself")


def _nothing_was_refused(deployed: DeployedStack) -> None:
    refused = deployed.refused_calls()
    check(
        not refused, f"no role was refused a call; there were {len(refused)}, first {refused[:1]}"
    )


def _an_operator_finds_it_in_order(deployed: DeployedStack) -> None:
    """Run `jetbridge status` and `doctor`, with the checks that a local stack has nothing for."""
    gaps.count_a_run(deployed.stack, deployed.fire)
    operator = Operator.of(deployed.stack)
    check(not operator.may_list_functions(), "their role is refused what its policy does not name")
    to_do = [each for each in operator.finds("status") if each["result"] == Result.ACT]
    check(not to_do, f"status has nothing to do, not {to_do}")
    found = operator.finds("doctor")
    to_do = [each for each in found if each["result"] == Result.ACT]
    # The last change was rolled back, and the API is behind a front on this machine, without TLS.
    wrong = {each["check"] for each in to_do}
    check(wrong == _WRONG, f"doctor has {sorted(_WRONG)} to do, and not {to_do}")
    fine = {each["check"] for each in found if each["result"] == Result.FINE}
    check(
        fine >= _AT_AWS, f"doctor has looked at {sorted(_AT_AWS)}, and not only at {sorted(fine)}"
    )
    (version,) = (each["about"] for each in found if each["check"] == "version")
    gaps.expect_other_release(version)


def _only_the_kept_remains(deployed: DeployedStack, second: Stack) -> None:
    ids = deployed.stack.ids()
    deployed.sam.delete(deployed.stack.name, second.name)
    aws = deployed.stack.aws
    check(not aws.client("lambda").list_functions()["Functions"], "no function is left")
    check(not aws.sqs().list_queues().get("QueueUrls"), "no queue is left")
    tables = aws.dynamodb().list_tables()["TableNames"]
    check(ids["Table"] in tables, "the table is kept")
    check(bool(_value(aws, ids["KeyringSecret"])), "the keys that open it are kept")


def _lifetime(stack: Stack) -> int:
    client, name = stack.aws.client("lambda"), stack.ids()["TokenFunction"]
    found = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    return int(found["ACCESS_TOKEN_LIFETIME"])


def _code(stack: Stack) -> Mapping[str, str]:
    """Return the hash of each function's code, by its logical id."""
    client = stack.aws.client("lambda")
    return {
        logical: client.get_function_configuration(FunctionName=name)["CodeSha256"]
        for logical, name in stack.ids(FUNCTION).items()
    }


def _secrets(stack: Stack) -> Mapping[str, str]:
    return {logical: _value(stack.aws, name) for logical, name in stack.ids(SECRET).items()}


def _value(aws: Aws, secret: str) -> str:
    return aws.secretsmanager().get_secret_value(SecretId=secret)["SecretString"]
