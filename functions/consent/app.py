"""What an admin's browser meets: consent, sign-in, and what waits for both."""

from jetbridge.flows import brand
from jetbridge.flows.browser import signin
from jetbridge.model.transaction import CALLBACK_PATH
from jetbridge.partners.smartrecruiters import consent, consent_progress, paths, popup
from jetbridge.runtime import compose, readers, sign_in
from jetbridge.runtime.edge import Edge
from jetbridge.web import accounts, branding, pages
from jetbridge.web.request import Request
from jetbridge.web.response import Response

edge = Edge(page=pages.refusal, answering=readers.answering)


@edge.get(paths.CONSENT)
def show_consent(request: Request) -> Response:
    """Show what a connection means; SmartRecruiters knows this as the consentUrl."""
    return consent.show(compose.context(), sign_in.provider(), request)


@edge.post(paths.CONSENT)
def decide_consent(request: Request) -> Response:
    """Take the admin's decision."""
    return consent.decide(compose.context(), request)


@edge.get(paths.PROGRESS)
def show_consent_progress(request: Request) -> Response:
    """Wait for an approved exchange."""
    return consent_progress.show(compose.context(), request)


@edge.get(CALLBACK_PATH)
def return_from_sign_in(request: Request) -> Response:
    """Take the browser back from the sign-in service."""
    return signin.finish(compose.context(), sign_in.provider(), request)


@edge.post(accounts.PATH)
def use_another_account(request: Request) -> Response:
    """Sign the person out, and send them to sign in with another account."""
    return signin.use_another_account(compose.context(), sign_in.provider(), request)


@edge.post(paths.WINDOW)
def open_consent_window(request: Request) -> Response:
    """Open the window of a waiting frame."""
    return popup.open_window(compose.context(), request)


@edge.get(paths.FRAME)
def show_consent_status(request: Request) -> Response:
    """Tell a waiting frame how its window ended."""
    return popup.status(compose.context(), request)


@edge.get(f"{branding.LOGO_PATH}/<name>")
def show_logo(request: Request, name: str) -> Response:
    """Serve the logo of the pages."""
    del request
    return brand.logo(compose.context().table, name)


handler = edge.handler
