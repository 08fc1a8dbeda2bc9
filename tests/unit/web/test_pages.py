"""The pages: escaped, strict, and readable by all."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import override

import pytest

from jetbridge.model.errors import Form, Link, PageError
from jetbridge.model.sentence import say, verbatim
from jetbridge.model.transaction import ConsentRequest, FrameStatus
from jetbridge.partners.onboardbase import pages as onboardbase_pages
from jetbridge.partners.smartrecruiters import pages as smartrecruiters_pages
from jetbridge.partners.smartrecruiters import paths
from jetbridge.partners.smartrecruiters import scope_texts as smartrecruiters_scope_texts
from jetbridge.web import language, pages, reader, scope_texts
from jetbridge.web.reader import Choice, Reader
from jetbridge.web.response import Response
from jetbridge.web.sessions import Person
from tests.unit.infra.templates import written

MARKUP = "<img src=x onerror=alert(1)>\"'&"
ANCESTORS = ("https://*.smartrecruiters.com",)


def every_page(text: str = "acme") -> dict[str, Response]:
    """Return one of each page, with `text` wherever a page shows what others chose."""
    asked = ConsentRequest(text, redirect="https://www.smartrecruiters.com/")
    said = verbatim(text)
    link = Link("/x", said)
    return {
        "consent": smartrecruiters_pages.consent(
            smartrecruiters_pages.ConsentPage(
                request=asked,
                person=Person("subject", text, text),
                we_receive=(text, "jobs_read"),
                they_receive=(),
                connected=True,
                account=Form(text, {text: text}, say("Use another account")),
                transaction=text,
                csrf_token=text,
                returns_to=text,
                form_actions=("https://smartrecruiters.com",),
            )
        ),
        "notice": pages.notice(
            pages.Notice(said, said, said, tone="good", link=link, request_id=text)
        ),
        "refusal": pages.refusal(PageError(400, said, said, said, retry_after=5), text),
        "onboardbase": onboardbase_pages.connect(
            onboardbase_pages.ConnectPage(
                person=Person("subject", text, text),
                connected=True,
                scopes=(text, "read.secrets"),
                minutes=10,
                site="https://app.onboardbase.test",
                action=text,
                csrf_token=text,
                account=Form(text, {text: text}, say("Use another account")),
            )
        ),
        "window": pages.moves_on(paths.of_request(ConsentRequest(text, frame=text))),
        **{
            f"window {status}": smartrecruiters_pages.window_ended(status)
            for status in FrameStatus
            if status is not FrameStatus.WAITING
        },
        "frame": smartrecruiters_pages.frame_waits(
            request=asked, transaction=text, ticket=text, nonce="n" * 43, ancestors=ANCESTORS
        ),
        **{
            f"status {status}": smartrecruiters_pages.frame_status(
                status, text, ANCESTORS, again_url=text
            )
            for status in FrameStatus
        },
    }


class Outline(HTMLParser):
    """What assistive technology makes of a page, and what should not be there."""

    VOID = frozenset({"meta", "input", "path", "circle"})

    def __init__(self, page: Response) -> None:
        """Read `page`."""
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.unbalanced: list[str] = []
        self.feed(page.body)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def count(self, tag: str) -> int:
        """Return how many of `tag` there are."""
        return sum(name == tag for name, _ in self.tags)


@pytest.mark.parametrize("name", every_page())
def test_a_page_escapes_what_others_wrote(name: str) -> None:
    """Markup in any value is text on the page."""
    # WHEN a page is drawn with markup in every place
    body = every_page(MARKUP)[name].body
    # THEN none of it is markup
    assert "<img" not in body
    assert 'onerror=alert(1)>"' not in body


@pytest.mark.parametrize("name", every_page())
def test_a_page_has_its_landmarks_and_headings(name: str) -> None:
    """One language, one title, one main, one h1, balanced tags, every drawing hidden."""
    # WHEN the page is read
    outline = Outline(every_page()[name])
    # THEN it is in order
    assert outline.tags[0] == ("html", {"lang": "en", "dir": "ltr"})
    for tag in ("title", "header", "main", "h1"):
        assert outline.count(tag) == 1, tag
    assert not outline.unbalanced
    assert not outline.open
    drawings = [attributes for tag, attributes in outline.tags if tag == "svg"]
    assert all(attributes["aria-hidden"] == "true" for attributes in drawings)
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", every_page())
def test_a_page_carries_the_strict_headers(name: str) -> None:
    """Nothing is loaded, kept, or framed that the page does not need."""
    # WHEN the page is drawn
    headers = every_page()[name].headers
    # THEN its headers say so
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "base-uri 'none'" in policy
    assert "form-action" in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert ("script-src" in policy) == (name == "frame")


@pytest.mark.parametrize("name", every_page())
def test_the_style_sheet_is_the_one_that_the_policy_lets_in(name: str) -> None:
    """The hash is of exactly what is between the tags; there is no other style."""
    # GIVEN a page
    page = every_page()[name]
    # WHEN its style sheet is hashed
    styles = re.findall(r"<style>(.*?)</style>", page.body, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    # THEN the policy names it, and no element brings a style of its own
    assert len(styles) == 1
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert " style=" not in page.body
    assert not re.search(r"<[^>]*\son\w+=", page.body)


@pytest.mark.parametrize("code", language.NAMES)
@pytest.mark.parametrize("name", every_page())
def test_a_page_is_whole_in_every_language(name: str, code: str) -> None:
    """It says which, leaves no place open, and offers the others."""
    # GIVEN a reader
    choices = tuple(Choice(each, own, f"?lang={each}") for each, own in language.NAMES.items())
    with reader.reading(Reader(code, choices)):
        # WHEN the page is drawn for them
        page = every_page()[name]
    # THEN it is in their language
    outline = Outline(page)
    assert outline.tags[0] == ("html", {"lang": code, "dir": "ltr"})
    assert page.headers["Content-Language"] == code
    body = re.sub(r"<(style|script).*?</\1>", "", page.body, flags=re.DOTALL)
    assert "{" not in body
    assert not outline.unbalanced
    # AND the others are a link away, each announced in its own language; not on a refusal
    links = [
        attributes for tag, attributes in outline.tags if tag == "a" and "hreflang" in attributes
    ]
    others = [each for each in language.NAMES if each != code] if page.status < 400 else []
    assert [each["hreflang"] for each in links] == others
    assert all(each["lang"] == each["hreflang"] for each in links)


def test_a_refusal_says_when_to_try_again() -> None:
    """`Retry-After` travels with the page."""
    # WHEN an error that passes is drawn
    # THEN its header says when
    assert every_page()["refusal"].headers["Retry-After"] == "5"


def test_without_ancestors_not_even_the_waiting_page_may_be_framed() -> None:
    """An empty FRAME_ANCESTORS fails closed."""
    # WHEN nothing is configured
    page = smartrecruiters_pages.frame_status(FrameStatus.DENIED, "x", ())
    # THEN no page frames it
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_a_known_scope_is_explained_and_an_unknown_one_still_shown() -> None:
    """Nothing that is granted goes unmentioned."""
    # WHEN scopes are described
    known, unknown = scope_texts.describe(
        ["jobs_read", "payroll_bank-details:write"],
        smartrecruiters_scope_texts.RECEIVED,
        smartrecruiters_scope_texts.REASONS,
    )
    # THEN each says what it means, as well as it can
    assert known.meaning == "Read jobs"
    assert unknown.meaning == "Payroll bank-details write"
    # AND why it is asked for
    assert known.reason == "To choose the right onboarding for the job."
    assert unknown.reason == "The vendor of this integration asks for it."


def test_every_scope_that_is_asked_for_by_default_has_a_reason() -> None:
    """An administrator is not told to ask the vendor for what the flows need."""
    for name in ("SmartRecruitersScopes", "PartnerScopes"):
        for scope in str(written()["Parameters"][name]["Default"]).split():
            assert scope in smartrecruiters_scope_texts.REASONS
