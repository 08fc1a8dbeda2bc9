"""A list of hires whose pages are odd: the poll ends, loses no person, and says what is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import override

import pytest

from jetbridge.model import poll as pages
from jetbridge.model.connection import Connection
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpResponse
from jetbridge.model.schedule import POLL_EVERY, POLL_ON, Task
from jetbridge.partners.smartrecruiters import poll
from jetbridge.store import connections
from jetbridge.web import resources
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.partners.double import Call
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.hires import a_company, connection, every_journey, look, prepared

type Json = dict[str, object]

REFUSALS = (400, 403, 404, 409, 410, 422)


class Listing(SmartRecruiters):
    """A company whose list of hires is scripted: what each page id is answered, "" the first."""

    def __init__(self, script: dict[str, Json | HttpResponse]) -> None:
        """List nothing yet."""
        super().__init__()
        self.script = script
        self.read: list[str] = []

    @override
    def listed(self, call: Call) -> HttpResponse:
        page_id = call.query.get("pageId", [""])[0]
        self.read.append(page_id)
        found = self.script.get(page_id, answer({"message": "no such page"}, status=404))
        return found if isinstance(found, HttpResponse) else answer(found)


def entry(name: str, *beside: str, **more: object) -> Json:
    """Return an entry of the list: a candidate who is hired for a job, or for several."""
    return {
        "id": f"can-{name}",
        "primaryAssignment": {"job": {"id": f"job-{name}"}, "status": "HIRED"},
        "secondaryAssignments": [{"job": {"id": each}, "status": "HIRED"} for each in beside],
        **more,
    }


def page(*names: str, following: object = "", **more: object) -> Json:
    """Return a page with these candidates."""
    return {"content": [entry(each) for each in names], "nextPageId": following, **more}


def a_list(**script: Json | HttpResponse) -> tuple[World, Listing]:
    """Return a world whose company has a scripted list; `first` is its first page."""
    listing = Listing(
        script={"" if name == "first" else name: each for name, each in script.items()}
    )
    for each in script.values():
        for one in each.get("content", []) if isinstance(each, dict) else []:  # type: ignore[attr-defined]  # pages as written here
            listing.hire(one["id"], one["id"].replace("can-", "job-"))
    world = World(http=listing)
    prepared(world)
    world.clock.advance(POLL_EVERY)
    return world, listing


def polled(world: World, *, after: int = 0) -> Connection:
    """Let time pass, poll as the clock does, look at what was found; return the connection."""
    world.clock.advance(after)
    poll.poll(world.context(), connection(world))
    look(world)
    return connection(world)


def wait(held: Connection, world: World) -> int:
    """Return how many seconds there are until the next poll."""
    return held.tasks[Task.POLL] - world.clock.now()


def shown(world: World) -> Mapping[str, object]:
    """Return what the API shows of the connection's poll, but for the size of its pages."""
    found = resources.connection(connection(world), world.clock.now())["poll"]
    assert isinstance(found, Mapping)
    return {name: found[name] for name in ("completeUntil", "problem")}


def found(world: World) -> set[str]:
    """Return whose journeys have begun."""
    return {each.candidate_id.removeprefix("can-") for each in every_journey(world)}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_page_that_is_refused_has_the_list_begin_again(status: int) -> None:
    """Its id may have ended meanwhile. It is not asked for again."""
    # GIVEN a list whose second page is refused
    world, listing = a_list(
        first=page("a", following="p2"),
        p2=answer({"message": "no"}, status=status),
        p3=page("b"),
    )
    # WHEN it is polled
    held = polled(world)
    # THEN the first page counts, the connection and a metric tell of the rest
    assert found(world) == {"a"}
    assert shown(world) == {"completeUntil": None, "problem": f"http_{status}"}
    assert world.meter.counted[Metric.POLL_INCOMPLETE] == 1
    # AND the list is read again soon, from its beginning, where it has other page ids by now
    assert 0 < wait(held, world) <= POLL_ON
    began = world.clock.now()
    listing.script[""] = page("a", following="p3")
    polled(world, after=POLL_ON)
    assert listing.read == ["", "p2", "", "p3", *listing.read[4:]]
    assert found(world) == {"a", "b"}
    # AND once it was read to its end, nothing is wrong any more
    through(world)
    assert shown(world)["problem"] is None
    assert connection(world).settings[poll.UNTIL] == str(began)


