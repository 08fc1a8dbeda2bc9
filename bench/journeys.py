"""Many hires at once on the local stack: `python -m bench.journeys [HIRES [COMPANIES]]`.

The recruiters of so many companies hire so many people at the same moment; each is verified on
Incode's page, launched at Enboarder and reported back. It ends in an error unless every journey is
completed, each with one session, one launch, one report, and a timeline in which nothing is twice.

Five workers work the queue, half as many as the template allows. The table is moto, which does one
thing at a time. The calls that are counted are those of the cloud; seconds are the machine's, so
they are also told as a ratio to journeys that run alone in the same run. docs/journeys.md has the
figures.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench import metered, workloads
from bench.recorded import Recorded
from bench.result import Result
from bench.tables import table
from jetbridge.model.journey import Journey, Status, What
from jetbridge.store import journeys
from jetbridge.store.table import Cursor
from jetbridge_local.browser import Browser
from jetbridge_local.stack import LocalStack, Options
from tests.e2e.journeys.hiring import Hire, Hiring
from tests.e2e.journeys.policies import whole

HIRES: Final = 1_000
COMPANIES: Final = 20
ALONE: Final = 10
"""Journeys that run one after the other, for comparison."""
FEW: Final = (50, 5)
"""Hires and companies of the report."""
MAX_GETS: Final = 30
"""Reads of single items that a journey may need."""

_WORKERS: Final = 5
_HANDS: Final = 8
"""Recruiters, and people who prove who they are, at once."""
_LOOK_EVERY: Final = 0.2
_PATIENCE: Final = 5.0
"""Seconds that a journey may take on the average."""
_TOLD: Final = ("PUT", 204)
_ONCE: Final = (
    What.STARTED,
    What.LINK_READY,
    What.VERIFIED,
    What.LAUNCHED,
    What.REPORTED,
    What.COMPLETED,
)


def run(stack: LocalStack, hired: Sequence[Hire]) -> float:
    """Hire all candidates at once, and return the seconds until the last one was reported.

    Raises:
        TimeoutError: one never was.
    """
    began, pause = time.monotonic(), Event()
    before, come = len(_reports(stack)), {each["interviewId"] for each in _sessions(stack)}
    with ThreadPoolExecutor(_HANDS) as hands:
        done: list[Future[object]] = [hands.submit(each.move, status="HIRED") for each in hired]
        while len(_reports(stack)) < before + len(hired):
            if time.monotonic() > began + 60 + _PATIENCE * len(hired):
                ended = len(_reports(stack)) - before
                raise TimeoutError(f"{ended} of {len(hired)} journeys came to their end")
            for session in _sessions(stack):
                if session["interviewId"] not in come:
                    come.add(session["interviewId"])
                    done.append(hands.submit(_prove, session["url"]))
            pause.wait(_LOOK_EVERY)
        for each in done:
            each.result()
    return time.monotonic() - began


def faults(stack: LocalStack, tenants: Sequence[Hiring], hires: int) -> Iterator[str]:
    """Yield what is wrong: whatever did not come to its end, or happened another time than once."""
    every = [journey for tenant in tenants for journey in _journeys(tenant)]
    wanted = Counter({Status.COMPLETED: hires})
    if (found := Counter(each.status for each in every)) != wanted:
        yield f"journeys are {dict(found)}"
    for journey in every:
        told = Counter(line.what for line in tenants[0].story_of(journey.id))
        if any(told[what] != 1 for what in _ONCE):
            yield f"the timeline of {journey.id} has {dict(told)}"
    workflows: Any = stack.sandboxes.hosts["enboarder-api"].part.state()["workflows"]
    times = {
        "journey": Counter(each.candidate_id for each in every),
        "session": Counter(each["request"]["loginHint"] for each in _sessions(stack)),
        "launch": Counter(each["externalid"] for each in workflows),
        "report": Counter(_reports(stack)),
    }
    for what, counted in times.items():
        if len(counted) != hires or counted.total() != hires:
            yield f"{counted.total()} of {what} for {len(counted)} of {hires} people"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the journeys took: seconds, and the calls that they made. `wrong` is what is wrong.

    `alone` is one of those that ran one after the other.
    """

    seconds: float
    alone: float
    recorded: Recorded
    recorded_alone: Recorded
    wrong: Sequence[str]


