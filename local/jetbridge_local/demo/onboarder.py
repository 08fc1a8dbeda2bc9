"""A person who proves who they are at Onboarder, in a browser."""

from jetbridge_local.browser import Browser
from jetbridge_local.demo.guide import Guide, check
from jetbridge_local.sandbox.credentials import ONBOARDER_FLOW_ID


def verify(guide: Guide) -> None:
    """The tenant's backend gets a link; the person follows it, begins, and is verified."""
    with guide.step("A person follows an Onboarder link and proves who they are"):
        order = {"partner": "onboarder", "flowId": ONBOARDER_FLOW_ID}
        made = guide.api("POST", "/v1/onboardings", "onboardings:write", order)
        guide.fact("url", f"{made['url'].partition('?')[0]}?…")
        browser = Browser()
        browser.open(made["url"])
        guide.line("the link's page says who asks for what, and changes nothing", browser.page)
        browser.submit()
        guide.line("the button leads to Onboarder's page, with PKCE and a state", browser.page)
        browser.submit(action="verify")
        guide.line("verified there, back here, code exchanged, userinfo read", browser.page)
        path = f"/v1/onboardings/{made['id']}"
        shown = guide.api("GET", path, "onboardings:read")
        check(shown["status"] == "verified", "the person is verified")
        guide.fact("onboarding", f"{shown['id']} is {shown['status']}")
