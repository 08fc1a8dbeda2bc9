"""One request over `requests`: no redirect followed, no proxy, no credentials but its own."""

import logging
from email.utils import formatdate
from typing import Final, override

import requests

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.ports import MAX_ANSWER, HttpRequest, HttpResponse
from jetbridge.runtime.connections import Adapter
from jetbridge.runtime.progress import Progress

_CHUNK: Final = 65_536

# It writes whole URLs, in warnings too, and a partner's dialect may put a code or a secret there.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


def sent(request: HttpRequest, progress: Progress) -> HttpResponse:
    """Return the answer to `request`, and record in `progress` how far it came.

    Raises:
        Exception: whatever the libraries raise; a body that is too long, too.
    """
    with _Session() as session:
        session.trust_env = False  # no proxy and no .netrc credentials
        for scheme in ("https://", "http://"):
            session.mount(scheme, Adapter(progress))
        with session.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body,
            allow_redirects=False,
            stream=True,
        ) as response:
            named = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(
                status=response.status_code,
                # What comes without a date is given that of its arrival (RFC 9110 §6.6.1).
                headers={"date": formatdate(usegmt=True)} | named,
                body=_read(response) if request.wants_body else b"",
            )


class _Session(requests.Session):
    @override
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Even where it follows none, `requests` reads the whole body of a redirect, however long.
        return None


class _TooLongError(JetbridgeError):
    pass


def _read(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > MAX_ANSWER:
            raise _TooLongError
    return bytes(body)
