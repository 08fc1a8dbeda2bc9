"""Where a person is sent after a verification: an address that an API client named."""

from urllib.parse import urlsplit

from jetbridge.model.settings import LOOPBACK, Settings
from jetbridge.web.redirects import RedirectAllowList, https_host


def is_allowed(url: str, settings: Settings) -> bool:
    """Return whether a browser may be sent to `url`.

    It is read by the one grammar of `jetbridge.web.redirects`. Where the deployer lists hosts, it
    must be at one of them; otherwise any host will do: the client that names it has signed in.
    Plain http is for loopback, and only where we are on loopback ourselves (the local stack).
    """
    listed = RedirectAllowList.parse(settings.return_url_allow_list)
    if listed.allows(url) or (not settings.return_url_allow_list and https_host(url)):
        return True
    return is_local(url, settings)


def is_local(url: str, settings: Settings) -> bool:
    """Return whether `url` leads to this machine, and we are on loopback ourselves."""
    ours = urlsplit(settings.public_url)
    return ours.scheme == "http" and ours.hostname in LOOPBACK and _is_loopback(url)


def _is_loopback(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    origin = f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"
    try:
        return RedirectAllowList.parse(origin).allows(url)
    except ValueError:
        return False
