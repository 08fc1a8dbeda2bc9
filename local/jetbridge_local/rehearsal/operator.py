"""An operator of the deployed stack: the tool itself, with no more than its policy allows."""

import json
from collections.abc import Mapping
from typing import Final, Self
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError

from jetbridge_cli.findings import Result
from jetbridge_cli.local_stack import account
from jetbridge_local.demo.guide import DemoError
from jetbridge_local.rehearsal import gaps, policies, sam, tool
from jetbridge_local.rehearsal.stacks import Stack

_ROLE: Final = "jetbridge-operator"
_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}
_PATIENCE: Final = 120
"""Seconds that a command may take."""

type Found = Mapping[str, str]
"""A finding, as the tool prints it for a program."""


class Operator:
    """Runs commands under a role of the operator's own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment: Final = environment

    @classmethod
    def of(cls, stack: Stack) -> Self:
        """Return an operator of a stack, whose role has the policy that is documented.

        Raises:
            StackError: a gap of the emulator has closed.
        """
        iam = stack.aws.client("iam")
        role = iam.create_role(RoleName=_ROLE, AssumeRolePolicyDocument=json.dumps(_TRUST))
        text = policies.filled("operator-policy.json", stack.aws, STACK=stack.name)
        document = gaps.name_secrets(stack, json.loads(text))
        iam.put_role_policy(RoleName=_ROLE, PolicyName=_ROLE, PolicyDocument=json.dumps(document))
        given = stack.aws.sts().assume_role(RoleArn=role["Role"]["Arn"], RoleSessionName=_ROLE)
        credentials = given["Credentials"]
        return cls(
            {
                **sam.environment(_not_local(stack.aws.url)),
                "NO_PROXY": "*",
                "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
                "AWS_SESSION_TOKEN": credentials["SessionToken"],
                "JETBRIDGE_STACK_NAME": stack.name,
            }
        )

    def finds(self, command: str) -> list[Found]:
        """Return what a command finds.

        Raises:
            DemoError: it did not come to its end, or AWS did not let it look.
        """
        done = tool.run(self._environment, command, "--json", patience=_PATIENCE)
        try:
            found: list[Found] = json.loads(done.stdout)
        except ValueError:
            raise DemoError(f"jetbridge {command} ended with {done.stderr}") from None
        unclear = [each["about"] for each in found if each["result"] == Result.UNKNOWN]
        if unclear:
            raise DemoError(f"jetbridge {command} could not tell: {'; '.join(unclear)}")
        return found

    def may_list_functions(self) -> bool:
        """Return whether the role may do something that its policy does not name."""
        session = boto3.Session(
            aws_access_key_id=self._environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self._environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=self._environment["AWS_SESSION_TOKEN"],
            region_name=account.REGION,
        )
        client = session.client("lambda", endpoint_url=self._environment["AWS_ENDPOINT_URL"])
        try:
            client.list_functions()
        except ClientError as error:
            if "AccessDenied" not in error.response["Error"]["Code"]:
                raise
            return False
        return True


def _not_local(url: str) -> str:
    """Return the account's address in a form that is not that of a local stack.

    The tool takes 127.0.0.1 for the local stack, which lacks what is asked for here. Resolvers read
    the short form as the same address (inet_aton(3)).
    """
    return f"http://127.1:{urlsplit(url).port}"
