"""The console, with demo data: each page and action, for every role, looked at and used."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from jetbridge.flows.console import places, registry
from jetbridge_local.demo import sample
from jetbridge_local.stack import LocalStack
from tests.browser.conftest import Opens
from tests.browser.looks import look_at, require_room
from tests.support.stacks import running

PEOPLE: Final = {
    "viewer": "vera.viewer@example.com",
    "admin": "ana.admin@example.com",
    "operator": "olga.operator@example.com",
}
_VARIABLE: Final = re.compile(r"<(\w+)>")
_LINK: Final = re.compile(r'href="(/console[^"#]*)"')


@pytest.fixture(scope="module")
def console() -> Iterator[LocalStack]:
    """Run a stack with what `make up` shows."""
    with running() as stack:
        sample.fill(stack)
        yield stack


@pytest.fixture
def comes(open_browser: Opens, console: LocalStack) -> Callable[[str], Page]:
    """Return what has a person with a role come to the console, at a browser of their own."""

    def come(role: str) -> Page:
        page = open_browser().new_page()
        page.goto(f"{console.ready.api_url}/console")
        sign_in(page, role)
        expect(page.get_by_role("navigation", name="Console")).to_be_visible()
        return page

    return come


def sign_in(page: Page, role: str) -> None:
    """Sign in at the demo's sign-in service."""
    page.locator(f'button[name="as"][value="{PEOPLE[role]}"]').click()


def walk(page: Page) -> Mapping[str, str]:
    """Follow every link, one for each place that the console declares; return their addresses.

    No link may lead to where the person may not go, or to where there is nothing.
    """
    found = {"/console": "/console"}
    waiting = [urlsplit(page.url).path]
    while waiting:
        answer = page.request.get(origin(page) + waiting.pop())
        assert answer.ok, f"{answer.url}: {answer.status}"
        for link in map(unescape, _LINK.findall(answer.text())):
            path = urlsplit(link).path
            place = registry.find(path)
            assert place, f"{answer.url} links to {path}, where there is nothing"
            if place[0].path not in found:
                found[place[0].path] = path
                waiting.append(link)
    return found


def address(place: places.Place, known: Mapping[str, str]) -> str:
    """Return the address of a place to which no link leads: of a thing that is there, or is not."""
    variables = dict[str, str]()
    for path in known.values():
        _, of = registry.find(path) or (None, {})
        variables = {**of, **variables}
    return _VARIABLE.sub(lambda name: variables.get(name[1], "none"), place.path)


def origin(page: Page) -> str:
    """Return where the console is."""
    return page.url.partition("/console")[0]


def test_every_page_and_action_is_good_to_look_at(
    comes: Callable[[str], Page], album: Path
) -> None:
    """As WCAG 2.2 AA asks; an action that makes no sense as things stand, too."""
    # GIVEN all that a person with every right can come to
    page = comes("operator")
    known = walk(page)
    plain = [each for each in registry.acts() if not each.has_form]
    for place in registry.PLACES:
        # WHEN a place is looked at, THEN every reader can read it
        page.goto(origin(page) + (known.get(place.path) or address(place, known)))
        name = re.sub(r"\W+", "-", place.path.removeprefix(places.OF_TENANT)).strip("-")
        if place in plain[1:]:
            # They have one template, and differ in their words alone.
            require_room(page, page.main_frame)
        else:
            look_at(page, page.main_frame, album, f"console-{name}")


def test_what_is_filled_in_leads_to_a_page_that_is_good_to_look_at(
    comes: Callable[[str], Page], album: Path
) -> None:
    """A draft is played, a link is made that is shown once, a connection tested, data copied."""
    page = comes("admin")
    press(menu(page, "Policy"))
    page.get_by_role("link", name="Try…").click()
    page.get_by_label("Company").fill(sample.COMPANY)
    page.get_by_label("fails to").check()
    page.get_by_role("button", name="Play it").click()
    expect(page.get_by_text("The person failed to prove who they are.").first).to_be_visible()
    look_at(page, page.main_frame, album, "console-played")
    menu(page, "Connections").click()
    page.get_by_role("link", name="Connect an account by a link…").click()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("It is shown this once.")).to_be_visible()
    look_at(page, page.main_frame, album, "console-link")
    menu(page, "Connections").click()
    page.get_by_role("row", name=sample.COMPANY).get_by_role("link").click()
    page.get_by_role("link", name="Test…").click()
    page.get_by_role("button", name="Test it").click()
    expect(page.get_by_role("status")).to_contain_text("It was tested.")
    menu(page, "People").click()
    page.get_by_label("Id", exact=True).fill("5c21b7d0-ben")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Erase…")).to_be_visible()
    look_at(page, page.main_frame, album, "console-person")
    page.get_by_role("link", name="Make a copy…").click()
    page.get_by_label("Id", exact=True).fill("5c21b7d0-ben")
    page.get_by_role("button", name="Make a copy").click()
    page.get_by_role("main").get_by_role("link", name="People").wait_for()
    while page.get_by_role("link", name="Look again").count():
        page.get_by_role("link", name="Look again").click()
    look_at(page, page.main_frame, album, "console-person-request")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert "5c21b7d0-ben" in download.value.path().read_text()


@pytest.mark.parametrize("role", ["viewer", "admin"])
def test_no_link_leads_where_a_role_may_not_go(comes: Callable[[str], Page], role: str) -> None:
    """What a person may not do is not offered."""
    assert walk(comes(role)).keys() >= {f"{places.OF_TENANT}/journeys/<journey>"}


def test_a_decision_is_taken_with_the_keyboard_alone(
    console: LocalStack, comes: Callable[[str], Page]
) -> None:
    """Where it cannot be taken back, after a fresh sign-in; the audit trail has it."""
    # GIVEN a person who signed in a while ago, and looks at a journey that needs them
    page = comes("admin")
    console.clock.advance(600)
    needs = page.get_by_role("region", name="Needs you").get_by_role("link")
    press(needs.filter(has_text="Journey").first)
    # WHEN they let the step count as done, which asks for another sign-in
    press(page.get_by_role("link", name="Approve…"))
    press(page.get_by_role("link", name="Sign in again"))
    sign_in(page, "admin")
    press(page.get_by_role("button", name="Approve", exact=True))
    # THEN it is done, and the audit trail has it
    expect(page.get_by_role("status")).to_have_text("Approved: the step counts as done.")
    press(menu(page, "Audit"))
    expect(page.get_by_role("cell", name="journey.approve").first).to_be_visible()


def press(target: Locator) -> None:
    """Press a link or a button without a pointer."""
    target.focus()
    target.press("Enter")


def menu(page: Page, name: str) -> Locator:
    """Return a link of the navigation."""
    return page.get_by_role("navigation", name="Console").get_by_role("link", name=name, exact=True)
