"""Templates filled in, in the reader's language, and the headers that every page carries.

A template writes its sentences as `{{ _("…") }}`, with their markup and their places; a sentence
that it is given is translated where it is printed.

The policy lets in the style sheets of the page and of the brand, by their hashes, and nothing else:
no script but one that a page brings with a nonce, no image but a logo from our own origin, no font,
no frame around it unless the page says whose.
"""

import functools
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jetbridge.model.brand import Brand
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence
from jetbridge.web import branding, language, reader
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
    run and speak to our origin. `sheets` are its style sheets beside the shared one.
    """

    form_actions: tuple[str, ...] = ("'none'",)
    ancestors: tuple[str, ...] = ()
    script_nonce: str = ""
    sheets: tuple[str, ...] = ()

    def header(self, brand: Brand) -> str:
        """Return the value of `Content-Security-Policy` for a page that carries `brand`."""
        sheet = branding.styles(brand)
        directives: dict[str, Sequence[str]] = {
            "default-src": ["'none'"],
            "style-src": [
                _style_source(),
                *map(branding.source, filter(None, (*self.sheets, sheet))),
            ],
            **({"img-src": ["'self'"]} if brand.logo else {}),
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
    """Fill in `template`, which is in `folder`, with `context`, every value escaped.

    Its `is_known` says that the address leads to something of ours, although `status` is an error:
    the page offers its languages then, as every page does that is no refusal.
    """
    reads = reader.current()
    brand = reads.brand()
    # A refusal repeats nothing of the address that it refuses.
    is_ours = status < HTTPStatus.BAD_REQUEST or context.get("is_known")
    choices = reads.choices if is_ours else ()
    shown = {
        **context,
        "language": reads.language,
        "choices": choices,
        "service": brand.service,
        "is_branded": bool(brand.name or brand.logo),
        "logo": branding.logo_url(brand),
        "links": branding.links(brand, with_help=not context.get("help")),
        # Within a frame a link would end what waits there, and lead to what may not be framed.
        "is_framed": bool(policy.ancestors),
        "styles": source("styles.css"),
        "brand_styles": _safe(branding.styles(brand)),
    }
    drawn = _environment(folder).get_template(template).render(shown)
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": reads.language,
        "Content-Security-Policy": policy.header(brand),
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


def _safe(sheet: str) -> "Markup":
    from markupsafe import Markup

    return Markup(sheet)  # noqa: S704 - made of colours that were checked


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
    environment = Environment(
        loader=ChoiceLoader(
            (ModuleLoader([each / _COMPILED for each in folders]), FileSystemLoader(folders))
        ),
        autoescape=True,
        finalize=_printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {"_": _said, "direction": language.DIRECTION}
    return environment


def _printed(value: object) -> object:
    """Return what a template prints of a value."""
    if not isinstance(value, Sentence):
        return value
    return language.translated(value, reader.current().language, reader.current().brand().service)


def _said(template: str, **values: object) -> "Markup":
    """Return a template's own sentence, markup and all, with its values escaped."""
    from markupsafe import Markup

    reads = reader.current()
    service = reads.brand().service
    said = Markup(language.template(template, reads.language))  # noqa: S704 - our own text
    shown = {"service": service, **values}.items()
    return said.format(
        **{name: language.value_in(each, reads.language, service) for name, each in shown}
    )


@functools.cache
def _style_source() -> str:
    return branding.source(source("styles.css"))
