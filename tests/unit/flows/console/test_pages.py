"""What the overview and the pages of journeys show."""

from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pytest

from jetbridge.flows.console import charts
from jetbridge.flows.console.charts import Part
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import policies
from jetbridge.flows.tenant import tenants
from jetbridge.model.connection import Status
from jetbridge.model.journey_transition import Transition
from jetbridge.store import connections, journeys
from jetbridge.store.policies import State
from jetbridge_local.console_table import table
from tests.fakes.journeys import BEGUN
from tests.support.console import HOME, Console, a_console

DOCUMENT: Final = Path(__file__).parents[4] / "docs" / "console.md"


def test_the_overview_tells_first_what_needs_a_person(console: Console) -> None:
    """A journey that is held, with the way there."""
    page = console.person("viewer").get(HOME).body
    needs = page.partition('id="needs"')[2].partition("</section>")[0]
    assert f'href="{console.journey_url}"' in needs
    assert "A decision" in needs


def test_the_overview_of_a_tenant_without_anything_says_what_comes(console: Console) -> None:
    """It is no empty page."""
    page = console.person("operator", tenant=None).get("/console/tenants/other").body
    assert "None is in force: no journey begins." in page
    assert "There is no journey yet" in page


def test_the_overview_says_that_nothing_needs_a_person() -> None:
    """Where that is so."""
    page = a_console().person("viewer").get(HOME).body
    assert "No one has to do anything here now" in page


def test_the_overview_does_not_say_nothing_where_it_has_not_read_all(console: Console) -> None:
    """An older journey may wait for a person."""
    # GIVEN a journey that waits for a person, and so many newer ones that it is not read
    world = console.world
    for number in range(50):
        began = replace(
            BEGUN, id=f"jny_{number:016d}", tenant="demo", created_at=world.clock.now() + 1
        )
        outbox.commit(world.context(), *journeys.create(Transition(began, ()), None))
    # WHEN the overview is shown
    needs = console.person("viewer").get(HOME).body
    needs = needs.partition('id="needs"')[2].partition("</section>")[0]
    # THEN it says what it has read, and where the others are
    assert console.journey_url not in needs
    assert "No one has to do anything here now" not in needs
    assert f'href="{HOME}/journeys"' in needs
    assert f'href="{HOME}/connections"' in needs


def test_the_overview_tells_what_the_tenant_must_repair(console: Console) -> None:
    """A connection that asks to be connected again, and a policy that is paused."""
    context, held = console.world.context(), console.simulation.company
    ill = replace(held, status=Status.NEEDS_RECONNECT, reason="credential_refused")
    outbox.commit(context, *connections.save(held, ill, by="clock"))
    policies.change(context, "demo", State.PAUSED, by="op", seen=1)
    page = console.person("viewer").get(HOME).body
    assert "It is paused: no new journey begins." in page
    needs = page.partition('id="needs"')[2].partition("</section>")[0]
    assert f'href="{HOME}/connections/{held.id}"' in needs
    assert "credential refused" in needs


def test_the_operator_sees_the_tenants(console: Console) -> None:
    """By their display names; a tenant's own people are led to theirs."""
    page = console.person("operator", tenant=None).get("/console").body
    assert "Demo GmbH" in page
    assert f'href="{HOME}"' in page
    assert console.person("viewer").get("/console").location == HOME


def test_the_list_of_journeys_leads_to_each(console: Console) -> None:
    """And so does the id that is typed in."""
    viewer = console.person("viewer")
    assert f'href="{console.journey_url}"' in viewer.get(f"{HOME}/journeys").body
    found = viewer.get(f"{HOME}/journeys?id={console.simulation.journey.id}")
    assert found.location == console.journey_url
    assert "no id of a journey" in viewer.get(f"{HOME}/journeys?id=%3Cb%3E").body


@pytest.mark.parametrize(
    ("role", "url"),
    [
        ("viewer", f"{HOME}/journeys?id=no+id"),
        ("viewer", f"{HOME}/journeys?id="),
        ("operator", "/console?from=mail"),
    ],
)
def test_the_next_page_of_a_list_is_shown_whatever_its_address_says(
    console: Console, role: str, url: str
) -> None:
    """What was typed in, or put behind a link, is no filter of a list."""
    # GIVEN lists of more than a page
    context = console.world.context()
    for number in range(55):
        tenants.add(context, f"tenant-{number}", "")
        began = replace(BEGUN, id=f"jny_{number:016d}", tenant="demo")
        outbox.commit(context, *journeys.create(Transition(began, ()), None))
    browser = console.person(role)
    # WHEN a page is followed to the next one
    link = browser.get(url).body.partition('class="more"')[2].partition('href="')[2]
    following = unescape(link.partition('"')[0])
    # THEN it is there
    assert "cursor=" in following
    assert browser.get(urljoin(url, following)).status == 200


def test_a_cursor_of_another_list_is_refused_on_a_page(console: Console) -> None:
    """In words, with the way back."""
    answer = console.person("viewer").get(f"{HOME}/journeys?cursor=e30")
    assert answer.status == 400
    assert "cursor" in answer.body


