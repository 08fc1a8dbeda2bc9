"""What is done about connections: tested, connected again by a link, and the link taken back."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.connection import connect_links
from jetbridge.flows.event import outbox
from jetbridge.model.connect_link import ConnectLink, Stand
from jetbridge.model.connection import Connection, Status
from jetbridge.store import connections
from tests.support.browser import Browser
from tests.support.console import HOME, Console, submit

LINK: Final = f"{HOME}/connections/connect-link"


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator who has signed in just now."""
    return console.person("admin")


def links(console: Console) -> tuple[ConnectLink, ...]:
    """Return the tenant's links, newest first."""
    return connect_links.page(console.world.table, "demo", limit=10, after=None)[0]


def another(console: Console, partner: str) -> Connection:
    """Return a connection to another partner, which is stored."""
    held = replace(
        console.simulation.company, id=f"con_{partner}", partner=partner, account="demo", version=0
    )
    context = console.world.context()
    saved = connections.save(None, held, by="ana")
    outbox.commit(context, *saved, connections.claim(None, held))
    return held


def test_a_connection_is_tested(console: Console, admin: Browser) -> None:
    """By the flow of the API; what came of it is on its page."""
    one = f"{HOME}/connections/{console.simulation.company.id}"
    console.world.clock.advance(1)
    answer = submit(admin, f"{one}/test")
    assert answer.status == 303
    assert console.simulation.company.checked_at == console.world.clock.now()
    assert "Last check" in admin.get(one).body
    on = (console.simulation.company.id,)
    assert console.recorded()[-1] == ("connection.test", "done", "person:ana", on)


def test_what_has_ended_is_not_tested(console: Console, admin: Browser) -> None:
    """It has no credential; the page says so and no button is shown."""
    one = f"{HOME}/connections/{console.simulation.company.id}"
    submit(admin, f"{one}/disconnect")
    assert admin.get(f"{one}/test").status == 409
    assert "Test…" not in admin.get(one).body


def test_a_link_is_made_shown_once_and_taken_back(console: Console, admin: Browser) -> None:
    """As by the API, with the person as who made it."""
    # WHEN an administrator makes a link
    answer = submit(admin, LINK, partner="onboardbase", days="3")
    # THEN its address is on the page that answers, and on no other one
    assert answer.status == 200
    (made,) = links(console)
    assert "/connect/onboardbase?link=jb_cl_" in answer.body
    assert made.expires_at - made.created_at == 3 * 86_400
    assert made.created_by == "person:ana"
    listed = admin.get(f"{HOME}/connections").body
    assert "jb_cl_" not in listed
    assert made.id in listed
    # AND it can be taken back
    assert submit(admin, f"{HOME}/connections/links/{made.id}/revoke").status == 303
    assert links(console)[0].stand(console.world.clock.now()) is Stand.REVOKED
    assert made.id not in admin.get(f"{HOME}/connections").body
    assert [(action, on) for action, outcome, _, on in console.recorded() if outcome == "done"] == [
        ("connect_link.create", (made.id,)),
        ("connect_link.revoke", (made.id,)),
    ]


@pytest.mark.parametrize(("partner", "days"), [("incode", "3"), ("onboardbase", "31")])
def test_a_link_that_cannot_be_made_is_asked_for_again(
    console: Console, admin: Browser, partner: str, days: str
) -> None:
    """With what is wrong, and what was filled in."""
    answer = submit(admin, LINK, partner=partner, days=days)
    assert answer.status == 422
    assert "Must be" in answer.body
    assert f'name="days" value="{days}"' in answer.body
    assert links(console) == ()


def test_a_connection_is_connected_again_by_a_link_about_it(
    console: Console, admin: Browser
) -> None:
    """It keeps its id; where links do not connect, the page says what does."""
    held = another(console, "onboardbase")
    again = f"{LINK}?connection={held.id}"
    assert f'href="{again}"' in admin.get(f"{HOME}/connections/{held.id}").body
    submit(admin, again, days="7")
    assert links(console)[0].connection_id == held.id
    company = console.simulation.company.id
    assert admin.get(f"{LINK}?connection={company}").status == 409
    page = admin.get(f"{HOME}/connections/{company}").body
    assert "https://jetbridge.test/smartrecruiters/consent" in page
    by_api = connections.holder(console.world.table, "enboarder", "demo")
    assert by_api
    page = admin.get(f"{HOME}/connections/{by_api.id}").body
    assert "POST /v1/connections/enboarder" in page


def test_another_tenants_connection_has_no_link(console: Console) -> None:
    """Neither asked for nor made."""
    held = another(console, "onboardbase")
    other = console.person("admin", tenant="other")
    asked = "/console/tenants/other/connections/connect-link"
    assert other.get(f"{asked}?connection={held.id}").status == 404
    answer = submit(other, asked, partner="onboardbase", days="7", connection=held.id)
    assert answer.status == 422
    assert links(console) == ()


def test_health_is_shown_over_time(console: Console) -> None:
    """How long it had which status."""
    context, held = console.world.context(), console.simulation.company
    console.world.clock.advance(2 * 86_400)
    ill = replace(
        held,
        status=Status.DEGRADED,
        reason="calls_fail",
        updated_at=console.world.clock.now(),
    )
    outbox.commit(context, *connections.save(held, ill, by="schedule"))
    console.world.clock.advance(3 * 3_600)
    page = console.person("viewer").get(f"{HOME}/connections/{held.id}").body
    key = page.partition('class="key"')[2].partition("</ol>")[0]
    assert "degraded: <strong>3 hours</strong>" in key
    assert "days</strong>" in key
