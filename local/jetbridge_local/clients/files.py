"""The generated files of the client libraries, as they should be."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jetbridge_local.clients import http_file, python, typescript
from jetbridge_local.clients.explained import explained
from jetbridge_local.openapi.files import DOCUMENT


def described() -> Any:  # noqa: ANN401 - any JSON
    """Return the API's description, as it is committed."""
    return json.loads(DOCUMENT.read_text())


def written() -> Mapping[Path, str]:
    """Return the text of each file that is made of the description."""
    found = described()
    return {
        **python.modules(found, explained()),
        **typescript.modules(found),
        **http_file.modules(found),
    }
