"""The pages to which the types of problems lead."""

import pytest

from jetbridge.model.errors import PageError
from jetbridge.model.problem_types import url
from jetbridge.web import problem_pages
from jetbridge.web.problem_texts import TEXTS


@pytest.mark.parametrize("slug", TEXTS)
def test_a_type_leads_to_its_page(slug: str) -> None:
    """Which says what it means."""
    answer = problem_pages.one(slug)
    assert answer.status == 200
    assert slug in answer.body
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_the_list_leads_to_every_page() -> None:
    """By addresses that are ours."""
    body = problem_pages.every().body
    for slug in TEXTS:
        assert f'href="{url("", slug)}"' in body


@pytest.mark.parametrize("name", ["", "Not-Found", "not-found ", "<script>", "x" * 500])
def test_any_other_name_is_a_page_that_leads_to_the_list(name: str) -> None:
    """And does not repeat the name."""
    with pytest.raises(PageError) as caught:
        problem_pages.one(name)
    assert caught.value.status == 404
    assert caught.value.link is not None
    assert caught.value.link.url == "/problems"
