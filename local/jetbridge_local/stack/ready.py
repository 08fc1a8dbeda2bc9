"""The ready-file: where everything is, for programs."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def announced(ready: Ready, file: Path) -> Iterator[None]:
    """Keep a ready-file for as long as what it says is true.

    It appears in one step: a reader sees all of it. It holds a client secret, so only
    its owner may read it.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(ready), indent=2) + "\n")
    draft.replace(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
