"""A form that is sent twice: its button is pressed twice, or the browser repeats it."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, cast

import pytest

from jetbridge.flows.console import once, registry
from jetbridge.flows.console.places import Act
from jetbridge.model.ports import HttpResponse
from jetbridge.store.console_sessions import PRESS_LASTS
from jetbridge.store.table import Item
from tests.fakes.hooks import HookedTable
from tests.fakes.http import FakeHttp
from tests.support import webhooks
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.console import HOME, Console
from tests.support.journeys.policies import policy
from tests.unit.flows.console import everything
from tests.unit.flows.console.everything import url

ACTS: Final = {place.path: place for place in registry.PLACES if isinstance(place, Act)}
OTHER: Final = f"{webhooks.URL}/other"
TYPED: Final = {
    "clients/create": {"name": "backend", "scope:journeys:read": "1"},
    "connections/connect-link": {"partner": "onboardbase", "days": "3"},
    "webhooks/register": {"url": OTHER},
    "webhooks/<endpoint>/change": {"url": OTHER},
    "policy/change": {"document": json.dumps({**policy(), "timeZone": "Europe/Berlin"})},
    "/rotate": {"overlap": "3600"},
    "/people/copy": {"kind": "candidate", "id": "can-1"},
    "/people/erase": {"kind": "candidate", "id": "can-1"},
}
"""What is filled into a form, by how the path of its action ends."""
SHOWN_ONCE: Final = re.compile(r'<p class="(code secret|address)"')
PAUSE: Final = f"{HOME}/webhooks/default/pause"


def form_of(browser: Browser, path: str, where: str) -> dict[str, str]:
    """Return the form of an action, filled in."""
    typed = next((each for end, each in TYPED.items() if path.endswith(end)), {})
    return {**browser.get(where).decision, **typed}


def stored(console: Console) -> list[Item]:
    """Return everything that the table holds but the sessions."""
    every: Iterator[Item] = cast("Any", console.world.table)._items.values()
    return [{**each} for each in every if not str(each["pk"]).startswith("CONSOLE#")]


@pytest.mark.parametrize("path", ACTS)
def test_what_is_sent_twice_is_done_once(console: Console, path: str) -> None:
    """The second answer shows what the first one does, whatever the action."""
    # GIVEN the form of an action
    everything.filled(console)
    http = console.world.http
    assert isinstance(http, FakeHttp)
    http.always("POST", webhooks.URL, HttpResponse(204))
    operator, where = console.person("operator"), url(console, ACTS[path])
    form = form_of(operator, path, where)
    # WHEN it is sent twice
    first = operator.post(where, form, origin=ORIGIN)
    assert first.status in (200, 303)
    after, sent = stored(console), [*http.requests, *console.world.webhooks.sent]
    second = operator.post(where, form, origin=ORIGIN)
    # THEN what shows a secret shows one again
    if SHOWN_ONCE.search(first.body):
        assert (second.status, bool(SHOWN_ONCE.search(second.body))) == (200, True)
        return
    # AND else it leads to where the first one does, nothing is stored, and nothing sent
    assert second.status == 303, second.body
    assert "done=" in second.location
    assert first.status == 200 or second.location == first.location
    assert operator.get(second.location).status == 200
    assert stored(console) == after
    assert [*http.requests, *console.world.webhooks.sent] == sent


def test_a_press_while_the_first_one_goes_on_waits_for_it(console: Console) -> None:
    """As after a double click: the browser shows the answer to the second one alone."""
    # GIVEN a form, whose second press comes while the first is being done
    everything.filled(console)
    table, answers = console.world.table, list[Page]()
    admin, again = console.person("admin"), console.browser()
    form, again.cookies = admin.get(PAUSE).decision, admin.cookies

    def pressed() -> None:
        """Press it once more, as soon as the session says that it is being done."""
        if not answers and is_being_done(table):
            answers.append(again.post(PAUSE, form, origin=ORIGIN))
            answers.append(again.get(answers[0].location))

    console.world.table = HookedTable(table, pressed)
    hooked = console.browser()
    hooked.cookies = admin.cookies
    # WHEN it is sent
    first = hooked.post(PAUSE, form, origin=ORIGIN)
    second, waiting = answers
    # THEN the second answer is a page that loads itself again
    assert (second.status, waiting.status) == (303, 200)
    assert "It is being done" in waiting.body
    assert waiting.headers["refresh"] == "1"
    # AND once it is done, that leads to where the first one does
    assert admin.get(second.location).location == first.location


def is_being_done(table: object) -> bool:
    """Return whether a session in a table in memory says that a form is being done."""
    every: Iterator[Item] = cast("Any", table)._items.values()
    return any("pressed" in each and "led_to" not in each for each in every)


def test_what_was_refused_may_be_sent_again(console: Console) -> None:
    """The same form: nothing came of it the first time."""
    # GIVEN a form that is refused, because the endpoint is another one by now
    everything.filled(console)
    admin, remove = console.person("admin"), f"{HOME}/webhooks/default/remove"
    form = admin.get(remove).decision
    assert admin.post(remove, {**form, "seen": "of-long-ago"}, origin=ORIGIN).status == 409
    # WHEN it is sent as it was shown, THEN it is done
    again = admin.post(remove, form, origin=ORIGIN)
    assert again.location.startswith(f"{HOME}/webhooks?done=")


def test_what_has_died_may_be_sent_again(console: Console) -> None:
    """Once its process has surely ended."""
    # GIVEN a form, in whose doing the process ends without a word
    everything.filled(console)
    admin, table = console.person("admin"), console.world.table
    form = admin.get(PAUSE).decision

    def dies() -> None:
        if is_being_done(table):
            raise KeyboardInterrupt

    console.world.table = HookedTable(table, dies)
    dying = console.browser()
    dying.cookies = admin.cookies
    with pytest.raises(KeyboardInterrupt):
        dying.post(PAUSE, form, origin=ORIGIN)
    console.world.table = table
    # THEN it counts as being done for a while, and is done after that
    assert once.PRESS in admin.post(PAUSE, form, origin=ORIGIN).location
    console.world.clock.advance(PRESS_LASTS)
    assert "done=" in admin.post(PAUSE, form, origin=ORIGIN).location
    assert webhooks.the_endpoint(console.world).paused_at is not None


def test_a_key_is_of_one_page(console: Console) -> None:
    """Sent to another page, the same key is another form's."""
    everything.filled(console)
    admin = console.person("admin")
    form = admin.get(PAUSE).decision
    assert admin.post(PAUSE, form, origin=ORIGIN).status == 303
    resume = PAUSE.replace("pause", "resume")
    other = {**admin.get(resume).decision, once.PRESS: form[once.PRESS]}
    assert admin.post(resume, other, origin=ORIGIN).status == 303
    assert webhooks.the_endpoint(console.world).paused_at is None
