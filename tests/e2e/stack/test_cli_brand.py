"""An operator puts a brand on the pages of a running stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import Operator

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture(autouse=True)
def without_a_brand(operator: Operator) -> Iterator[None]:
    """Leave the stack without a brand."""
    yield
    operator.run("brand", "reset", "--yes")


def test_a_brand_is_set_shown_and_taken_back(
    stack: LocalStack, operator: Operator, tmp_path: Path
) -> None:
    """What is not given stays; an empty text takes a part back."""
    # GIVEN a logo
    logo = tmp_path / "logo.svg"
    logo.write_text(SVG)
    # WHEN a brand is set in two steps
    operator.run("brand", "set", "--name", "Acme Hiring", "--logo", str(logo))
    operator.run("brand", "set", "--colour", "#7A1FA2", "--terms-url", "https://acme.example/t")
    # THEN it is shown, with the shade for dark pages
    shown = operator.read("brand", "show")
    assert (shown["name"], shown["colour"]) == ("Acme Hiring", "#7a1fa2")
    assert shown["dark_colour"].startswith("#")
    # AND the logo is served, as a drawing of which nothing runs
    served = requests.get(f"{stack.ready.api_url}/brand/{shown['logo']}", timeout=30)
    assert (served.status_code, served.headers["content-type"]) == (200, "image/svg+xml")
    assert "M0 0h9v9z" in served.text
    # AND a part can be taken back
    assert operator.read("brand", "set", "--logo", "")["logo"] is None
    assert requests.get(served.url, timeout=30).status_code == 404


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--colour", "#ffcc00", "contrast of 1.33:1"),
        ("--privacy-url", "http://acme.example", "privacy: must be an https URL"),
    ],
)
def test_a_brand_that_pages_could_not_carry_is_refused(
    operator: Operator, option: str, value: str, says: str
) -> None:
    """With the reason, and nothing is set."""
    # WHEN a part breaks its rule, THEN the command says which
    assert says in operator.fail("brand", "set", "--name", "Acme", option, value)
    assert operator.read("brand", "show")["name"] is None


def test_a_logo_that_is_none_is_refused(operator: Operator, tmp_path: Path) -> None:
    """Before anything is asked of the deployment."""
    # GIVEN a file that is no logo
    file = tmp_path / "logo.svg"
    file.write_text("<html/>")
    # WHEN it is set, THEN the command says why not
    result = operator.result("brand", "set", "--logo", str(file))
    assert result.exit_code == 2
    assert "neither an SVG nor a PNG" in result.output
