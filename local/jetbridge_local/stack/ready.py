"""The ready-file: where everything is, for programs."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from jetbridge_local.stack.seed import ApiClient


@dataclass(frozen=True, slots=True)
class Ready:
    """A running stack. `partners` are base URLs by the names of `--partner`."""

    api_url: str
    aws_endpoint_url: str
    table_name: str
    tenant: str
    api_client: ApiClient
    partners: Mapping[str, str]


def write(ready: Ready, file: Path) -> None:
    """Write the ready-file in one step: who sees it sees all of it, and only its owner does."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(ready), indent=2) + "\n")
    draft.replace(file)
