"""What the emulator lacks, and how the rehearsal works round it.

Each workaround looks first whether it is still needed, and raises where it is not: an emulator
that does the same as AWS by now must not be corrected. The template stays as it is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.exceptions import ClientError

from jetbridge import __version__
from jetbridge_cli import figures
from jetbridge_cli.local_stack import account
from jetbridge_local.rehearsal.stacks import MAPPING, QUEUE, ROLE, Stack
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.policies import listed

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_SEND: Final = "sqs:SendMessage"
_PROBE: Final = "jetbridge-probe"
_BUCKET: Final = "aws-sam-cli-managed-default-samclisourcebucket"

type Json = dict[str, Any]


class GapClosedError(StackError):
    """The emulator does what it was thought not to do: the workaround can go."""

    def __init__(self, fact: str) -> None:
        """`fact` is what it does now."""
        super().__init__(
            f"this ministack {fact}: remove the workaround from {__package__} and from docs/aws.md"
        )


def permit_batches(stack: Stack) -> None:
    """Let roles that may send a message send a batch: the emulator asks for an action of its own.

    AWS has no such action: sqs:SendMessage covers SendMessageBatch (Amazon SQS API permissions:
    actions and resource reference).

    Raises:
        GapClosedError: the emulator asks for what AWS asks for.
    """
    if _sender_may_send_a_batch(stack.aws):
        raise GapClosedError(f"lets {_SEND} send a batch")
    iam = stack.aws.client("iam")
    for role in stack.ids(ROLE).values():
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            for statement in document["Statement"]:
                granted = listed(statement["Action"])
                if _SEND in granted:
                    statement["Action"] = sorted({*granted, f"{_SEND}Batch"})
            iam.put_role_policy(
                RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document)
            )


def number_concurrency(stack: Stack) -> None:
    """Make numbers of the mappings' MaximumConcurrency: the emulator keeps a parameter's text.

    With a text it takes no message from a queue.

    Raises:
        GapClosedError: it keeps a number.
    """
    client = stack.aws.client("lambda")
    mappings = stack.ids(MAPPING).values()
    kept: list[Json] = []
    # botocore makes a number of a text, so the answer is read before it does.
    client.meta.events.register(
        "before-parse.lambda.GetEventSourceMapping",
        lambda response_dict, **_: kept.append(json.loads(response_dict["body"])),
    )
    for each in mappings:
        limits = client.get_event_source_mapping(UUID=each)["ScalingConfig"]
        client.update_event_source_mapping(UUID=each, ScalingConfig=limits)
    if all(isinstance(each["ScalingConfig"]["MaximumConcurrency"], int) for each in kept):
        raise GapClosedError("makes a number of a parameter in a mapping")


def lift_queue_policies(stack: Stack) -> None:
    """Take the queues' policy away: it refuses what does not come over TLS, and here nothing does.

    Raises:
        StackError: the policy did not refuse a message over plain HTTP.
    """
    for url in stack.ids(QUEUE).values():
        if _takes_a_message(stack.aws.sqs(), url):
            raise StackError(f"QueuePolicy let a message over plain HTTP into {url}")
        stack.aws.sqs().set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


def lift_bucket_policy(aws: Aws) -> None:
    """Take the policy of the SAM CLI's bucket away, for the same reason.

    Raises:
        StackError: there is no such bucket.
    """
    s3 = aws.client("s3")
    buckets = [each["Name"] for each in s3.list_buckets()["Buckets"]]
    own = [each for each in buckets if each.startswith(_BUCKET)]
    if not own:
        raise StackError(f"the SAM CLI has made no bucket {_BUCKET}…")
    for each in own:
        s3.delete_bucket_policy(Bucket=each)


def name_secrets(stack: Stack, document: Json) -> Json:
    """Return a policy about secrets that have the stack in their names, as the emulator's have.

    At AWS a generated name is the logical id and random characters (CloudFormation User Guide,
    "AWS::SecretsManager::Secret").

    Raises:
        GapClosedError: they have none.
    """
    secret = stack.ids()["KeyringSecret"]
    arn = stack.aws.secretsmanager().describe_secret(SecretId=secret)["ARN"]
    if f":secret:{stack.name}-" not in arn:
        raise GapClosedError("names secrets as AWS does")
    text = json.dumps(document).replace(":secret:", f":secret:{stack.name}-")
    return dict(json.loads(text))


@dataclass(frozen=True, slots=True)
class Aside:
    """What the next stack does not take: the list of changes, and the keyring's ARN."""

    changes: str
    keyring: str