@pytest.mark.parametrize("status", [302, 403, 404, 425, 503])
def test_a_page_of_something_in_between_is_no_refusal(status: int) -> None:
    """A firewall's answer says nothing about the page: it is asked for again."""
    # GIVEN a list whose second page is blocked once
    blocked = HttpResponse(status, body=b"<html>Request blocked</html>")
    world, listing = a_list(first=page("a", following="p2"), p2=blocked)
    polled(world)
    listing.read.clear()
    # WHEN it is polled again
    listing.hire("can-b", "job-b")
    listing.script["p2"] = page("b")
    polled(world, after=POLL_ON)
    # THEN the list goes on where it was
    assert listing.read[0] == "p2"
    assert found(world) == {"a", "b"}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_page_that_is_always_refused_is_not_asked_for_without_an_end(status: int) -> None:
    """The watermark stays, so that no person on that page is lost once it can be read."""
    # GIVEN a list whose second page is refused for a day
    world, listing = a_list(
        first=page("a", following="p2"), p2=answer({"message": "no"}, status=status)
    )
    for _ in range(96):
        held = polled(world, after=POLL_EVERY)
        assert poll.UNTIL not in held.settings
    # THEN a run asks for two pages
    assert len(listing.read) == 2 * 96
    # AND a person who is hired meanwhile is found on the page that can be read
    listing.hire("can-c", "job-c")
    listing.script[""] = page("a", "c", following="p2")
    polled(world, after=POLL_EVERY)
    assert found(world) == {"a", "c"}
    # WHEN it can be read
    listing.hire("can-b", "job-b")
    listing.script["p2"] = page("b")
    through(world)
    # THEN who is on it is found
    assert found(world) == {"a", "b", "c"}
    assert shown(world)["problem"] is None


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_page_that_fails_is_tried_again_and_then_the_list_begins_again(status: int) -> None:
    """Three times at that page; perhaps it is the page that makes the partner fail."""
    # GIVEN a list whose second page fails
    world, listing = a_list(
        first=page("a", following="p2"), p2=answer({"message": "no"}, status=status), p3=page("b")
    )
    # WHEN it is polled, and polled again
    for _ in range(pages.MAX_TRIES):
        polled(world, after=POLL_EVERY)
    # THEN that page was tried three times
    asked = [each for each in listing.read if each == "p2"]
    assert len(asked) >= pages.MAX_TRIES
    assert listing.read.count("") == 1
    assert shown(world)["problem"] == f"http_{status}"
    # AND then the list is read from its beginning
    listing.script[""] = page("a", following="p3")
    through(world)
    assert found(world) == {"a", "b"}


