"""The tree of the layer's exceptions is the one that is drawn."""

import builtins
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import jetbridge
from jetbridge.model import errors
from jetbridge.model.errors import (
    ApiProblem,
    BearerError,
    CallerError,
    JetbridgeError,
    OAuthError,
    PageError,
)


def defined() -> Iterator[type[BaseException]]:
    """Yield the exceptions that modules of the layer define."""
    for module in pkgutil.walk_packages(jetbridge.__path__, "jetbridge."):
        for _, each in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if each.__module__ == module.name and issubclass(each, BaseException):
                yield each


def drawn() -> list[tuple[str, str]]:
    """Return the lines of the drawing: a name, and that of its parent."""
    found: list[tuple[str, str]] = []
    above = {0: "JetbridgeError"}
    for indent, name in re.findall(
        r"^    ((?:│   |    )*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE
    ):
        depth = len(indent) // 4
        above[depth + 1] = name
        found.append((name, above[depth]))
    return found


def test_every_exception_is_drawn_once_below_its_parent() -> None:
    """GIVEN the modules of the layer; THEN what they define is what the drawing shows."""
    parents = sorted(
        (each.__name__, each.__mro__[1].__name__)
        for each in defined()
        if each is not JetbridgeError
    )
    assert sorted(drawn()) == parents


def test_names_end_in_error() -> None:
    """PEP 8, "Exception Names"; a problem is RFC 9457's word for it."""
    names = {each.__name__ for each in defined()} - {ApiProblem.__name__}
    assert [name for name in names if not name.endswith("Error")] == []


def test_what_is_shown_to_a_caller_is_a_branch_of_its_own() -> None:
    """An internal error is never rendered as a refusal."""
    shown = {each for each in defined() if issubclass(each, CallerError)}
    assert shown == {CallerError, ApiProblem, BearerError, OAuthError, PageError}


def said_to_be_raised() -> Iterator[tuple[str, str, str]]:
    """Yield each module, its source, and each name in a section "Raises" of its docstrings."""
    for path in sorted(Path(jetbridge.__path__[0]).rglob("*.py")):
        source = path.read_text()
        for section in re.findall(r"^ +Raises:\n((?: +\S.*\n)+)", source, re.MULTILINE):
            for names in re.findall(r"^ +((?:[A-Z]\w+, )*[A-Z]\w+):", section, re.MULTILINE):
                for name in names.split(", "):
                    yield path.name, source, name


def test_what_a_docstring_says_is_raised_is_an_exception() -> None:
    """A name that was changed leads a reader nowhere."""
    # GIVEN the exceptions of the layer and of the language
    known = {each.__name__ for each in defined()} | set(dir(builtins))
    # THEN each name is one of them, or one that the module has imported
    unknown = [
        (module, name)
        for module, source, name in said_to_be_raised()
        if name not in known and not re.search(rf"^ *from .*\b{name}\b", source, re.MULTILINE)
    ]
    assert unknown == []
