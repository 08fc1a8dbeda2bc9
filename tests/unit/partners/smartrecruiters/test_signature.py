"""SmartRecruiters' signature, byte for byte."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters.signature import Delivery, is_signed, signature

KEY: Final = Secret("HeBVky2bccvvkcXPimH8c")
MADE: Final = "2e9291f10d44ca10204a4cd81b05d73b6a316b2b605d4e2e0e0b37b40198ce1f"
VECTOR: Final = Delivery(
    body=b'{"job_id":"jid","candidate_id":"cid"}',
    timestamp="1574080897",
    event_id="123",
    event_name="application.created",
    event_version="v201910",
    link="<http://smartrecruiters.com/endpoint>; rel=self",
    signature=f"v1={MADE}",
)
"""The vector of the partner's page "subscriptionsgeneratesecretkey"."""
OTHER: Final = Secret("another-key")


def test_the_published_vector() -> None:
    """What SmartRecruiters computes, we compute."""
    # THEN the signature is the published one
    assert signature(VECTOR, KEY) == MADE
    assert is_signed(VECTOR, [KEY])


def test_one_of_several_signatures_by_one_of_several_keys_is_enough() -> None:
    """For a day after a new key was made, deliveries carry a value for each."""
    # GIVEN a delivery that was signed with two keys
    both = f"v1={signature(VECTOR, OTHER)}; v1={MADE}"
    delivery = replace(VECTOR, signature=both)
    # THEN a holder of one of them, new or old, sees it
    assert is_signed(delivery, [KEY])
    assert is_signed(delivery, [OTHER])
    assert is_signed(delivery, [Secret("unused"), KEY])
    assert not is_signed(delivery, [Secret("unused")])


@pytest.mark.parametrize(
    "changed",
    [
        {"body": b'{"job_id":"jid", "candidate_id":"cid"}'},
        {"body": b""},
        {"timestamp": "1574080898"},
        {"event_id": "124"},
        {"event_name": "application.deleted"},
        {"event_version": ""},
        {"link": ""},
        {"signature": ""},
        {"signature": MADE},
        {"signature": f"v2={MADE}"},
        {"signature": f"v1={MADE[:-1]}"},
        {"signature": f"v1={MADE.upper()}"},
        {"signature": "v1="},
        {"signature": "v1=é"},
    ],
)
def test_any_change_breaks_the_signature(changed: dict[str, str | bytes]) -> None:
    """Every part of a delivery is signed, white space included."""
    # GIVEN a delivery that was changed on its way
    delivery = replace(VECTOR, **changed)  # type: ignore[arg-type]  # of the fields' own types
    # THEN it is not signed
    assert not is_signed(delivery, [KEY])


def test_missing_headers_count_as_empty() -> None:
    """A delivery without them can be signed all the same."""
    # GIVEN a delivery with nothing but a body
    delivery = Delivery.of({}, b"{}")
    signed = replace(delivery, signature=f"v1={signature(delivery, KEY)}")
    # THEN its signature is of the body between empty parts
    assert delivery.signed == b".{}...."
    assert is_signed(signed, [KEY])


def test_a_body_need_not_be_text() -> None:
    """The signature is over bytes, whatever they say."""
    # GIVEN a delivery of no known encoding
    delivery = replace(VECTOR, body=b"\xff\xfe\x00")
    # THEN it can be signed
    assert is_signed(replace(delivery, signature=f"v1={signature(delivery, KEY)}"), [KEY])


@pytest.mark.parametrize(
    ("timestamp", "sent_at"),
    [("1574080897", 1574080897), ("", None), ("-1", None), ("1e9", None), ("9" * 40, None)],
)
def test_a_timestamp_is_whole_seconds(timestamp: str, sent_at: int | None) -> None:
    """What is no timestamp is no time."""
    # THEN it reads as
    assert replace(VECTOR, timestamp=timestamp).sent_at == sent_at
