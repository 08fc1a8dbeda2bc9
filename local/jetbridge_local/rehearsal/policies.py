"""The policies of deploy/, filled in for the account of a rehearsal."""

import re
from typing import Final

from jetbridge_cli.local_stack import account
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.options import PROJECT

_TABLES: Final = re.compile(r'"(arn:[^"]*:table/)STACK-Table-\*"')
"""The tables of a stack, where a policy names them."""


def written(name: str) -> str:
    """Return a policy as it is in deploy/."""
    return (PROJECT / "deploy" / name).read_text()


def filled(name: str, aws: Aws, **given: str) -> str:
    """Return a policy of deploy/, filled in as docs/operations.md says.

    `given`: the values of the placeholders beside those of the region and the account. `TABLE` is a
    table of another name, which the policy is to reach as well.
    """
    number = str(aws.sts().get_caller_identity()["Account"])
    text = written(name)
    if "TABLE" in given:
        text = _TABLES.sub(r'["\1STACK-Table-*", "\1TABLE", "\1TABLE/*"]', text)
    for placeholder, value in {**given, "REGION": account.REGION, "ACCOUNT": number}.items():
        text = text.replace(placeholder, value)
    return text