def play(hires: int, companies: int) -> Outcome:
    """Run so many journeys, after some that run alone, and check what became of them."""
    with (
        tempfile.TemporaryDirectory() as directory,
        LocalStack(Options(pollers=_WORKERS)) as stack,
    ):
        tenants = [Hiring.begin(stack, Path(directory)) for _ in range(companies)]
        for tenant in tenants:
            tenant.follows(whole())
        offered = [tenants[number % companies].offer() for number in range(hires + ALONE)]
        tenants[0].idle()
        with Recorded(stack).counted() as recorded_alone:
            alone = [run(stack, [each]) for each in offered[:ALONE]]
            tenants[0].idle()
        with Recorded(stack).counted() as recorded:
            seconds = run(stack, offered[ALONE:])
            tenants[0].idle()
        wrong = [*faults(stack, tenants, hires + ALONE)]
    return Outcome(seconds, sorted(alone)[ALONE // 2], recorded, recorded_alone, wrong)


def results() -> list[Result]:
    """Return what a journey asks of AWS and of the partners, and how many did not complete."""
    hires, companies = FEW
    found = play(hires, companies)
    return [
        Result(
            f"faults of {hires + ALONE} journeys",
            len(found.wrong),
            at_most=0,
            proof="\n".join(found.wrong),
        ),
        _gets(),
        *_calls("one alone", found.recorded_alone, ALONE),
        *_calls("all at once", found.recorded, hires),
        Result("all at once, of one after the other", found.seconds / (hires * found.alone)),
    ]


def _gets() -> Result:
    """Return the reads of single items of one journey in memory, where nothing else happens."""
    account = workloads.journey().account
    gets = sum(usage[metered.GETS] for usage in account.functions.values())
    rows = ((f"`{kind}`", str(count)) for kind, count in account.keys.most_common())
    figure = Result("GetItem per journey, in memory", gets, at_most=MAX_GETS)
    return figure.proven(lambda: table(("Item", "Reads in a journey"), rows))


def _calls(how: str, recorded: Recorded, hires: int) -> Iterator[Result]:
    """Yield the calls that a journey makes, those aside by which a queue is polled."""
    for name, count in sorted({**recorded.aws, **recorded.partners}.items()):
        if not name.endswith("ReceiveMessage"):
            yield Result(f"{name} per journey, {how}", count / hires)


def main(hires: int = HIRES, companies: int = COMPANIES) -> None:
    """Run, check, and print what it took."""
    console = Console()
    found = play(hires, companies)
    if found.wrong:
        sys.exit("\n".join(found.wrong))
    console.print(f"one journey alone: {found.alone:.2f} s")
    console.print(
        f"{hires} journeys at {companies} companies: {found.seconds:.0f} s, "
        f"{found.seconds / (hires * found.alone):.2f} of {hires} journeys one after the other"
    )
    console.print("Every journey is completed: one session, one launch, one report, one timeline.")
    console.print(_shown("AWS", found.recorded.aws, hires))
    console.print(_shown("partners", found.recorded.partners, hires))


def _shown(title: str, counted: Counter[str], hires: int) -> Table:
    shown = Table("call", "in all", "per journey", title=f"Calls to {title}")
    for name, count in sorted(counted.items()):
        shown.add_row(name, f"{count}", f"{count / hires:.2f}")
    return shown


def _prove(url: str) -> None:
    browser = Browser()
    browser.open(url)
    for button in ("begin", "pass"):
        browser.submit(action=button).raise_for_status()


def _reports(stack: LocalStack) -> list[str]:
    """Return the hires of which SmartRecruiters was told."""
    calls = stack.sandboxes.hosts["smartrecruiters"].calls.view()
    paths = [str(each["path"]) for each in calls if (each["method"], each["status"]) == _TOLD]
    return [path for path in paths if path.endswith("/onboardingStatus")]


def _sessions(stack: LocalStack) -> list[dict[str, Any]]:
    held: Any = stack.sandboxes.hosts["incode-api"].part.state()["sessions"]
    sessions: list[dict[str, Any]] = held
    return sessions


def _journeys(tenant: Hiring) -> Iterator[Journey]:
    after: Cursor | None = None
    while True:
        found, after = journeys.of_tenant(tenant.table, tenant.name, limit=100, after=after)
        yield from found
        if after is None:
            return


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