def set_aside(stack: Stack) -> Aside:
    """Copy what a stack leaves: the emulator gives the next one's the same names, and empties it.

    At AWS generated names end in random characters (CloudFormation User Guide, "Name type").
    """
    ids = stack.ids()
    secrets = stack.aws.secretsmanager()
    keys = secrets.get_secret_value(SecretId=ids["KeyringSecret"])["SecretString"]
    keyring = secrets.create_secret(Name=f"{stack.name}-{_PROBE}", SecretString=keys)["ARN"]
    client, changes = stack.aws.client("logs"), f"{ids['Changes']}-{_PROBE}"
    pages = client.get_paginator("filter_log_events").paginate(logGroupName=ids["Changes"])
    events = [
        {"timestamp": each["timestamp"], "message": each["message"]}
        for page in pages
        for each in page["events"]
    ]
    client.create_log_group(logGroupName=changes)
    client.create_log_stream(logGroupName=changes, logStreamName=_PROBE)
    client.put_log_events(logGroupName=changes, logStreamName=_PROBE, logEvents=events)
    return Aside(changes, keyring)


def expect_same_names(former: Mapping[str, str], ids: Mapping[str, str]) -> None:
    """See that a stack which is created again had to take the names of what the former one left.

    Raises:
        GapClosedError: it has names of its own.
    """
    for name in ("Changes", "KeyringSecret"):
        if ids[name] != former[name]:
            raise GapClosedError(f"gives {name} of a later stack another name")


def count_a_run(stack: Stack, fire: Callable[[str], object]) -> None:
    """Run a schedule by Lambda's API: the emulator's CloudWatch does not count what a rule invokes.

    Raises:
        GapClosedError: it does.
    """
    function = stack.ids()["ScheduledFunction"]
    if figures.invocations(stack.aws.client("cloudwatch"), function):
        raise GapClosedError("counts what a rule invokes")
    fire("Tasks")


def expect_other_release(told: str) -> None:
    """Pass over what `doctor` tells of the release: the emulator answers GET /health by itself.

    Raises:
        GapClosedError: it is the deployed one.
    """
    if told == f"{__version__} is deployed":
        raise GapClosedError("leaves GET /health to the API")


def _sender_may_send_a_batch(aws: Aws) -> bool:
    """Return whether a role that may only send a message may send a batch."""
    iam, sqs = aws.client("iam"), aws.sqs()
    url = sqs.create_queue(QueueName=_PROBE)["QueueUrl"]
    role = iam.create_role(
        RoleName=_PROBE, AssumeRolePolicyDocument=_allow("sts:AssumeRole", Principal={"AWS": "*"})
    )["Role"]["Arn"]
    iam.put_role_policy(
        RoleName=_PROBE, PolicyName=_PROBE, PolicyDocument=_allow(_SEND, Resource="*")
    )
    try:
        return _takes_a_message(_assumed(aws, role), url)
    finally:
        iam.delete_role_policy(RoleName=_PROBE, PolicyName=_PROBE)
        iam.delete_role(RoleName=_PROBE)
        sqs.delete_queue(QueueUrl=url)


def _assumed(aws: Aws, role: str) -> "SQSClient":
    """Return an SQS client with the permissions of a role."""
    given = aws.sts().assume_role(RoleArn=role, RoleSessionName=_PROBE)["Credentials"]
    return boto3.client(
        "sqs",
        endpoint_url=aws.url,
        region_name=account.REGION,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def _takes_a_message(sqs: "SQSClient", url: str) -> bool:
    """Return whether a queue takes a batch of one message from a client."""
    try:
        sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "{}"}])
    except ClientError as error:
        if "AccessDenied" not in error.response["Error"]["Code"]:
            raise
        return False
    return True


def _allow(action: str, **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
