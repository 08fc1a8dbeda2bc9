"""Apps & Integrations: what a company's administrator sees, in both consent display modes."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import requests

from jetbridge_local.sandbox import Sandboxes
from tests.contract.sandbox.partner import Partner
from tests.contract.sandbox.smartrecruiters_client import TIMEOUT, SmartRecruitersClient


def attribute(page: str, pattern: str) -> str:
    """Return the attribute value that `pattern` captures, as a browser reads it."""
    found = re.search(pattern, page)
    assert found is not None
    return html.unescape(found[1])


def query(url: str) -> dict[str, list[str]]:
    """Return the query of `url`."""
    return parse_qs(urlsplit(url).query)


def test_redirect_mode_leads_to_the_consent_url_and_back(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """`companyId` and `redirect` are added to consentUrl; `redirect` leads back to the page."""
    # WHEN the administrator opens the page
    page = smartrecruiters.get("/company/acme/apps").text

    # THEN its link carries both parameters, and the way back says that nothing is connected
    connect = attribute(page, r'<a class="button" href="([^"]*)">Connect</a>')
    back = f"{smartrecruiters.url}/company/acme/apps/connected"
    assert connect.startswith(f"{partner.url}/consent?")
    assert query(connect) == {"companyId": ["acme"], "redirect": [back]}
    assert "was not connected" in requests.get(back, timeout=TIMEOUT).text


def test_popup_mode_shows_the_consent_url_in_a_frame(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """`companyId` alone is added; the page frames the partner and may not be framed."""
    # WHEN the administrator opens the pop-up
    answer = smartrecruiters.get("/company/acme/apps/popup")

    # THEN the frame shows consentUrl without `redirect`
    frame = attribute(answer.text, r'<iframe[^>]* src="([^"]*)"')
    assert frame.startswith(f"{partner.url}/consent?")
    assert query(frame) == {"companyId": ["acme"]}
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {f"frame-src {partner.url}", "frame-ancestors 'none'"} <= set(policy)


def test_a_popup_can_be_kept_open(smartrecruiters: SmartRecruitersClient, partner: Partner) -> None:
    """Without the script that closes it, for a reader who wants to look at the frame."""
    # GIVEN a registered partner
    assert partner.url

    # WHEN the pop-up is opened, and opened to stay
    pages = [
        smartrecruiters.get(f"/company/acme/apps/popup{query}").text for query in ("", "?keep=open")
    ]

    # THEN only the first one closes itself
    assert ["popup.js" in page for page in pages] == [True, False]


def test_the_page_knows_when_the_company_is_connected(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """The badge, the way back and the pop-up's status change; Disable appears and works."""
    # GIVEN a connected company
    assert smartrecruiters.get("/company/acme/apps/status").json() == {"integrationId": ""}
    integration_id = smartrecruiters.confirm("acme").json()["integrationId"]
    page = smartrecruiters.get("/company/acme/apps/connected").text
    assert "Jetbridge is connected" in page
    assert integration_id in page
    status = smartrecruiters.get("/company/acme/apps/status").json()
    assert status == {"integrationId": integration_id}

    # WHEN its administrator presses Disable
    action = attribute(page, r'<form method="post" action="([^"]*)"')
    disabled = requests.post(action, timeout=TIMEOUT)

    # THEN the partner was told, and the company can connect again
    assert "Token request: 200" in disabled.text
    assert len(partner.notices) == 1
    assert "Not connected" in disabled.text


def test_a_second_press_of_disable_changes_nothing(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """A reloaded form lands on the page."""
    # WHEN Disable is pressed for a company that is not connected
    answer = requests.post(f"{smartrecruiters.url}/company/acme/apps/disable", timeout=TIMEOUT)

    # THEN the browser is back on the page, and nothing was told
    assert answer.url == f"{smartrecruiters.url}/company/acme/apps"
    assert partner.notices == []


def test_a_query_of_the_consent_url_is_kept(
    sandboxes: Sandboxes, smartrecruiters: SmartRecruitersClient
) -> None:
    """The parameters are added to whatever consentUrl already has."""
    # GIVEN a consentUrl with a query
    url = "https://partner.example/consent?stage=demo"
    sandboxes.register_partner(url, url, url)

    # WHEN the pop-up is opened
    page = smartrecruiters.get("/company/acme/apps/popup").text

    # THEN both are there
    frame = attribute(page, r'<iframe[^>]* src="([^"]*)"')
    assert query(frame) == {"stage": ["demo"], "companyId": ["acme"]}


def test_a_company_name_is_escaped(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """Whatever stands in the path is shown as text and travels as one parameter."""
    # WHEN the company is called like markup
    page = smartrecruiters.get("/company/%3Cb%3E%26x=1/apps").text

    # THEN the page has it as text, and consentUrl as the company
    assert "<b>" not in page
    connect = attribute(page, r'<a class="button" href="([^"]*)">Connect</a>')
    assert query(connect)["companyId"] == ["<b>&x=1"]
    assert connect.startswith(partner.url)


def test_an_unregistered_partner_cannot_be_connected() -> None:
    """Before the partner registered its consentUrl there is nothing to lead to."""
    # GIVEN sandboxes to which no partner was introduced
    with Sandboxes.start() as fresh:
        url = fresh.urls["smartrecruiters"]

        # WHEN the administrator opens the page, or the pop-up
        pages = [
            requests.get(f"{url}/company/acme/apps{mode}", timeout=TIMEOUT).text
            for mode in ("", "/popup")
        ]

    # THEN the page says why
    assert all("has not registered" in page for page in pages)
