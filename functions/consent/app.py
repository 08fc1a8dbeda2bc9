"""What an admin's browser meets: consent, sign-in, and what waits for both."""

from collections.abc import Callable
from functools import cache

from jetbridge.flows.browser import signin
from jetbridge.flows.context import Context
from jetbridge.model.transaction import CALLBACK_PATH
from jetbridge.partners.smartrecruiters import consent, consent_progress, paths
from jetbridge.partners.smartrecruiters import popup as frames
from jetbridge.runtime import compose
from jetbridge.runtime.edge import Edge
from jetbridge.web import pages
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response


def serve(context: Callable[[], Context]) -> Edge:
    """Return the routes over `context`, which is asked for when the first request needs it."""
    edge = Edge(page=pages.refusal)

    @cache
    def provider() -> IdentityProvider:
        return IdentityProvider(context().http, context().clock, context().settings)

    @edge.get(paths.CONSENT)
    def show(request: Request) -> Response:
        """Show what a connection means; SmartRecruiters knows this as the consentUrl."""
        return consent.show(context(), provider(), request)

    @edge.post(paths.CONSENT)
    def decide(request: Request) -> Response:
        """Take the admin's decision."""
        return consent.decide(context(), request)

    @edge.get(paths.PROGRESS)
    def show_progress(request: Request) -> Response:
        """Wait for an approved exchange."""
        return consent_progress.show(context(), request)

    @edge.get(CALLBACK_PATH)
    def return_from_sign_in(request: Request) -> Response:
        """Take the browser back from the sign-in service."""
        return signin.finish(context(), provider(), request)

    @edge.post(paths.WINDOW)
    def open_window(request: Request) -> Response:
        """Open the window of a waiting frame."""
        return frames.open_window(context(), request)

    @edge.get(paths.FRAME)
    def show_frame_status(request: Request) -> Response:
        """Tell a waiting frame how its window ended."""
        return frames.status(context(), request)

    return edge


handler = serve(compose.context).handler