def test_a_journey_is_shown_with_steps_timeline_and_decisions(console: Console) -> None:
    """The decisions to who may take them."""
    admin = console.person("admin").get(console.journey_url).body
    for text in ("identity", "welcome", "tell", "The person failed to prove who they are."):
        assert text in admin
    assert 'aria-current="step"' in admin
    for word in ("approve", "retry", "cancel"):
        assert f'href="{console.journey_url}/{word}"' in admin
    viewer = console.person("viewer").get(console.journey_url).body
    assert f"{console.journey_url}/approve" not in viewer


def test_commands_are_shown_to_the_operator_alone(console: Console) -> None:
    """A tenant's people have no terminal here."""
    admin = console.person("admin").get(console.journey_url).body
    operator = console.person("operator", tenant=None).get(console.journey_url).body
    assert "jetbridge journeys" not in admin
    assert "jetbridge journeys" in operator


def test_a_question_tells_what_follows(console: Console) -> None:
    """In the words of the API, with the version that was seen."""
    page = console.person("admin").get(f"{console.journey_url}/approve")
    assert "The step identity counts as done." in page.body
    assert "The person has not proved who they are." in page.body
    assert f'name="version" value="{console.simulation.journey.version}"' in page.body


def test_a_decision_that_makes_no_sense_is_not_asked(console: Console) -> None:
    """It is a link of an earlier page."""
    page = console.person("admin").get(f"{console.journey_url}/replace-link")
    assert page.status in (200, 409)
    console.simulation.wait(days=1)
    console.simulation.take_back()
    console.simulation.work_off()
    assert console.person("admin").get(f"{console.journey_url}/approve").status == 409


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>'])
def test_what_others_write_is_shown_as_it_is(console: Console, text: str) -> None:
    """A name is text."""
    console.identity.claims["name"] = text
    browser = console.browser()
    console.named("viewer")
    console.identity.claims["name"] = text
    console.sign_in(browser)
    assert text not in browser.get(HOME).body


def test_pages_are_in_english_whatever_a_browser_prefers(console: Console) -> None:
    """What stands around the sentences is English, too: a page has one language."""
    page = console.person("viewer").get(HOME, accept_language="de")
    assert page.headers["content-language"] == "en"
    assert '<html lang="en"' in page.body


@pytest.mark.parametrize("counts", [(), (0,), (1,), (1, 2), (1, 1, 1), (7, 0, 93), (3,) * 9])
def test_a_bar_is_whole(counts: tuple[int, ...]) -> None:
    """Its pieces follow each other, and end where the drawing ends."""
    if not sum(counts):
        return
    pieces = charts.bar([Part(str(at), count, "good") for at, count in enumerate(counts)])
    assert pieces[0].at == 0
    assert pieces[-1].at + pieces[-1].width == charts.WIDTH
    assert all(a.at + a.width == b.at for a, b in pairwise(pieces))


def test_the_table_in_the_docs_is_what_is_declared() -> None:
    """Otherwise: `python -m jetbridge_local.console_table`."""
    assert table() in DOCUMENT.read_text()


def test_the_list_of_journeys_has_the_filters_of_the_api(console: Console) -> None:
    """An empty field is no filter, and what was chosen stays chosen."""
    # GIVEN a journey that waits for a person
    viewer, journey = console.person("viewer"), console.simulation.journey
    listed = f"{HOME}/journeys"
    # THEN each filter that it meets shows it, and each other one does not
    for query, is_met in (
        ("status=needs_attention&candidateId=&applicationId=&updatedAfter=", True),
        ("status=completed", False),
        (f"candidateId={journey.candidate_id}", True),
        ("candidateId=someone", False),
        (f"applicationId={journey.application_id}&status=needs_attention", True),
        ("updatedAfter=2020-01-01T00:00", True),
        ("updatedAfter=2199-01-01T00:00", False),
    ):
        page = viewer.get(f"{listed}?{query}").body
        assert (console.journey_url in page) is is_met, query
    assert 'value="completed" selected' in viewer.get(f"{listed}?status=completed").body


def test_a_filter_that_is_none_is_told_beside_the_form(console: Console) -> None:
    """What was typed stays there."""
    page = console.person("viewer").get(f"{HOME}/journeys?status=odd&updatedAfter=noon")
    assert page.status == 422
    assert "Must be one of running" in page.body
    assert "Must be a time of RFC 3339" in page.body
    assert 'value="noon"' in page.body


def test_the_next_page_has_the_same_filters(console: Console) -> None:
    """Else its cursor would be refused."""
    context = console.world.context()
    for number in range(30):
        began = replace(BEGUN, id=f"jny_{number:016d}", tenant="demo")
        outbox.commit(context, *journeys.create(Transition(began, ()), None))
    viewer, url = console.person("viewer"), f"{HOME}/journeys?updatedAfter=1970-01-01T00:01"
    link = viewer.get(url).body.partition('class="more"')[2].partition('href="')[2]
    following = unescape(link.partition('"')[0])
    assert "updatedAfter=1970" in following
    assert viewer.get(urljoin(url, following)).status == 200
