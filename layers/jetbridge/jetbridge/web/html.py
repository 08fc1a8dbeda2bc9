"""Templates filled in, and the headers that every page carries.

The policy lets in the one style sheet, by its hash, and nothing else: no script but one that a
page brings with a nonce, no image, no font, no frame around it unless the page says whose.
"""

import base64
import functools
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jetbridge.model.record import record
from jetbridge.web.response import NO_STORE, Response

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SHARED: Final = Path(__file__).with_name("templates")
"""The folder of what every page may use: the base, the style sheet, and parts of pages."""
_COMPILED: Final = "compiled"
"""The folder of templates as Python modules, in each folder of templates in the layer."""


@record
class Policy:
    """How far a page is let out of the strictest Content-Security-Policy.

    `form_actions` are the sources that its forms may be sent to, and be redirected to from there;
    `ancestors` the sources of the pages that may frame it. `script_nonce` lets its own script
    run and speak to our origin.
    """

    form_actions: tuple[str, ...] = ("'none'",)
    ancestors: tuple[str, ...] = ()
    script_nonce: str = ""

    def header(self) -> str:
        """Return the value of `Content-Security-Policy`."""
        directives: dict[str, Sequence[str]] = {
            "default-src": ["'none'"],
            "style-src": [_style_source()],
            "base-uri": ["'none'"],
            "form-action": self.form_actions,
            "frame-ancestors": self.ancestors or ["'none'"],
        }
        if self.script_nonce:
            directives |= {
                "script-src": [f"'nonce-{self.script_nonce}'"],
                "connect-src": ["'self'"],
            }
        return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


STRICT: Final = Policy()


def page(
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    policy: Policy = STRICT,
    folder: Path = SHARED,
) -> Response:
    """Fill in `template`, which is in `folder`, with `context`, every value escaped."""
    drawn = _environment(folder).get_template(template).render(context, styles=source("styles.css"))
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy.header(),
        # Not `no-referrer`: it would make the browser send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        **NO_STORE,
    }
    if not policy.ancestors:
        headers |= {"X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin"}
    return Response(status, headers, drawn)


@functools.cache
def source(name: str, folder: Path = SHARED) -> "Markup":
    """Return a style sheet or script of ours, not escaped: no request has a part in it."""
    from markupsafe import Markup

    return Markup((folder / name).read_text("utf-8"))  # noqa: S704 - our own file, as it is


def compile_templates(package: Path) -> None:
    """Write Python modules for all templates in a package: reading a template takes longer.

    For the layer's build. Where there is none, as in a checkout, the template itself is read.
    """
    from jinja2 import FileSystemLoader

    for folder in package.rglob(SHARED.name):
        own = _environment(folder).overlay(loader=FileSystemLoader(folder))
        own.compile_templates(folder / _COMPILED, extensions=["j2"], zip=None, ignore_errors=False)


@functools.cache
def _environment(folder: Path) -> "Environment":
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

    folders = (folder, SHARED)
    return Environment(
        loader=ChoiceLoader(
            (ModuleLoader([each / _COMPILED for each in folders]), FileSystemLoader(folders))
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@functools.cache
def _style_source() -> str:
    digest = hashlib.sha256(source("styles.css").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
