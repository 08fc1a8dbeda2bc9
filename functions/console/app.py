"""The console: pages of tenants' administrators and of the operator, behind a sign-in.

Which pages and actions there are is declared in `jetbridge.flows.console`, not here.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.console import access
from jetbridge.flows.context import Context
from jetbridge.model import changes
from jetbridge.model.dry_run import Played
from jetbridge.model.identity import Acting
from jetbridge.model.settings import Settings
from jetbridge.runtime import compose, readers, sign_in
from jetbridge.runtime.edge import Edge
from jetbridge.runtime.observability import handler as handler_of_records
from jetbridge.web import pages
from jetbridge.web.request import MAX_BODY, Request
from jetbridge.web.response import Response

MAX_FORM: Final = 8 * MAX_BODY
"""Bytes. A policy of `MAX_BODY` bytes is longer as a form: with indents, and most marks encoded."""
# What a dry run would have logged is dropped: a restore would take it for what happened.
handler_of_records.addFilter(changes.is_told)
edge = Edge(page=pages.refusal, answering=readers.in_english, shows=True)


@edge.get("/console")
def show_console(request: Request) -> Response:
    """Show where the console begins."""
    return access.show(compose.context(), sign_in.provider(), request, _play)


@edge.get("/console/<page+>")
def show_console_page(request: Request, page: str) -> Response:
    """Show a page of the console, or ask before an action."""
    del page
    return access.show(compose.context(), sign_in.provider(), request, _play)


@edge.post("/console/<page+>", max_body=MAX_FORM)
def change_in_console(request: Request, page: str) -> Response:
    """Do what a page of the console asked about."""
    del page
    return access.change(compose.context(), request, _play)


def _play(
    context: Context, settings: Settings, person: Acting, asked: Mapping[str, object], at: int
) -> Played:
    """Play a policy. What plays it is loaded when a person asks for it."""
    from jetbridge.dry_run import page

    return page.played(context, settings, person, asked, at)


handler = edge.handler