@pytest.mark.parametrize("length", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("before", [0, 1, 5])
def test_pages_that_go_round_in_a_circle_end(length: int, before: int) -> None:
    """Also one that names itself. What can be reached is found; the rest is not forgotten."""
    # GIVEN a list whose pages lead round in a circle, after a few that do not
    ids = [f"p{number}" for number in range(before + length)]
    script: dict[str, Json] = {
        each: page(each, following=ids[number + 1] if number + 1 < len(ids) else ids[before])
        for number, each in enumerate(ids)
    }
    world, listing = a_list(first=page("first", following=ids[0]), **script)
    # WHEN it is polled as often as it wants
    polled(world)
    for _ in range(200):
        if shown(world)["problem"]:
            break
        polled(world, after=POLL_ON)
    # THEN it has noticed, soon, and says so
    assert shown(world)["problem"] == pages.CIRCLE
    assert len(listing.read) <= 3 * (before + length) + 3
    assert world.meter.counted[Metric.POLL_INCOMPLETE] == 1
    # AND every person on it was found, and the watermark waits for the end of the list
    assert found(world) == {"first", *ids}
    assert poll.UNTIL not in connection(world).settings
    # WHEN the list is in order again
    listing.script[ids[-1]] = page(ids[-1], "late")
    listing.hire("can-late", "job-late")
    through(world)
    # THEN the rest is found, too
    assert "late" in found(world)


@pytest.mark.parametrize(("names", "read"), [((), pages.MAX_EMPTY), (("a",), pages.MAX_PAGES)])
def test_pages_without_an_end_end(names: tuple[str, ...], read: int) -> None:
    """Always another page id, and no person on the page, or always the same person."""
    # GIVEN a list that always goes on
    world, listing = a_list(first=page(*names))
    listing.script = _Endless(names)
    # WHEN it is polled for a day
    polled(world)
    for _ in range(1_440):
        if shown(world)["problem"]:
            break
        polled(world, after=POLL_ON)
    # THEN it was left, with a word
    assert shown(world)["problem"] == pages.ENDLESS
    assert len(listing.read) == read


@pytest.mark.parametrize("following", [2, 10**18])
def test_a_numeric_page_id_is_used(following: int) -> None:
    """Not taken for the end."""
    # GIVEN a list whose page ids are numbers
    world, listing = a_list(first=page("a", following=following))
    listing.script[str(following)] = page("b")
    listing.hire("can-b", "job-b")
    # WHEN it is polled
    polled(world)
    # THEN both pages are read
    assert found(world) == {"a", "b"}


@pytest.mark.parametrize(
    "following", [True, False, 1.5, ["p2"], {"id": "p2"}, "x" * 3_000, "\u2028"]
)
def test_a_page_id_that_is_none_is_no_end(following: object) -> None:
    """The page is read, and the connection says that there is more."""
    # GIVEN a list that goes on at something else than a page id
    world, _ = a_list(first=page("a", following=following))
    # WHEN it is polled
    held = polled(world)
    # THEN who is on the page is found, and the list is not taken for read
    assert found(world) == {"a"}
    assert shown(world)["problem"] == pages.NOWHERE
    assert poll.UNTIL not in held.settings


@pytest.mark.parametrize("following", ["", None])
def test_an_empty_page_that_goes_on_is_no_end(following: object) -> None:
    """The end is where no next page is named."""
    # GIVEN a list with an empty page in its middle
    world, _ = a_list(
        first=page("a", following="p2"), p2=page(following="p3"), p3=page("b", following=following)
    )
    # WHEN it is polled
    polled(world)
    # THEN what comes after it is found
    assert found(world) == {"a", "b"}


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "can-x",
        [],
        {},
        {"id": "can-x"},
        {"id": "can-x", "primaryAssignment": None},
        {"id": "can-x", "primaryAssignment": {"job": None}},
        {"id": "can-x", "primaryAssignment": "job-x"},
        {"id": {"a": 1}, "primaryAssignment": {"job": {"id": "job-x"}}},
        {"id": "can/x", "primaryAssignment": {"job": {"id": "job-x"}}},
    ],
)
def test_an_entry_that_cannot_be_read_does_not_hide_the_rest(odd: object) -> None:
    """It is counted, and told by its position."""
    # GIVEN a list with an odd entry in its middle
    world, listing = a_list(first=page("a", following="p2"), p2=page("c"))
    listing.script[""] = {
        "content": [entry("a"), odd, entry("b")],
        "nextPageId": "p2",
    }
    listing.hire("can-b", "job-b")
    # WHEN it is polled to its end
    polled(world)
    through(world)
    # THEN the others are found
    assert found(world) == {"a", "b", "c"}
    # AND a metric and the connection say that one was not read; the watermark goes on
    assert world.meter.counted[Metric.POLL_ENTRY_UNREADABLE] >= 1
    assert shown(world)["problem"] == pages.UNREADABLE
    assert poll.UNTIL in connection(world).settings


