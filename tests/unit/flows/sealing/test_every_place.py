"""No value is sealed in a place that the re-seal does not come to."""

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from jetbridge.model.onboarding import Onboarding
from jetbridge.model.record import fields, replace
from jetbridge.store import keys, sealed
from jetbridge.store.table import Foreign, Item, exists
from jetbridge.vault.sealing import UnsealableError, key_id_of
from tests.unit.flows.sealing.sealed_world import a_sealed_world, items, under
from tests.unit.infra.templates import ROOT

_KEY: Final = {"pk": "CONNECTION#con_1", "sk": "CONNECTION"}
LAYER: Final = ROOT / "layers" / "jetbridge" / "jetbridge"

RENEWED: Final = {"connection", "onboarding", "endpoint", "pseudonyms", "broker_token"}
"""Kinds of items whose values are sealed again, by the function of `store.keys`."""
WAITED_FOR: Final = {
    "sign_in_key": "counts for ten minutes",
    "authorization_key": "counts for fifteen minutes",
    "person_copy": "counts for an hour",
    "person_request": "counts for minutes; one that does not open failed, and is asked for again",
}
"""Kinds whose values have ended before a key is removed."""
PASSED_ON: Final = {
    "flows/sealing/renewing.py": "seals for the item that it has read",
}
"""Modules that seal for an item of any kind."""


def sealing() -> Iterator[tuple[str, ast.FunctionDef, ast.expr]]:
    """Yield each call that seals: its module, the function around it, and the item's expression."""
    for path in LAYER.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            for part in ast.walk(function):
                if isinstance(part, ast.Call) and ast.unparse(part.func).endswith("seal"):
                    for each in part.keywords:
                        if each.arg == "item":
                            yield str(path.relative_to(LAYER)), function, each.value


def maker(function: ast.FunctionDef, item: ast.expr) -> str:
    """Return the name of the function that makes the key of an item, in a call or a variable."""
    if isinstance(item, ast.Name):
        wanted = item.id
        for part in ast.walk(function):
            match part:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == wanted:
                    return maker(function, value)
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    for each, value in zip(names, values, strict=True):
                        if ast.unparse(each) == wanted:
                            return maker(function, value)
    if isinstance(item, ast.Call):
        return ast.unparse(item.func).rpartition(".")[2]
    return ast.unparse(item)


def test_every_call_that_seals_is_for_an_item_that_is_known() -> None:
    """A new kind of item with a sealed value fails here until the re-seal comes to it."""
    # GIVEN the calls that seal
    found = {(module, maker(function, item)) for module, function, item in sealing()}
    # WHEN those that seal for any item are left out
    kinds = {kind for module, kind in found if module not in PASSED_ON}
    # THEN the others are for kinds of items that the re-seal comes to, or that end by themselves
    assert kinds == RENEWED | WAITED_FOR.keys()
    assert {module for module, _ in found} >= PASSED_ON.keys()


def test_every_kind_is_in_the_world_of_these_tests() -> None:
    """So the raw scan after the re-seal is about all of them."""
    # GIVEN the kinds of items, by the first word of their keys
    known = {
        keys.connection("x"),
        keys.onboarding("x"),
        keys.endpoint("x"),
        keys.pseudonyms(),
        keys.broker_token("x"),
    }
    # WHEN a table with all of them is scanned
    found = {pk.partition("#")[0] for pk in under(a_sealed_world().world, "k1")}
    # THEN each has a value
    assert found == {key.pk.partition("#")[0] for key in known}
    assert len(known) == len(RENEWED)


def test_every_sealed_field_of_an_item_is_found() -> None:
    """By its attribute's name: a field that holds an envelope under another name fails here."""
    for item in items(a_sealed_world().world).values():
        # GIVEN an item of that table, WHEN the values that the re-seal finds are taken out
        rest = repr({name: value for name, value in item.items() if not name.startswith("sealed")})
        # THEN no envelope is left
        assert "v1.k1." not in rest
        assert len(sealed.values(item)) == repr(item).count("v1.k1.")


def test_each_field_of_an_onboarding_is_bound_to_its_own_name() -> None:
    """The attribute `sealed_link` holds what was sealed for `link`."""
    # GIVEN an onboarding with a value in every such attribute
    names = [each.name for each in fields(Onboarding) if each.name.startswith("sealed")]
    item: Item = {"pk": "ONBOARDING#x", "sk": "ONBOARDING", **dict.fromkeys(names, "v1.k1.x")}
    # WHEN they are found, THEN each has its field
    assert {each.attribute: each.field for each in sealed.values(item)} == {
        name: name.removeprefix("sealed_") for name in names
    }


def test_a_value_in_a_broken_attribute_is_seen() -> None:
    """A number with a fraction beside an envelope hides it: the key that it is under must stay."""
    # GIVEN an item with a map in which someone has put what is never stored
    item: Item = {**_KEY, "sealed": Foreign(), "sealed_link": "v1.k1.x", "version": Foreign()}
    # WHEN its sealed values are looked at
    hidden, link = sealed.values(item)
    # THEN it is among them, and tells no key
    assert hidden.envelope == ""
    with pytest.raises(UnsealableError):
        key_id_of(hidden.envelope)
    # AND the others are replaced, also in a map, where the version is no number of ours
    member = replace(link, member="api_key")
    item = {**item, "sealed_link": {"api_key": "v1.k1.x"}}
    assert exists("version") in sealed.replacement(item, {member: "v1.k2.x"}).when
