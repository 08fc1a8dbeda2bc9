"""Templates as the layer's build compiles them."""

from pathlib import Path

from jetbridge.web import html


def test_a_compiled_template_draws_what_it_drew_before(tmp_path: Path) -> None:
    """With every value escaped; the template itself is not read any more."""
    # GIVEN a package with a template that uses the shared ones
    folder = tmp_path / "web" / "templates"
    folder.mkdir(parents=True)
    template = folder / "own.html.j2"
    template.write_text(
        '{% extends "base.html.j2" %}\n{% block main %}\n{{ title }}\n{% endblock %}\n'
    )
    context = {"title": "<b>"}
    before = html.page(template.name, context, folder=folder)
    # WHEN it is compiled, and taken away
    html.compile_templates(tmp_path)
    template.unlink()
    moved = folder.rename(tmp_path / "templates")
    # THEN the page is the same
    assert html.page(template.name, context, folder=moved) == before
    assert "&lt;b&gt;" in before.body
