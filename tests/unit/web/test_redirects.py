"""Where a browser may be sent, and every trick that must not work."""

import ada_url
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jetbridge.model.errors import PageError
from jetbridge.partners.smartrecruiters.consent_query import checked
from jetbridge.web.redirects import RedirectAllowList

ALLOWED = RedirectAllowList.parse("smartrecruiters.com, partner.example,http://127.0.0.1:3001")

GOOD = [
    "https://smartrecruiters.com",
    "https://smartrecruiters.com/",
    "https://www.smartrecruiters.com/settings/apps?companyId=acme&done=%2Fa%20b",
    "https://www.smartrecruiters.com?next=https%3A%2F%2Fwww.smartrecruiters.com%2F",
    "https://WWW.SmartRecruiters.com/Apps",
    "https://a.b.c.smartrecruiters.com:443/x",
    "https://www.smartrecruiters.com/@user/a;b=c,d/~e!f'(g)*",
    "https://www.smartrecruiters.com/?filter[]=1",
    "https://partner.example/",
    "http://127.0.0.1:3001",
    "http://127.0.0.1:3001/company/acme/apps?x=1",
]

HOSTILE = [
    "",
    "/",
    "//smartrecruiters.com/",
    "smartrecruiters.com",
    "https:",
    "https:smartrecruiters.com",
    "https:/smartrecruiters.com",
    "https:///smartrecruiters.com",
    "https://",
    "https://?smartrecruiters.com",
    # another scheme
    "http://smartrecruiters.com/",
    "HTTPS://smartrecruiters.com/",
    "ftp://smartrecruiters.com/",
    "javascript:alert(1)//smartrecruiters.com",
    "javascript://smartrecruiters.com/%0aalert(1)",
    "data:text/html,smartrecruiters.com",
    "file://smartrecruiters.com/",
    "wss://smartrecruiters.com/",
    "https+x://smartrecruiters.com/",
    # another host
    "https://evil.example/",
    "https://evilsmartrecruiters.com/",
    "https://smartrecruiters.com.evil.example/",
    "https://smartrecruiters.co/",
    "https://smartrecruiters.comm/",
    "https://smartrecruiters-com.evil.example/",
    "https://evil.example/smartrecruiters.com",
    "https://evil.example?smartrecruiters.com",
    "https://evil.example?x=.smartrecruiters.com",
    "https://evil.example/.smartrecruiters.com",
    "https://xsmartrecruiters.com",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://[::1]/",
    # no host at all, or one of other form
    "https://.smartrecruiters.com/",
    "https://a..smartrecruiters.com/",
    "https://-.smartrecruiters.com/",
    "https://a_b.smartrecruiters.com/",
    "https://smartrecruiters.com./",
    "https://www.smartrecruiters.com../",
    f"https://{'a.' * 120}smartrecruiters.com/",
    # userinfo
    "https://smartrecruiters.com@evil.example/",
    "https://smartrecruiters.com:443@evil.example/",
    "https://user@smartrecruiters.com/",
    "https://user:pass@smartrecruiters.com/",
    "https://@smartrecruiters.com/",
    "https://evil.example%40smartrecruiters.com/",
    "https://evil.example@@smartrecruiters.com/",
    # a port of its own
    "https://smartrecruiters.com:8443/",
    "https://smartrecruiters.com:/",
    "https://smartrecruiters.com:0443/",
    "https://smartrecruiters.com:443443/",
    "https://smartrecruiters.com:443.evil.example/",
    # backslashes, which browsers take for slashes
    "https:\\\\smartrecruiters.com/",
    "https://evil.example\\.smartrecruiters.com/",
    "https://evil.example\\@smartrecruiters.com/",
    "https://smartrecruiters.com\\@evil.example/",
    "https://smartrecruiters.com/\\evil.example",
    "\\\\smartrecruiters.com",
    # control characters and white space, which browsers drop
    " https://smartrecruiters.com/",
    "https://smartrecruiters.com/ ",
    "\thttps://smartrecruiters.com/",
    "ht\ttps://smartrecruiters.com/",
    "https://smart\nrecruiters.com/",
    "https://evil.example\t.smartrecruiters.com/",
    "https://smartrecruiters.com/\r\nSet-Cookie: a=b",
    "https://smartrecruiters.com/\n",
    "https://smartrecruiters.com\n",
    "https://smartrecruiters.com/\x00",
    "https://smartrecruiters.com/\x7f",
    "https://smartrecruiters.com/a b",
    # escapes
    "https://smartrecruiters%2ecom/",
    "https://smartrecruiters.com%2eevil.example/",
    "https://evil.example%2f.smartrecruiters.com/",
    "https://evil.example%23.smartrecruiters.com/",
    "https://evil.example%5c.smartrecruiters.com/",
    "https://evil.example%00.smartrecruiters.com/",
    "https://smartrecruiters.com/%0d%0aSet-Cookie:%20a=b",
    "https://smartrecruiters.com/%0A",
    "https://smartrecruiters.com/?x=%00",
    "https://smartrecruiters.com/%5cevil.example",
    "https://smartrecruiters.com/%7F",
    "https://smartrecruiters.com/%",
    "https://smartrecruiters.com/%zz",
    "https%3A%2F%2Fsmartrecruiters.com%2F",
    # fragments
    "https://smartrecruiters.com/#x",
    "https://evil.example#.smartrecruiters.com",
    "https://smartrecruiters.com#@evil.example/",
    # letters of other scripts, whole or composed
    "https://smartrecruіters.com/",  # noqa: RUF001 - a Cyrillic letter is the point
    "https://smartrecruiters。com/",
    "https://ｓmartrecruiters.com/",  # noqa: RUF001 - a full-width letter is the point
    "https://smartrecruiters.com／.evil.example/",  # noqa: RUF001 - a full-width slash is the point
    "https://evil.example／.smartrecruiters.com/",  # noqa: RUF001 - the same
    "https://ſmartrecruiters.com/",  # noqa: RUF001 - a long s is the point
    "https://smartrecruiters.com/é",
    "https://\u200bsmartrecruiters.com/",
    "https://smartrecruiters.com\u2028/",
    # markup
    "https://smartrecruiters.com/<script>",
    'https://smartrecruiters.com/"onclick=',
    "https://smartrecruiters.com/{x}",
    "https://smartrecruiters.com/|",
    "https://smartrecruiters.com/^`",
    # loopback origins, which are whole
    "http://127.0.0.1/",
    "http://127.0.0.1:3002/",
    "http://127.0.0.1:30010/",
    "http://127.0.0.1:3001@evil.example/",
    "http://127.0.0.1:3001.evil.example/",
    "http://127.0.0.1:3001\\evil.example/",
    "https://127.0.0.1:3001/",
    "http://localhost:3001/",
    "http://127.0.0.1:3001/#x",
    # and simply too long
    f"https://smartrecruiters.com/{'a' * 2_000}",
]


