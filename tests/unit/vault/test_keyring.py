"""The keyring: rules, each refused by its name."""

import pytest

from jetbridge.vault.keyring import read_keyring
from jetbridge.vault.secrets import SecretUnavailableError

MATERIAL = "m" * 43
CANARY = "canary-of-a-key"


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({}, "active"),
        ({"k1": MATERIAL}, "active"),
        ({"active": "k1"}, "active"),
        ({"active": "active"}, "active"),
        ({"active": CANARY, "k1": MATERIAL}, "active"),
        ({"active": "k1", "k1": CANARY}, "43 characters"),
        ({"active": f"{CANARY}.2", f"{CANARY}.2": MATERIAL}, "key ids"),
        ({"active": "", "": MATERIAL}, "key ids"),
    ],
)
def test_a_malformed_keyring_names_the_rule_and_nothing_else(
    members: dict[str, str], rule: str
) -> None:
    """The operator learns which rule is broken, and the log learns no content."""
    # GIVEN a keyring that breaks a rule
    # WHEN it is read
    with pytest.raises(SecretUnavailableError) as refused:
        read_keyring("keyring-arn", members)
    # THEN the secret and the rule are named, ids and material are not
    assert rule in str(refused.value)
    assert "keyring-arn" in str(refused.value)
    assert CANARY not in str(refused.value)
    assert MATERIAL not in str(refused.value)


@pytest.mark.parametrize("entry", [{"k2": CANARY}, {f"{CANARY}.2": MATERIAL}, {"": MATERIAL}])
def test_a_malformed_entry_leaves_the_other_keys_usable(entry: dict[str, str]) -> None:
    """One slip of an operator must not make every sealed value unreadable."""
    # GIVEN a keyring with an entry that is no key
    members = {"active": "k1", "k1": MATERIAL, "k0": MATERIAL, **entry}
    # WHEN it is read
    keyring = read_keyring("keyring-arn", members)
    # THEN the keys are there, and the entry is counted
    assert (keyring.active, set(keyring.material), keyring.malformed) == ("k1", {"k0", "k1"}, 1)


def test_a_keyring_does_not_show_its_material() -> None:
    """Printing a keyring shows which key is active, and no key."""
    # GIVEN a keyring, WHEN it is shown, THEN no material is seen
    keyring = read_keyring("keyring-arn", {"active": "k1", "k1": MATERIAL})
    assert MATERIAL not in repr(keyring)


def test_keys_differ_as_their_material_does() -> None:
    """Each key has 256 bits of its own."""
    # GIVEN two keys, WHEN they are derived, THEN they differ in 32 bytes each
    keyring = read_keyring("keyring-arn", {"active": "k1", "k1": MATERIAL, "k2": MATERIAL + "2"})
    assert len({keyring.key("k1"), keyring.key("k2")}) == 2
    assert len(keyring.key("k1")) == 32
