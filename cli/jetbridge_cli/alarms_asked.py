"""The alarms of a deployment, as `jetbridge status` and `jetbridge doctor` both ask for them."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from jetbridge_cli import alarms_standing, figures, stack_standing
from jetbridge_cli.alarms_standing import Alarm
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.findings import Finding, not_local


def asked(
    deployment: Deployment, found: Callable[[Sequence[Alarm]], Iterable[Finding]]
) -> Iterator[Finding]:
    """Yield what is found of the alarms that there are; or that none can be.

    Args:
        deployment: whose alarms.
        found: yields it of the alarms, as CloudWatch has them.
    """
    if deployment.is_local:
        yield not_local("alarms")
    elif not alarms_standing.are_on(deployment.parameters()):
        yield from alarms_standing.off()
    else:
        names = stack_standing.facts()["alarms"]
        yield from found(figures.alarms(deployment.cloudwatch(), deployment.stack_name, names))
