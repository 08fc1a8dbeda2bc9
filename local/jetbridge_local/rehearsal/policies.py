"""The policies of deploy/, filled in for the account of a rehearsal."""

from jetbridge_cli.local_stack import account
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.options import PROJECT


def written(name: str) -> str:
    """Return a policy as it is in deploy/."""
    return (PROJECT / "deploy" / name).read_text()


def filled(name: str, aws: Aws, **given: str) -> str:
    """Return a policy of deploy/, filled in as docs/operations.md says.

    `given`: the values of the placeholders beside those of the region and the account.
    """
    number = str(aws.sts().get_caller_identity()["Account"])
    text = written(name)
    for placeholder, value in {**given, "REGION": account.REGION, "ACCOUNT": number}.items():
        text = text.replace(placeholder, value)
    return text
