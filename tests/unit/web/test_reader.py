"""Who reads a page: their language, and the way to another."""

import pytest

from jetbridge.web import language, reader
from jetbridge.web.cookies import Cookies
from jetbridge.web.reader import Reader
from jetbridge.web.request import QueryPairs, Request


def ask(
    *query: tuple[str, str], accept: str = "", kept: str = "", method: str = "GET"
) -> tuple[Request, Cookies]:
    """Return a request of a browser, and its cookies."""
    cookies = {"__Host-jetbridge_language": kept} if kept else {}
    headers = {"accept-language": accept} if accept else {}
    request = Request(method, "/page", headers=headers, cookies=cookies, query=query)
    return request, Cookies(cookies, secure=True)


@pytest.mark.parametrize(
    ("query", "kept", "accept", "code"),
    [
        ((("lang", "es"),), "fr", "de", "es"),
        ((), "fr", "de", "fr"),
        ((), "", "de", "de"),
        ((), "", "", "en"),
        ((("lang", "xx"),), "fr", "de", "fr"),
        ((("lang", "es"), ("lang", "fr")), "", "de", "de"),
        ((), "xx", "de", "de"),
        ((), "../../etc", "de", "de"),
    ],
)
def test_the_address_decides_then_the_cookie_then_the_browser(
    query: QueryPairs, kept: str, accept: str, code: str
) -> None:
    """What names no language of ours is passed over."""
    # WHEN a request arrives, THEN its reader has the first language that it names
    assert reader.of(*ask(*query, kept=kept, accept=accept)).language == code


def test_every_language_is_offered_at_the_pages_own_address() -> None:
    """Nothing of the query is lost, in its order, repeats and halves of characters included."""
    # GIVEN an address
    query = (("companyId", "a&b"), ("lang", "de"), ("x", ""), ("x", "\udcff"))
    # WHEN its page is read
    choices = reader.of(*ask(*query)).choices
    # THEN each language is there, by its own name
    assert [(each.code, each.name) for each in choices] == list(language.NAMES.items())
    assert choices[2].url == "?companyId=a%26b&x=&x=%FF&lang=fr"


@pytest.mark.parametrize("name", ["code", "state"])
def test_what_cannot_be_loaded_again_offers_none(name: str) -> None:
    """A return is used up by the first load, and an answer to a form has no address."""
    # WHEN such a page is read, THEN it has no links to another language
    assert reader.of(*ask((name, "x"))).choices == ()
    assert reader.of(*ask(method="POST")).choices == ()


def test_what_is_chosen_is_kept_in_this_browser() -> None:
    """Where it is not kept already; where nothing is chosen nothing changes."""
    # WHEN a language is chosen
    (cookie,) = reader.chosen(*ask(("lang", "de")))
    # THEN it is kept, for this host alone
    assert cookie.startswith("__Host-jetbridge_language=de; Path=/; Max-Age=31536000; HttpOnly;")
    assert cookie.endswith("; Secure")
    # AND not where it is kept, or none was chosen
    for asked in (ask(("lang", "de"), kept="de"), ask(("lang", "xx")), ask(accept="de")):
        assert reader.chosen(*asked) == ()


def test_a_frame_keeps_the_language_in_its_addresses() -> None:
    """It has no cookies. An address is left alone where the browser's own language is used."""
    # GIVEN readers who did, and did not, choose
    chosen, not_chosen = Reader("de", chosen=True), Reader("de")
    # WHEN a further page is named, THEN the first one's address names the language
    assert chosen.keep("/a?b=c") == "/a?b=c&lang=de"
    assert chosen.keep("/a") == "/a?lang=de"
    assert not_chosen.keep("/a") == "/a"


def test_the_reader_is_forgotten_with_the_request() -> None:
    """Whatever happens in it."""

    # GIVEN an answer that fails
    def fail() -> None:
        with reader.reading(Reader("fr")):
            raise ValueError(reader.current().language)

    with pytest.raises(ValueError, match="fr"):
        fail()
    # WHEN the next request is answered, THEN it has a reader of its own
    assert reader.current() == Reader()
