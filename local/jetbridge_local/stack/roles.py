"""The roles of the functions: each function has temporary credentials of its own role, as at AWS.

The services' process refuses what a role does not allow: see `permissions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.aws_requests import ACCOUNT


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a function signs its requests with."""

    key_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)


def assume(aws: Aws, roles: Mapping[str, str]) -> Mapping[str, Credentials]:
    """Return credentials for each function; `roles` are the names of the roles, by function.

    As with Lambda, the session has the function's name.
    """
    client = aws.sts()
    assumed = {
        function: client.assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName=function
        )["Credentials"]
        for function, role in roles.items()
    }
    return {
        function: Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        for function, given in assumed.items()
    }
