"""What can be asked of a local stack."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from wsgiref.types import WSGIApplication

from jetbridge_local.stack.access_log import Access

PROJECT: Final = Path(__file__).resolve().parents[3]


def _new_directory() -> Path:
    return Path(tempfile.mkdtemp(prefix="jetbridge-"))


def _as_it_is(app: WSGIApplication) -> WSGIApplication:
    return app


def _nothing(*_: object) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to start a stack.

    `port` 0 takes a free one. `partners` are base URLs that replace sandboxes, by the names of
    `--partner`. `dynamodb_endpoint` is the URL of another DynamoDB engine for the table.
    `parameters` of the template win over the stack's own. `pollers` is how many batches of a queue
    are worked at once: Lambda begins with five, here each wants a processor. Logs go to
    `run_directory`, which exists. `tell` hears what has started, and where; `on_access` every
    request to the API. `around` wraps the API, for tests that look at what it answers.
    """

    port: int = 0
    partners: Mapping[str, str] = field(default_factory=dict)
    dynamodb_endpoint: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    pollers: int = 1
    run_directory: Path = field(default_factory=_new_directory)
    template: Path = PROJECT / "template.yaml"
    tell: Callable[[str, str], None] = _nothing
    on_access: Callable[[Access], None] = _nothing
    around: Callable[[WSGIApplication], WSGIApplication] = _as_it_is