@pytest.mark.parametrize("url", GOOD)
def test_an_honest_redirect_passes_as_it_is(url: str) -> None:
    """What is returned is what came, to the letter."""
    # WHEN it is checked
    # THEN it passes, unchanged
    assert checked(ALLOWED, url) == url


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_redirect_is_refused(url: str) -> None:
    """With a page that does not repeat it."""
    # WHEN it is checked
    with pytest.raises(PageError) as refused:
        checked(ALLOWED, url)
    # THEN it is a 400 page, without the URL
    assert refused.value.status == 400
    assert not url.strip() or url not in refused.value.explanation


def pieces() -> st.SearchStrategy[str]:
    """Return URLs put together of what attackers put together."""
    scheme = st.sampled_from(["https://", "http://", "https:", "//", "https:\\\\", "HTTPS://", ""])
    host = st.sampled_from(
        [
            "smartrecruiters.com",
            "www.smartrecruiters.com",
            "evil.example",
            "127.0.0.1",
            "127.0.0.1:3001",
            "partner.example",
            "ｅvil.example",  # noqa: RUF001 - a full-width letter is the point
        ]
    )
    glue = st.sampled_from(
        [
            "",
            "@",
            ":",
            "\\",
            "/",
            "?",
            "#",
            ".",
            "%2e",
            "%40",
            "%5c",
            "\t",
            "\n",
            ":443",
            "。",
            "[",
            "&",
        ]
    )
    part = st.one_of(host, glue, st.text(max_size=4))
    return st.builds(lambda head, rest: head + "".join(rest), scheme, st.lists(part, max_size=8))


@given(
    st.one_of(
        pieces(),
        st.text(max_size=60),
        st.sampled_from(GOOD).flatmap(
            lambda url: st.builds(
                lambda at, put: url[:at] + put + url[at:],
                st.integers(0, len(url)),
                st.text(max_size=3),
            )
        ),
    )
)
@settings(deadline=None, max_examples=500)
@example("https://smartrecruiters.com\\@evil.example")
def test_a_browser_reads_what_passes_as_we_did(url: str) -> None:
    """Whatever passes leads, in a browser's reading (WHATWG), to an allowed host over https."""
    # GIVEN anything
    try:
        passed = checked(ALLOWED, url)
    except PageError:
        return
    # WHEN a browser reads it
    read = ada_url.URL(passed)
    # THEN it goes where the allow-list says
    if read.origin == "http://127.0.0.1:3001":
        return
    assert read.protocol == "https:"
    assert read.port == ""
    assert read.username == read.password == ""
    assert f".{read.hostname}".endswith((".smartrecruiters.com", ".partner.example"))


@pytest.mark.parametrize(
    "entry",
    [
        "https://smartrecruiters.com",
        "*.smartrecruiters.com",
        "com",
        "smartrecruiters.com/x",
        "http://smartrecruiters.com",
        "http://127.0.0.1",
        "http://10.0.0.1:3001",
        "SMARTRECRUITERS.com",
    ],
)
def test_an_allow_list_with_an_entry_of_another_form_is_refused(entry: str) -> None:
    """A deployer's slip does not become a hole."""
    # WHEN such a list is read
    # THEN it is refused
    with pytest.raises(ValueError, match="must hold hosts and loopback origins"):
        RedirectAllowList.parse(f"smartrecruiters.com,{entry}")


def test_an_empty_allow_list_allows_nothing() -> None:
    """Nothing configured, nothing allowed."""
    # GIVEN no entry
    nowhere = RedirectAllowList.parse(" , ")
    # WHEN an honest redirect is checked
    # THEN it is refused
    with pytest.raises(PageError):
        checked(nowhere, GOOD[0])


def test_the_policys_sources_cover_every_allowed_redirect() -> None:
    """Hosts with their subdomains, and loopback origins as they are."""
    # WHEN the sources are asked for
    # THEN each entry has its own
    assert ALLOWED.form_action_sources == (
        "https://smartrecruiters.com",
        "https://*.smartrecruiters.com",
        "https://partner.example",
        "https://*.partner.example",
        "http://127.0.0.1:3001",
    )
