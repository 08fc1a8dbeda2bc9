"""The deployer of a rehearsal has the policies of deploy/, filled in."""

import json
from typing import Any

from jetbridge_local.rehearsal import deployer

ACCOUNT = "000000000000"


class Account:
    """An account that keeps what IAM is told."""

    def __init__(self) -> None:
        self.policies: dict[str, dict[str, Any]] = {}

    def client(self, _: str) -> "Account":
        """Return IAM."""
        return self

    def sts(self) -> "Account":
        """Return STS."""
        return self

    def get_caller_identity(self) -> dict[str, str]:
        """Say whose account it is."""
        return {"Account": ACCOUNT}

    def create_user(self, **_: str) -> None:
        """Create a user."""

    def put_user_policy(self, **given: str) -> None:
        """Keep a policy."""
        self.policies[given["PolicyName"]] = json.loads(given["PolicyDocument"])

    def create_policy(self, **given: str) -> dict[str, Any]:
        """Keep a policy, and return its ARN."""
        self.policies[given["PolicyName"]] = json.loads(given["PolicyDocument"])
        return {"Policy": {"Arn": f"arn:aws:iam::{ACCOUNT}:policy/{given['PolicyName']}"}}

    def create_access_key(self, **_: str) -> dict[str, Any]:
        """Create a key."""
        return {"AccessKey": {"AccessKeyId": "AKIA", "SecretAccessKey": "secret"}}


def test_no_placeholder_is_left() -> None:
    """One that is left allows nothing, and would show as a refusal of another kind."""
    # WHEN a deployer is made
    account: Any = Account()
    key = deployer.credentials(account, "rehearsal")
    # THEN their policies name the account, the region and the stacks
    text = json.dumps(account.policies)
    assert not [each for each in ("STACK", "REGION", "ACCOUNT", "BOUNDARY") if each in text]
    assert f"arn:aws:iam::{ACCOUNT}:role/rehearsal*-*" in text
    assert key == {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "secret"}


def test_the_boundary_is_the_one_that_the_policies_demand() -> None:
    """Otherwise no role could be made."""
    account: Any = Account()
    arn = deployer.boundary(account)
    deployer.credentials(account, "rehearsal")
    assert arn in json.dumps(account.policies["deployer-policy.json"])
