"""A poll's rules: every pass ends, whatever the pages lead to."""

from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import poll
from jetbridge.model.poll import Page, Place, Stopped, Through

PAGES = st.integers(0, 30)


@given(
    leads=st.lists(PAGES | st.none(), min_size=31, max_size=31),
    founds=st.lists(st.booleans(), min_size=1, max_size=20),
)
def test_every_pass_ends(leads: list[int | None], founds: list[bool]) -> None:
    """Wherever each page leads: to the end, to itself, back, or round in a circle."""
    # GIVEN a list whose pages lead anywhere
    place, read = Place(since=0, began=0), 0
    # WHEN it is read, page after page
    outcome: Place | Stopped | Through = place
    while isinstance(outcome, Place):
        following = leads[int(outcome.page or 0)]
        page = Page(
            next_page="" if following is None else str(following),
            entries=1,
            found=founds[read % len(founds)],
        )
        outcome = poll.after(outcome, page)
        read += 1
        # THEN it ends: three passes through so many pages, and as much again to tell a circle
        assert read <= 3 * (poll.MAX_PASSES * 31)
    # AND with an outcome: through, or stopped at its beginning
    if isinstance(outcome, Stopped):
        assert (outcome.why, outcome.place.page) == (poll.CIRCLE, "")


@given(
    place=st.builds(
        Place,
        since=st.just(7),
        began=st.integers(1, 9),
        page=st.sampled_from(["", "p", "1"]),
        pages=st.integers(0, 9),
        empty=st.integers(0, 9),
        entries=st.integers(0, 9),
        total=st.integers(0, 9),
        mark=st.sampled_from(["", "ab"]),
        tries=st.integers(0, 2),
        passes=st.integers(0, 2),
        found=st.booleans(),
        unreadable=st.integers(0, 9),
        size=st.sampled_from([1, 6, 100]),
        slow_at=st.integers(0, 9),
    )
)
def test_an_unfinished_poll_goes_on_as_it_was_left(place: Place) -> None:
    """It is kept as settings of its connection, which are text."""
    # THEN what is loaded is what was saved
    assert poll.loaded(poll.saved(place), since=7, now=100) == place


def test_a_page_that_keeps_failing_has_the_pass_begin_again() -> None:
    """After three tries at it."""
    # GIVEN a pass that stands at its second page
    place = Place(since=0, began=0, page="p2", pages=1, found=True)
    # WHEN that page fails again and again
    places = []
    for _ in range(poll.MAX_TRIES):
        stopped = poll.failed(place, "http_500", refused=False)
        place = stopped.place
        places.append(place.page)
    # THEN the pass begins again
    assert places == ["p2", "p2", ""]


def test_a_page_that_takes_too_long_is_halved_down_to_one() -> None:
    """Then it fails as any other."""
    # GIVEN a pass that stands at its second page
    place = Place(since=0, began=0, page="p2", pages=1)
    # WHEN that page takes too long again and again
    sizes, pages = [], []
    for _ in range(9):
        place = poll.too_slow(place, "no_answer", now=50).place
        sizes.append(place.size)
        pages.append(place.page)
    # THEN fewer are asked for each time, at the same page; one that is too slow begins anew
    assert sizes == [50, 25, 12, 6, 3, 1, 1, 1, 1]
    assert pages == ["p2"] * 8 + [""]


def test_a_pass_whose_pages_changed_their_size_is_followed_by_another() -> None:
    """Whether a page id means the same place then, the partner does not say."""
    # GIVEN a pass of which the second page took too long
    first = poll.after(Place(since=0, began=0), Page("p2", entries=100, found=False))
    assert isinstance(first, Place)
    halved = poll.too_slow(first, "no_answer", now=50).place
    # WHEN the smaller page is the last one
    ended = poll.after(halved, Page("", entries=50, found=False))
    # THEN another pass reads the window, with pages of one size
    assert isinstance(ended, Place)
    assert (ended.page, ended.passes, ended.size) == ("", 1, 50)
    assert isinstance(poll.after(ended, Page("", entries=50, found=False)), Through)


def test_pages_grow_back_slowly() -> None:
    """One that takes too long costs minutes: it is not tried at each poll."""
    # GIVEN a window that is through with small pages
    place = Place(since=0, began=0, size=25, slow_at=1_000)
    # THEN they stay as small for a while, are then twice as large, and at last as usual
    soon, later = 1_000 + poll.GROW_AFTER - 1, 1_000 + poll.GROW_AFTER
    assert poll.sized(place, soon) == {"pollSize": "25", "pollSlowAt": "1000"}
    grown = poll.sized(place, later)
    assert grown == {"pollSize": "50", "pollSlowAt": str(later)}
    place = poll.loaded(grown, since=0, now=later)
    assert poll.sized(place, later + poll.GROW_AFTER) == {}
