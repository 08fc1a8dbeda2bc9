"""The console where each text is as long as it may be, and has no blank: nothing runs over."""

from typing import Final

from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.tenant import tenants
from jetbridge.model.tenant import MAX_NAME_LENGTH
from tests.browser.conftest import Opens
from tests.browser.looks import require_room
from tests.support.browser import ORIGIN
from tests.support.console import a_console

ADDRESS: Final = f"https://{'.'.join(['h' * 60] * 3)}.example/{'p' * 1_500}"
HERE: Final = "/console/tenants/long"


def test_nothing_runs_over(open_browser: Opens) -> None:
    """Neither around a page nor in it, at 400 %."""
    # GIVEN a person, a tenant, an endpoint and a client of long names
    console = a_console()
    context = console.world.context()
    tenants.add(context, "long", "T" * MAX_NAME_LENGTH)
    endpoint.set_(context, "long", ADDRESS, ())
    browser = console.browser()
    console.named("admin", subject="s" * 200, tenant="long")
    console.identity.claims["name"] = "N" * 200
    console.sign_in(browser)
    form = {**browser.get(f"{HERE}/clients/create").decision, "name": "C" * 100}
    form |= {"scope:journeys:read": "1"}
    # THEN each page has room for them
    pages = [browser.post(f"{HERE}/clients/create", form, origin=ORIGIN)]
    paths = ("", "/clients", "/webhooks", "/webhooks/default", "/webhooks/default/deliveries")
    pages += [browser.get(f"{HERE}{path}") for path in (*paths, "/webhooks/default/change")]
    shown = open_browser().new_page()
    for each in pages:
        assert each.status == 200
        shown.set_content(each.body)
        require_room(shown, shown.main_frame)
