"""All partner sandboxes, each on a host of its own."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Final, Self
from wsgiref.types import WSGIApplication

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from jetbridge.model.system import Clock
from jetbridge.runtime.clock import SystemClock
from jetbridge_local.sandbox.application import Application
from jetbridge_local.sandbox.calls import Recorded
from jetbridge_local.sandbox.control import PREFIX, Control
from jetbridge_local.sandbox.enboarder import Enboarder
from jetbridge_local.sandbox.failures import Programmed
from jetbridge_local.sandbox.host import Host
from jetbridge_local.sandbox.identity import Identity
from jetbridge_local.sandbox.incode import Incode
from jetbridge_local.sandbox.incode.webhooks import Configuration
from jetbridge_local.sandbox.onboardbase import Onboardbase
from jetbridge_local.sandbox.onboarder import Onboarder
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.sandbox.smartrecruiters import SmartRecruiters
from jetbridge_local.sandbox.smartrecruiters.registration import Registration

_HOST_NAMES: Final = MappingProxyType(
    {
        "smartrecruiters": "localhost",
        "incode-auth": "127.0.0.1",
        "incode-api": "localhost",
        "enboarder-auth": "127.0.0.1",
        "enboarder-api": "127.0.0.1",
        "onboarder": "localhost",
        "onboardbase-app": "localhost",
        "onboardbase-auth": "127.0.0.1",
        "onboardbase-api": "127.0.0.1",
        "identity": "localhost",
    }
)
"""The partners, by the names of `jetbridge up --partner`. To a browser `localhost` and `127.0.0.1`
are different sites and ports of one host the same site: with our API on 127.0.0.1, the partners
that a browser visits are third parties to it, as they are in life."""


@dataclass(frozen=True, slots=True)
class _Partners:
    """Those at which Jetbridge must be registered: with endpoints, a client, or a redirect URI."""

    smartrecruiters: SmartRecruiters
    incode: Incode
    onboarder: Application
    onboardbase: Application


class Sandboxes:
    """Running sandboxes. A context manager that stops them."""

    def __init__(
        self,
        hosts: Mapping[str, Host],
        servers: dict[str, LoopbackServer],
        partners: _Partners,
        stack: ExitStack[None],
    ) -> None:
        """Use `start`."""
        self.hosts: Final = hosts
        self.urls: Final = MappingProxyType({name: each.url for name, each in servers.items()})
        self._servers = servers
        self._partners = partners
        self._stack = stack

    @classmethod
    def start(cls, clock: Clock | None = None, ports: Mapping[str, int] | None = None) -> Self:
        """Start every sandbox, in threads of this process.

        `clock` drives every expiry and limit. `ports` gives fixed ports to the partners named in
        it; the others take a free one.

        Raises:
            OSError: a fixed port is taken. Nothing is left running.
        """
        clock = clock or SystemClock()
        with ExitStack[None]() as stack:
            servers = {}
            for name, host_name in _HOST_NAMES.items():
                servers[name] = LoopbackServer(host_name, (ports or {}).get(name, 0))
                stack.callback(servers[name].stop)
            urls = {name: server.url for name, server in servers.items()}
            partners = _Partners(
                smartrecruiters=SmartRecruiters(clock, urls["smartrecruiters"]),
                incode=Incode(clock, urls["incode-api"]),
                onboarder=Application(),
                onboardbase=Application(),
            )
            parts = _parts(clock, urls["identity"], partners)
            hosts = {name: Host(clock, part) for name, part in parts.items()}
            for name, host in hosts.items():
                servers[name].serve(wsgi(host))
                stack.callback(host.failures.release)
            return cls(hosts, servers, partners, stack.pop_all())

    def register_partner(self, consent_url: str, oauth_token_url: str, callback_url: str) -> None:
        """Tell SmartRecruiters the partner's endpoints.

        Raises:
            ValueError: one of them is not an http or https URL.
        """
        self._partners.smartrecruiters.register(
            Registration(
                consentUrl=consent_url, oauthTokenUrl=oauth_token_url, callbackUrl=callback_url
            )
        )

    def register_redirect_uris(self, onboarder: str, onboardbase: str) -> None:
        """Tell the partners of the code flows where their users come back.

        Raises:
            ValueError: one of them is not an http or https URL.
        """
        self._partners.onboarder.register(onboarder)
        self._partners.onboardbase.register(onboardbase)

    def register_webhooks(
        self, token_url: str, client_id: str, client_secret: str, url: str
    ) -> None:
        """Tell Incode where its notifications go, and with whose credentials.

        Raises:
            ValueError: one of them is not an http or https URL.
        """
        self._partners.incode.register(
            Configuration(
                authenticationUrl=token_url,
                clientId=client_id,
                clientSecret=client_secret,
                onboardingStatusUrl=url,
                sessionUrl=url,
            )
        )

    @contextmanager
    def unplugged(self, name: str) -> Iterator[None]:
        """Simulate an outage of a partner: nothing listens at its port meanwhile."""
        port = self._servers[name].port
        self._servers[name].stop()
        try:
            yield
        finally:
            again = LoopbackServer(_HOST_NAMES[name], port)
            self._servers[name] = again
            self._stack.callback(again.stop)
            again.serve(wsgi(self.hosts[name]))

    def stop(self) -> None:
        """Close every port and end every programmed delay."""
        self._stack.close()

    def __enter__(self) -> Self:
        """Return the sandboxes, running since `start`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop them."""
        self.stop()


def _parts(clock: Clock, identity_url: str, partners: _Partners) -> dict[str, Part]:
    """Return every host's part, by the partner's name."""
    incode = partners.incode
    enboarder = Enboarder(clock)
    onboardbase = Onboardbase(clock, partners.onboardbase)
    return {
        "smartrecruiters": partners.smartrecruiters.part(),
        "incode-auth": incode.auth_part(),
        "incode-api": incode.api_part(),
        "enboarder-auth": enboarder.auth_part(),
        "enboarder-api": enboarder.api_part(),
        "onboarder": Onboarder(clock, partners.onboarder).part(),
        "onboardbase-app": onboardbase.app_part(),
        "onboardbase-auth": onboardbase.auth_part(),
        "onboardbase-api": onboardbase.api_part(),
        "identity": Identity(clock, identity_url).part(),
    }


def wsgi(host: Host) -> WSGIApplication:
    """Return `host` as one application.

    Calls pass the log, then what the part wants in front of everything it answers (a rate
    limit), then the programmed failures, then the part. Control routes pass none of them.
    """
    programmed = Programmed(host.part.app, host.failures)
    recorded = Recorded(host.part.guard(programmed), host.calls)
    return DispatcherMiddleware(recorded, {PREFIX: Control(host).app()})
