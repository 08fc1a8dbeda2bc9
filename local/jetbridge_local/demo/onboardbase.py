"""A tenant's Onboardbase account."""

from jetbridge_local.browser import Browser
from jetbridge_local.demo.guide import Guide, check


def connect(guide: Guide) -> None:
    """The tenant's admin authorises a key, which is sealed and never shown."""
    with guide.step("The tenant's admin connects their Onboardbase account"):
        browser = Browser()
        browser.open(f"{guide.ready.api_url}/connect/onboardbase")
        if "password" in browser.form().values:
            browser.submit()
        guide.line("signed in, the admin reads what it means", browser.page)
        browser.submit()
        guide.line("continued: Onboardbase asks", browser.page)
        browser.submit(action="authorize")
        guide.line("authorised: the code is exchanged for a key and its passphrase", browser.page)
        found = guide.api("GET", "/v1/connections", "connections:read")["items"]
        connection = next(each for each in found if each["partner"] == "onboardbase")
        check(connection["status"] == "active", "the connection is active")
        guide.fact("connection", f"{connection['id']} is {connection['status']}")
