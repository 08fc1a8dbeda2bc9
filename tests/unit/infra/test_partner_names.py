"""Shared code of the layer names no partner; what still does is listed, and only becomes less."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bench import partner_names
from jetbridge.model import registry

TABLE: Final = Path(__file__).with_name("partner_names.toml")
ALLOWED: Final = {path: Counter(names) for path, names in tomllib.loads(TABLE.read_text()).items()}
WRITE: Final = "python -m bench.partner_names > tests/unit/infra/partner_names.toml"


def _differences(found: Mapping[str, partner_names.Names]) -> Iterator[str]:
    """Yield a line for each file and partner whose number is not the allowed one."""
    for path in sorted(found.keys() | ALLOWED.keys()):
        for partner in partner_names.PARTNERS:
            number = found.get(path, Counter())[partner]
            allowed = ALLOWED.get(path, Counter())[partner]
            if number != allowed:
                yield f"{path} names {partner} {number} times, allowed: {allowed}"


def test_shared_code_names_partners_as_often_as_is_allowed() -> None:
    """More is refused: it belongs into the partner's folder. Less becomes the new limit."""
    # WHEN the names of partners are counted in shared code
    differences = [*_differences(partner_names.shared())]
    # THEN there are neither more nor fewer of them than the table says
    assert not differences, "\n".join([*differences, f"where there are fewer, run: {WRITE}"])


def test_every_partner_is_counted() -> None:
    """A further one joins the list."""
    assert {*partner_names.PARTNERS} == {each.name for each in registry.every()}


def test_a_name_is_found_wherever_it_stands_in_code(tmp_path: Path) -> None:
    """In identifiers of every kind, imports, strings, templates and paths; not in prose."""
    # GIVEN sources that name partners in code, and in a comment and docstrings
    sources = {
        "flows/some.py": (
            '"""Ask Incode."""\n'
            "from jetbridge.partners import incode as api  # Incode\n"
            "def ask_incode(incode_id): return api.INCODE, f'at incode {incode_id}'\n"
            "class AskIncode:\n    '''Ask Incode.'''\n    limit = 1\n    '''Of Incode.'''\n"
        ),
        "flows/enboarder_links.py": "x = 1\n",
        "web/page.html.j2": "<p>Onboarder</p>",
        # AND a file of a partner's own, and the two that name every partner
        "partners/incode/__init__.py": "",
        "partners/incode/api.py": "incode, onboardbase = 1, 2\n",
        "model/registry.py": "incode = 1\n",
        "model/settings.py": "incode = 1\n",
    }
    for path, source in sources.items():
        file = tmp_path / partner_names.LAYER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    # THEN each name in shared code is counted, and another partner's in a partner's own file
    assert partner_names.shared(tmp_path) == {
        "flows/enboarder_links.py": {"enboarder": 1},
        "flows/some.py": {"incode": 7},
        "partners/incode/api.py": {"onboardbase": 1},
        "web/page.html.j2": {"onboarder": 1},
    }


def test_what_a_partners_own_folder_defines_does_not_repeat_its_name() -> None:
    """The folder says whose it is."""
    # GIVEN the functions and classes of each partner's folder
    folder = partner_names.ROOT / partner_names.LAYER / "partners"
    defined = [
        (name, node.name)
        for name in partner_names.PARTNERS
        for module in (folder / name).rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    # THEN none is called as the partner is
    assert not [named for name, named in defined if name in named.lower()]
