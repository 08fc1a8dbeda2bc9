"""A dry run for the console, whose function has no room for all the settings of the worker."""

from collections.abc import Mapping

from jetbridge.dry_run import bodies, dry_run
from jetbridge.dry_run.assumed import ADDRESSES
from jetbridge.flows.context import Context
from jetbridge.model.dry_run import Played
from jetbridge.model.identity import Acting
from jetbridge.model.settings import Settings


def played(
    context: Context, settings: Settings, person: Acting, asked: Mapping[str, object], at: int
) -> Played:
    """Play what is asked for, as the body of the API's request has it.

    Args:
        context: the ports.
        settings: the console's, with our own origin.
        person: who asks.
        asked: what is played.
        at: when the hire begins, in Unix seconds.

    Raises:
        ApiProblem: as `bodies.read` and `dry_run.run`.
    """
    given = Settings({**ADDRESSES, **settings.environ})
    ran = dry_run.run(context.table, given, person, bodies.checked(asked), at=at)
    return Played(ran.lines, ran.journey, ran.assumed.company)
