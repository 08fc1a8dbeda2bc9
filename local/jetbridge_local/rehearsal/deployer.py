"""The deployer of a rehearsal: an IAM user with the policies of deploy/, and the boundary."""

from typing import Final

from jetbridge_local.rehearsal import policies
from jetbridge_local.stack.aws import Aws

_POLICIES: Final = ("deployer-policy.json", "deployer-data-policy.json")
_BOUNDARY: Final = "jetbridge-boundary"
_NAME: Final = "deployer"


def boundary(aws: Aws) -> str:
    """Create the policy that bounds every role, and return its ARN."""
    document = policies.written("boundary-policy.json")
    created = aws.client("iam").create_policy(PolicyName=_BOUNDARY, PolicyDocument=document)
    return str(created["Policy"]["Arn"])


def credentials(aws: Aws, stacks: str) -> dict[str, str]:
    """Create a user who may deploy stacks whose names begin so; return the variables of its key."""
    iam = aws.client("iam")
    iam.create_user(UserName=_NAME)
    for name in _POLICIES:
        iam.put_user_policy(
            UserName=_NAME,
            PolicyName=name,
            PolicyDocument=policies.filled(name, aws, STACK=f"{stacks}*", BOUNDARY=_BOUNDARY),
        )
    key = iam.create_access_key(UserName=_NAME)["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
