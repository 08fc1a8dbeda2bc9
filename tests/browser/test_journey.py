"""A hire as a person watches it: in a browser, from the recruiter to the new hire and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import requests
from playwright.sync_api import Locator, Page, expect
from typer.testing import CliRunner

from jetbridge_cli.app import app
from jetbridge_local.sandbox.credentials import ENBOARDER_API_KEY
from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.options import PROJECT
from tests.browser.admin import Admin
from tests.browser.looks import look_at
from tests.support.stacks import running

_TIMEOUT: Final = 60
_PATIENCE: Final = 30_000
"""Milliseconds for what happens by itself, cold starts included."""
POLICY: Final = PROJECT / "docs" / "policies" / "incode-enboarder.json"


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """Run a stack on which a hire leads to something: the others know nothing of policies."""
    with running() as stack:
        ready = stack.ready
        where = ["--stack-name", "jetbridge-local", "--endpoint-url", ready.aws_endpoint_url]
        put = CliRunner().invoke(app, ["policy", "put", "--tenant", "demo", str(POLICY), *where])
        assert put.exit_code == 0, put.output
        account = {"region": "EU", "auth": "apiKey", "apiKey": ENBOARDER_API_KEY}
        pair = (ready.api_client.client_id, ready.api_client.client_secret)
        form = {"grant_type": "client_credentials"}
        token = requests.post(
            f"{ready.api_url}/oauth/token", data=form, auth=pair, timeout=_TIMEOUT
        ).json()["access_token"]
        requests.post(
            f"{ready.api_url}/v1/connections/enboarder",
            json=account,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT,
        ).raise_for_status()
        yield stack


class Office:
    """A recruiter at the people page of a connected company, and the tenant at their inbox."""

    def __init__(self, admin: Admin) -> None:
        """Connect the company, and open both pages side by side."""
        admin.reach_consent()
        admin.page.get_by_role("button", name="Approve").click()
        self.people: Final = admin.page
        self.people.get_by_role("link", name="People").click()
        self.inbox: Final = admin.page.context.new_page()
        self.inbox.goto(admin.stack.inbox_url)

    def person(self, name: str = "Ben Okafor") -> Locator:
        """Return what the people page shows of a person."""
        return self.people.get_by_role("article", name=name)

    def journey(self) -> Locator:
        """Return what the inbox shows of the journey with the latest news."""
        return self.inbox.get_by_role("article").first

    def hire(self, name: str = "Ben Okafor") -> None:
        """Move a person to Hired."""
        self.person(name).get_by_role("button", name="Move to Hired").click()

    def follow_link(self) -> Page:
        """Open the link as the new hire, in a window of its own."""
        link = self.journey().get_by_role("link", name="Open the link as the new hire")
        with self.inbox.context.expect_page(timeout=_PATIENCE) as opened:
            link.click(timeout=_PATIENCE)
        return opened.value


@pytest.fixture
def office(admin: Admin) -> Office:
    """Return the office of the test's own company, which Jetbridge hears of."""
    requests.post(f"{admin.stack.inbox_url}/_sandbox/reset", timeout=_TIMEOUT)
    office = Office(admin)
    heard = office.people.get_by_text("Jetbridge hears of every move")
    expect(heard).to_be_visible(timeout=_PATIENCE)
    return office


def test_a_hire_is_watched_from_the_recruiter_to_the_result(office: Office) -> None:
    """Hired, verified, welcomed, told: every page shows it by itself, and nothing is typed."""
    # WHEN a recruiter moves a person to Hired
    office.hire()
    expect(office.person().get_by_text("Jetbridge was told, and answered 202")).to_be_visible()
    # AND the new hire follows the link that the tenant got, and proves who they are
    hosted = office.follow_link()
    hosted.get_by_role("button", name="Begin").click()
    hosted.get_by_role("button", name="I am who I say I am").click()
    expect(hosted.get_by_role("heading", name="You are verified")).to_be_visible()
    # THEN the recruiter sees the result, and the tenant the whole story
    shown = office.person()
    expect(shown.get_by_text("Onboarding successful")).to_be_visible(timeout=_PATIENCE)
    expect(shown.get_by_text("Jetbridge set ONBOARDING_SUCCESSFUL")).to_be_visible()
    told = office.journey()
    expect(told.get_by_text("journey.completed")).to_be_visible(timeout=_PATIENCE)
    expect(told.get_by_text("Completed", exact=True)).to_be_visible()
    expect(told.get_by_role("link")).to_have_count(0)


