"""How issued credentials look and are recognised."""

import re

import pytest

from jetbridge.oauth import credentials
from jetbridge.runtime.ids import RandomIds


def test_every_credential_carries_a_prefix_and_its_whole_entropy() -> None:
    """96 random bits in a client id, 256 in a secret and in a token beside its client's 96."""
    # GIVEN the real random source
    ids = RandomIds()
    # WHEN one of each is minted
    client_id = credentials.client_id_of(ids.handle())
    secret = credentials.mint_client_secret(ids).reveal()
    token = credentials.mint_access_token(ids, client_id).reveal()
    # THEN each has its form
    assert re.fullmatch(r"jb_ci_[\w-]{16}", client_id, re.ASCII)
    assert re.fullmatch(r"jb_cs_[\w-]{43}", secret, re.ASCII)
    assert re.fullmatch(r"jb_at_[\w-]{59}", token, re.ASCII)


def test_a_token_names_its_client() -> None:
    """So that the client is found without a look at the token."""
    # GIVEN a token of a client
    ids = RandomIds()
    client_id = credentials.client_id_of(ids.handle())
    token = credentials.mint_access_token(ids, client_id).reveal()
    # WHEN it is parsed
    named = credentials.client_of(token)
    # THEN it names the client
    assert named == client_id
    assert credentials.is_client_id(client_id)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jb_at_",
        "jb_at_" + "a" * 58,
        "jb_at_" + "a" * 60,
        "jb_at_" + "a" * 58 + "#",
        "jb_cs_" + "a" * 59,
        " jb_at_" + "a" * 59,
        "jb_at_" + "a" * 59 + "\n",
        "jb_at_" + "é" * 59,
    ],
)
def test_what_was_never_issued_names_no_client(text: str) -> None:
    """Nothing but the exact form is looked up."""
    # GIVEN a text that is no token, WHEN it is parsed, THEN it names no person
    assert credentials.client_of(text) is None
    assert not credentials.is_client_id(text)
