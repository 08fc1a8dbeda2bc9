"""`jetbridge visit`: walk through pages of the local stack from a terminal."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

import requests
import typer

from jetbridge.model.settings import LOOPBACK
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import say
from jetbridge_local.browser import Browser

_TITLE: Final = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)


def visit(
    url: Annotated[str, typer.Argument(help="A page of the local stack, or a person's link.")],
    press: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Submit the first form of the page's main part, with this value besides its own "
            "(several: NAME=VALUE&NAME=VALUE). A word without = submits it as it is. Repeatable: "
            "one a page.",
        ),
    ] = None,
) -> None:
    """Open a page as a person's browser does, press its buttons, and print where that leads.

    It keeps cookies, follows redirects and waits where a page says so; it runs no scripts.
    """
    browser = Browser()
    try:
        _on(browser.open(_local(url)))
        for each in press or []:
            _on(browser.submit(follow=True, **_values(each)))
        last = browser.page
        if browser.wait() is not last:
            _on(browser.page)
    except LookupError as error:
        raise CommandError(f"there is nothing to press: {error}") from None
    except requests.RequestException as error:
        raise CommandError(f"no page: {type(error).__name__}") from None


def _local(url: str) -> str:
    """Return a URL of this machine.

    Raises:
        BadParameter: it leads elsewhere.
    """
    if urlsplit(url).hostname not in LOOPBACK:
        raise typer.BadParameter("leads away from this machine", param_hint="URL")
    return url


def _values(pressed: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in pressed.split("&"))
    return {name: value for name, sign, value in pairs if sign}


def _on(page: requests.Response) -> None:
    """Tell which page this is: its status and title. Its URL may be a credential.

    Raises:
        CommandError: it is an error's.
    """
    title = _TITLE.search(page.text)
    told = f"{page.status_code} {title[1] if title else 'a page without a title'}"
    if not page.ok:
        raise CommandError(told)
    say(told)