def test_a_hire_that_is_taken_back_ends_its_journey(office: Office) -> None:
    """Back to Offered: the link is withdrawn, and the inbox says so."""
    # GIVEN a hire whose link was handed out
    office.hire()
    link = office.journey().get_by_role("link", name="Open the link as the new hire")
    expect(link).to_be_visible(timeout=_PATIENCE)
    # WHEN the recruiter takes it back
    office.person().get_by_role("button", name="Take the hire back").click()
    # THEN the journey is over, and no person is asked to follow the link
    expect(office.journey().get_by_text("Cancelled", exact=True)).to_be_visible(timeout=_PATIENCE)
    expect(link).to_be_hidden()


def test_somebody_new_waits_for_a_reviewer_at_the_partner(office: Office) -> None:
    """The journey waits with the person until an agent at Incode has looked."""
    # GIVEN a candidate who was added and hired, and whom Incode could not tell
    office.people.get_by_text("Add a candidate").click()
    office.people.get_by_role("button", name="Add", exact=True).click()
    office.hire("Gus Lindt")
    hosted = office.follow_link()
    hosted.get_by_role("button", name="Begin").click()
    hosted.get_by_role("button", name="Let a reviewer look at it").click()
    expect(hosted.get_by_role("heading", name="A reviewer is looking at it")).to_be_visible()
    # WHEN the reviewer approves
    hosted.get_by_role("button", name="Approve, as the reviewer").click()
    # THEN it goes on
    shown = office.person("Gus Lindt").get_by_text("Onboarding successful")
    expect(shown).to_be_visible(timeout=_PATIENCE)


def test_a_form_in_use_is_left_alone(office: Office) -> None:
    """What changes meanwhile is shown as soon as no button is about to be pressed."""
    # GIVEN a recruiter who is choosing a status
    person = office.person()
    person.get_by_text("Another status").click()
    person.get_by_label("Status of Ben").select_option("Withdrawn")
    # WHEN another person moves the same person, and the page has looked twice
    page, looks = office.people, "**/people"
    url = page.url.partition("#")[0]
    requests.post(f"{url}/5c21b7d0-ben", data={"status": "IN_REVIEW"}, timeout=_TIMEOUT)
    for _ in range(2):
        with page.expect_response(looks, timeout=_PATIENCE):
            pass
    # THEN their choice is still there
    expect(person.get_by_label("Status of Ben")).to_have_value("WITHDRAWN")
    expect(person.get_by_text("In review", exact=True).first).to_be_hidden()
    # AND what happened is seen once they let it be
    person.get_by_text("Another status").click()
    page.get_by_role("heading", name="People").click()
    expect(person.get_by_text("A recruiter set IN_REVIEW")).to_be_visible(timeout=_PATIENCE)


def test_recruiting_works_without_scripts_and_mouse(admin_without_scripts: Admin) -> None:
    """Tab and Enter are all that it takes; what happened is seen on a fresh page."""
    # GIVEN a recruiter whose browser runs no scripts, at the first of their people
    page = admin_without_scripts.page
    page.goto(f"{admin_without_scripts.smartrecruiters}/company/quiet/people")
    cho = page.get_by_role("article", name="Cho Park")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(cho.get_by_role("button", name="Move to Hired")).to_be_focused()
    # WHEN they press it by keyboard
    page.keyboard.press("Enter")
    # THEN the candidate is hired
    expect(cho.get_by_text("A recruiter set HIRED")).to_be_visible()
    expect(cho.get_by_role("button", name="Take the hire back")).to_be_visible()


def test_every_page_on_the_way_is_good_to_look_at(office: Office, album: Path) -> None:
    """No accessibility rule is broken, nothing overflows, and the browser has no complaint."""
    # GIVEN everything that the browser says on the way
    said: list[str] = []
    office.people.context.on("console", lambda message: said.append(message.text))
    # WHEN each page is reached and shown in each way, THEN every reader can read it
    office.hire()
    expect(office.person().get_by_text("answered 202")).to_be_visible()
    office.people.get_by_text("Add a candidate").click()
    look_at(office.people, office.people.main_frame, album, "people")
    hosted = office.follow_link()
    look_at(office.inbox, office.inbox.main_frame, album, "inbox")
    look_at(hosted, hosted.main_frame, album, "invited")
    hosted.get_by_role("button", name="Begin").click()
    look_at(hosted, hosted.main_frame, album, "begun")
    hosted.get_by_role("button", name="I cannot prove it").click()
    expect(hosted.get_by_role("heading", name="You could not be verified")).to_be_visible()
    look_at(hosted, hosted.main_frame, album, "not-verified")
    assert said == []
