"""The files with the descriptions of the API and of the events, as they should be."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jetbridge.web.description import FILE
from jetbridge_local.asyncapi import document as asyncapi
from jetbridge_local.openapi.document import document
from jetbridge_local.openapi.gateway import in_template
from jetbridge_local.openapi.reference import page
from jetbridge_local.stack.options import PROJECT

REFERENCE: Final = PROJECT / "docs" / "api-reference.md"
EVENTS: Final = PROJECT / "docs" / "asyncapi.json"
DOCUMENT: Final = PROJECT / "docs" / "openapi.json"
SERVED: Final = PROJECT / "layers" / "jetbridge" / "jetbridge" / "web" / FILE
TEMPLATE: Final = PROJECT / "template.yaml"


def written() -> Mapping[Path, str]:
    """Return the text of each file: for readers, as it is served, and in the template."""
    found = document()
    return {
        DOCUMENT: _json(found, indent=2),
        REFERENCE: page(found),
        EVENTS: _json(asyncapi.document(), indent=2),
        SERVED: _json(found),
        TEMPLATE: in_template(TEMPLATE.read_text(), found),
    }


def _json(found: Any, *, indent: int | None = None) -> str:  # noqa: ANN401 - any JSON
    separators = None if indent else (",", ":")
    return json.dumps(found, indent=indent, separators=separators, ensure_ascii=False) + "\n"
