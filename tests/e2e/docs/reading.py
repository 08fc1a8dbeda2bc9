"""A reader on whose machine a local stack runs, with a customer who has hired a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jetbridge.model.journey import Status
from jetbridge_cli.local_stack import running_stacks
from jetbridge_local.stack import LocalStack, variables
from tests.e2e.docs.quick import jetbridge
from tests.e2e.docs.shell import Reader
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.policies import LAUNCH, REPORT, by_incode, policy


@contextmanager
def reading(stack: LocalStack, home: Path) -> Iterator[Reader]:
    """Hire a person, and yield a reader who knows of them; `home` keeps what they leave behind."""
    hired = Hiring.begin(stack, home, "customer")
    hired.follows(policy(by_incode(), LAUNCH, REPORT))
    person = hired.hire()
    journey = person.is_(Status.WAITING)
    hired.sandbox("identity", "reset")  # people sign in as who they are
    yours = {
        "CANDIDATE_ID": person.candidate_id,
        "JOURNEY_ID": journey.id,
    }
    registered = variables.registered(stack)
    with jetbridge(home) as programs, running_stacks.kept(registered, home / "jetbridge"):
        yield Reader(home, programs, yours)
