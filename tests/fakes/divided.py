"""The network for some hosts, a script for the others."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from jetbridge.model.ports import Http, HttpRequest, HttpResponse


class DividedHttp:
    """An `Http` that reaches the hosts of some base URLs one way, and every other host another."""

    def __init__(self, base_urls: Iterable[str], network: Http, others: Http) -> None:
        """Send what is for `base_urls` through `network`."""
        self._hosts = {urlsplit(url).netloc for url in base_urls}
        self._network = network
        self._others = others

    def send(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        listed = urlsplit(request.url).netloc in self._hosts
        return (self._network if listed else self._others).send(request)
