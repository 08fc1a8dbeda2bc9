"""Where a poll of a paged list stands, and when it is through: pure rules.

A pass reads the list from its first page to its last. It ends at the last page, at a page that the
partner refuses, where the pages lead round in a circle, or after so many pages that they lead
nowhere. A window, everything that changed since a moment, is through once a pass has come to the
end and nothing says that it missed a person. Until then the next pass reads the same window.

A page that takes the partner too long is asked for again with half as many people, and long after
that with more again. Whether a page id means the same place then, the partner does not say: a pass
whose pages changed their size half way is followed by another.

Pages shift while people enter and leave the list, so that a pass of several pages may step over
a person. One that found a new person is therefore followed by another.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from jetbridge.model.company_settings import POLL_SIZE
from jetbridge.model.record import record, replace

_SLOW_AT: Final = "pollSlowAt"

MAX_SIZE: Final = 100
"""Candidates of a page: as many as the partner lists at once."""
GROW_AFTER: Final = 21_600
"""Seconds after a page took too long in which pages stay as small; then they are twice as large."""
MAX_PAGES: Final = 2_000
"""Pages of a pass with a hundred people each: more than any company hires at a time. Of smaller
ones there are more."""
MAX_EMPTY: Final = 10
"""Empty pages in a row, after which a pass counts as one without an end."""
MAX_TRIES: Final = 3
"""Times that a page may fail before a pass begins at the first page again."""
MAX_PASSES: Final = 3
"""Passes through to the end that may find a new person. After that the next window, which reads
a little of this one again, begins all the same."""

CIRCLE: Final = "pages_go_in_a_circle"
ENDLESS: Final = "pages_do_not_end"
NOWHERE: Final = "next_page_unreadable"
FEWER: Final = "fewer_than_total"
UNREADABLE: Final = "entries_unreadable"


@record
class Place:
    """Where a poll stands. Moments are Unix seconds.

    `since` is from when the window is read, `began` when its first pass did. `page` is the next
    page's id, empty for the first. `pages` counts those that the pass has read, `empty` the latest
    ones that were empty. `entries` counts what they held, `total` is what the first of them
    promised. `mark` is the digest of a page that was passed, `tries` counts the failures at the
    present one. `passes` counts the passes that came to the end, `found` says that this one found
    a new person, or that its pages changed their size, `unreadable` counts the entries of this one
    that could not be read. `size` is how many candidates a page has, `slow_at` when that changed.
    """

    since: int
    began: int
    page: str = ""
    pages: int = 0
    empty: int = 0
    entries: int = 0
    total: int = 0
    mark: str = ""
    tries: int = 0
    passes: int = 0
    found: bool = False
    unreadable: int = 0
    size: int = MAX_SIZE
    slow_at: int = 0


@record
class Page:
    """What a page held. `nowhere`: the page names a next one that cannot be asked for."""

    next_page: str
    entries: int
    found: bool
    unreadable: int = 0
    total: int | None = None
    nowhere: bool = False


@record
class Stopped:
    """A pass that cannot go on; the next one reads the window again. `why` is a word to show.

    `hopeless`: even the smallest page takes too long, and nothing is left that the poll could try.
    """

    place: Place
    why: str
    hopeless: bool = False


@record
class Through:
    """The window is through. `why` says what is wrong all the same, empty where nothing is.

    `listed`: the last pass listed hires, new ones or not.
    """

    why: str = ""
    listed: bool = False


def after(place: Place, page: Page) -> Place | Stopped | Through:
    """Return where a poll stands after a page was read."""
    pages = place.pages + 1
    read = replace(
        place,
        page=page.next_page,
        pages=pages,
        empty=0 if page.entries else place.empty + 1,
        entries=place.entries + page.entries,
        total=page.total or 0 if place.pages == 0 else place.total,
        tries=0,
        found=place.found or page.found,
        unreadable=place.unreadable + page.unreadable,
    )
    if page.nowhere:
        return Stopped(again(read), NOWHERE)
    if not page.next_page:
        return _ended(read)
    following = _digest(page.next_page)
    if page.next_page == place.page or following == place.mark:
        return Stopped(again(read), CIRCLE)
    smaller = MAX_SIZE // place.size
    if pages >= MAX_PAGES * smaller or read.empty >= MAX_EMPTY * smaller:
        return Stopped(again(read), ENDLESS)
    # Brent's way to find a circle: a page that is kept for twice as long each time comes again.
    return replace(read, mark=following) if pages & (pages - 1) == 0 else read


def failed(place: Place, why: str, *, refused: bool) -> Stopped:
    """Return where a poll goes on after a page was not read.

    At that page; or from the beginning, where the page was `refused` or has failed too often.
    """
    tried = replace(place, tries=place.tries + 1)
    if refused or tried.tries >= MAX_TRIES:
        return Stopped(again(place), why)
    return Stopped(tried, why)


def too_slow(place: Place, why: str, now: int) -> Stopped:
    """Return where a poll goes on after a page took too long: there, with half as many people.

    A page of one that takes too long has failed as any other.
    """
    if place.size == 1:
        return replace(failed(place, why, refused=False), hopeless=True)
    half = replace(place, size=place.size // 2, slow_at=now, tries=0)
    return Stopped(replace(half, found=place.found or place.pages > 0), why)


def again(place: Place) -> Place:
    """Return the place at which another pass of the same window begins."""
    return Place(
        place.since, place.began, passes=place.passes, size=place.size, slow_at=place.slow_at
    )


def sized(place: Place, now: int) -> dict[str, str]:
    """Return what is kept of the size of pages once a window is through; nothing of the usual."""
    grows = now - place.slow_at >= GROW_AFTER
    size = min(2 * place.size, MAX_SIZE) if grows else place.size
    if size == MAX_SIZE:
        return {}
    return {POLL_SIZE: str(size), _SLOW_AT: str(now if grows else place.slow_at)}


def saved(place: Place) -> dict[str, str]:
    """Return an unfinished poll as settings of its connection. `since` is told by others."""
    return {
        "pollBegan": str(place.began),
        "pollPage": place.page,
        "pollPages": str(place.pages),
        "pollEmpty": str(place.empty),
        "pollEntries": str(place.entries),
        "pollTotal": str(place.total),
        "pollMark": place.mark,
        "pollTries": str(place.tries),
        "pollPasses": str(place.passes),
        "pollFound": "yes" if place.found else "",
        "pollUnreadable": str(place.unreadable),
        POLL_SIZE: str(place.size),
        _SLOW_AT: str(place.slow_at),
    }


SAVED: Final = frozenset(saved(Place(0, 0)))


def loaded(settings: Mapping[str, str], since: int, now: int) -> Place:
    """Return where the poll of a window goes on, or begins.

    The settings may have been written by an earlier release, which kept less.
    """

    def number(name: str) -> int:
        return int(settings.get(name) or 0)

    size, slow_at = number(POLL_SIZE) or MAX_SIZE, number(_SLOW_AT)
    if "pollBegan" not in settings:
        return Place(since, now, size=size, slow_at=slow_at)
    return Place(
        since=since,
        began=number("pollBegan"),
        page=settings.get("pollPage", ""),
        pages=number("pollPages"),
        empty=number("pollEmpty"),
        entries=number("pollEntries"),
        total=number("pollTotal"),
        mark=settings.get("pollMark", ""),
        tries=number("pollTries"),
        passes=number("pollPasses"),
        found=bool(settings.get("pollFound")),
        unreadable=number("pollUnreadable"),
        size=size,
        slow_at=slow_at,
    )


def _ended(read: Place) -> Place | Stopped | Through:
    read = replace(read, passes=read.passes + 1)
    last = read.passes >= MAX_PASSES
    if read.entries < read.total:
        return Stopped(again(replace(read, passes=0)), FEWER) if last else again(read)
    if read.pages > 1 and read.found and not last:
        return again(read)
    return Through(UNREADABLE if read.unreadable else "", listed=read.entries > 0)


def _digest(page_id: str) -> str:
    return hashlib.sha256(page_id.encode()).hexdigest()[:16]
