"""llms.txt leads programs that read (llmstxt.org) to the documents, by their own names."""

import re
from typing import Final

import pytest

from tests.unit.infra.templates import ROOT

TEXT: Final = (ROOT / "llms.txt").read_text()
LINKS: Final = re.findall(r"^- \[([^]]+)\]\(([^)]+)\): (.+)$", TEXT, re.MULTILINE)


def test_it_has_the_form_that_its_readers_expect() -> None:
    """A title, a summary, and lists of links below headings: nothing else is read."""
    title, _, summary, *_ = TEXT.splitlines()
    assert title.startswith("# ")
    assert summary.startswith("> ")
    lines = TEXT.partition("\n## ")[2].splitlines()[1:]
    assert not [each for each in lines if each and not each.startswith(("- [", "## "))]
    assert len([each for each in lines if each.startswith("- ")]) == len(LINKS)


@pytest.mark.parametrize("folder", ["docs", "docs/guides", "docs/partners"])
def test_every_page_is_named(folder: str) -> None:
    """Runbooks and decisions are led to by the pages that they are about."""
    pages = {str(each.relative_to(ROOT)) for each in (ROOT / folder).glob("*.md")}
    assert pages - {path for _, path, _ in LINKS} == set()


@pytest.mark.parametrize(("name", "path", "said"), LINKS, ids=[path for _, path, _ in LINKS])
def test_a_link_leads_to_what_it_names(name: str, path: str, said: str) -> None:
    """A page by its title; each once, with what is in it."""
    target = ROOT / path
    assert target.is_file()
    assert said
    assert [each for _, each, _ in LINKS].count(path) == 1
    if path.startswith("docs/") and target.suffix == ".md":
        assert target.read_text().startswith(f"# {name}\n")
