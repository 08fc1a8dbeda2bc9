"""What the doubles of both partners with a code flow have in common: codes, each good once."""

from typing import ClassVar, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.partners.double import Double


def query_of(url: str) -> dict[str, str]:
    """Return the parameters of a URL, each of which must be there once."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


class CodeFlow(Double):
    """An authorization server with one code a visit."""

    client: ClassVar[tuple[str, str]]
    """Id and secret of the one client that it knows."""

    def __init__(self) -> None:
        """Have issued no codes."""
        super().__init__()
        self.issued: Final[dict[str, dict[str, str]]] = {}
        """By code, until it is taken, what was asked for."""
        self.taken: list[str] = []
        """The codes that reached it, in order."""

    def issue(self, code: str, **asked: str) -> None:
        """Issue a code to a request that the test does not make."""
        self.issued[code] = asked

    def authorize(self, location: str) -> str:
        """Let the person agree at the authorization URL; return where they are sent next."""
        asked = query_of(location)
        code = f"code-canary-{len(self.issued) + len(self.taken)}"
        self.issued[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def refuse(self, location: str, error: str = "access_denied") -> str:
        """Send the person back with an error."""
        asked = query_of(location)
        return f"{asked['redirect_uri']}?{urlencode({'error': error, 'state': asked['state']})}"

    def take(self, code: str) -> dict[str, str] | None:
        """End a code; return what was asked for, None where it was not issued, or ended before."""
        self.taken.append(code)
        return self.issued.pop(code, None)
