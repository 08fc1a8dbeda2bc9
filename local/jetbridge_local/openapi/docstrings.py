"""Docstrings under attributes, which Python does not keep."""

import ast
import inspect
import re
import textwrap
from itertools import pairwise


def of_attributes(own: type) -> dict[str, str]:
    """Return the docstrings under the attributes of a class, by attribute; no base's."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(own))).body[0]
    told: dict[str, str] = {}
    for before, after in pairwise(tree.body if isinstance(tree, ast.ClassDef) else []):
        name = _name(before)
        if name and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            told[name] = one_line(inspect.cleandoc(str(after.value.value)))
    return told


def one_line(text: str) -> str:
    """Return a text of several lines as one."""
    return re.sub(r"\s*\n\s*", " ", text).strip()


def _name(statement: ast.stmt) -> str:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""