def test_entries_that_cannot_be_read_are_logged_by_position(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What stands in them may be a person's data."""
    # GIVEN an entry that cannot be read
    world, listing = a_list(first=page("a"))
    listing.script[""] = {"content": [entry("a"), {"email": "ana@example.com"}]}
    # WHEN it is polled
    with caplog.at_level("WARNING"):
        polled(world)
    # THEN the log names its position, and nothing of it
    (line,) = [each for each in caplog.records if "not read" in each.getMessage()]
    assert line.__dict__["entries"] == (1,)
    assert "ana@example.com" not in str(line.__dict__)


def test_hires_for_further_jobs_are_found() -> None:
    """The one that HIRED stands beside need not be the primary one."""
    # GIVEN people with several applications
    world, listing = a_list()
    listing.script[""] = {
        "content": [
            entry("a", "job-2"),
            entry("b", "job-2", primaryAssignment={"job": {"id": "job-b"}, "status": "REJECTED"}),
            entry("c", primaryAssignment=None, secondaryAssignments=[{"job": {"id": "job-c"}}]),
        ]
    }
    for candidate_id, job_id in (
        ("can-a", "job-a"),
        ("can-a", "job-2"),
        ("can-b", "job-2"),
        ("can-c", "job-c"),
    ):
        listing.hire(candidate_id, job_id)
    # WHEN it is polled
    polled(world)
    # THEN each hire has its journey, and the application that was rejected was not looked at
    assert {(each.candidate_id, each.job_id) for each in every_journey(world)} == {
        ("can-a", "job-a"),
        ("can-a", "job-2"),
        ("can-b", "job-2"),
        ("can-c", "job-c"),
    }
    assert "GET /candidates/can-b/jobs/job-b" not in listing.asked


def test_somebody_on_two_pages_has_one_journey() -> None:
    """Pages shift."""
    # GIVEN a list on which a person stands twice
    world, _ = a_list(first=page("a", following="p2"), p2=page("a", "b"))
    # WHEN it is polled to its end
    polled(world)
    through(world)
    # THEN they have one journey
    assert len(every_journey(world)) == 2


def test_a_list_that_is_cut_short_is_read_again() -> None:
    """It promises more people than it has, and names no next page."""
    # GIVEN such a list
    world, listing = a_list(first=page("a", totalFound=2))
    # WHEN it is polled
    polled(world)
    # THEN the connection says so, and the watermark stays
    assert shown(world) == {"completeUntil": None, "problem": pages.FEWER}
    # WHEN it is whole
    listing.script[""] = page("a", "b", totalFound=2)
    listing.hire("can-b", "job-b")
    polled(world, after=POLL_EVERY)
    # THEN every person is found
    assert found(world) == {"a", "b"}
    assert shown(world)["problem"] is None


def test_nobody_is_stepped_over_while_people_leave_the_list() -> None:
    """Who is told to be onboarded leaves it, and the pages behind move up."""
    # GIVEN a list in pages, which those who were found leave before the next page is read
    world, company = a_company()
    world.clock.advance(POLL_EVERY)
    company.page = 10
    for number in range(45):
        company.hire(f"can-{number:02d}", at=world.clock.now())

    def leave() -> None:
        look(world)
        for each in every_journey(world):
            company.person(each.candidate_id, each.job_id).onboarding_status = "ONBOARDING_FAILED"

    company.meanwhile = leave
    # WHEN it is polled to its end
    polled(world)
    through(world)
    # THEN every person is found
    assert len(every_journey(world)) == 45


def test_a_poll_that_an_earlier_release_left_goes_on() -> None:
    """It kept a page and a moment."""
    # GIVEN an unfinished poll of an earlier release
    world, listing = a_list(first=page("a", following="p2"), p2=page("b"))
    held = connection(world)
    began = str(world.clock.now() - 60)
    settings = {**held.settings, "pollPage": "p2", "pollBegan": began}
    unfinished = replace(held, settings=settings)
    world.table.write(*connections.save(held, unfinished, by="test"))
    # WHEN it is polled
    polled(world)
    # THEN it goes on at its page
    assert listing.read[0] == "p2"
    through(world)
    assert connection(world).settings[poll.UNTIL] == began


def through(world: World) -> None:
    """Poll as often as it takes to come to the end of the window."""
    for _ in range(20):
        if "pollBegan" not in connection(world).settings:
            return
        polled(world, after=POLL_ON)
    raise AssertionError("the poll never comes to its end")


class _Endless(dict[str, Json | HttpResponse]):
    """A list of which every page names another one, with the same people on it."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Show these."""
        super().__init__()
        self._names = names

    @override
    def get(self, key: str, default: object = None) -> Json:
        return page(*self._names, following=str(int(key or 0) + 1))
