"""What verifications prove, and what is kept of a person."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model.choices import PERSON_FIELDS, VERIFICATION_FIELDS
from jetbridge.model.onboarding import Status
from jetbridge.model.person import (
    Person,
    Verification,
    verdict,
)

WHEN: Final = "2025-01-15T10:00:00Z"

type Proof = tuple[str, bool | None]


def a_person(*proofs: Proof, at: str = WHEN) -> Person:
    """Return a person who was asked to prove these things."""
    return Person({}, tuple(Verification(kind, proved, at) for kind, proved in proofs))


@pytest.mark.parametrize(
    ("proofs", "expected"),
    [
        ((), Status.IN_PROGRESS),
        ((("passport", True),), Status.VERIFIED),
        ((("passport", True), ("liveness", True)), Status.VERIFIED),
        ((("passport", False),), Status.REJECTED),
        ((("passport", True), ("liveness", False)), Status.REJECTED),
        ((("passport", True), ("liveness", None)), Status.IN_PROGRESS),
        ((("passport", False), ("drivers_license", True)), Status.VERIFIED),
        ((("passport", None),), Status.IN_PROGRESS),
        ((("liveness", True), ("face", True)), Status.IN_PROGRESS),
        ((("email", True), ("phone", True)), Status.IN_PROGRESS),
        ((("email", False), ("document", True)), Status.VERIFIED),
        ((("email_otp", True), ("phone_otp", False)), Status.IN_PROGRESS),
        ((("voters_card", True),), Status.VERIFIED),
        ((("something_new", True),), Status.VERIFIED),
    ],
)
def test_a_document_verifies_and_what_speaks_for_it_must_not_fail(
    proofs: tuple[Proof, ...], expected: Status
) -> None:
    """Contacts are reached, faces are alive: neither says who it is."""
    # THEN the verifications lead to this status
    assert verdict(a_person(*proofs), ()) is expected


@pytest.mark.parametrize(
    ("proofs", "expected"),
    [
        ((("passport", True), ("liveness", True)), Status.VERIFIED),
        ((("passport", True),), Status.IN_PROGRESS),
        ((("passport", True), ("liveness", False)), Status.REJECTED),
        ((("drivers_license", True), ("liveness", True)), Status.IN_PROGRESS),
        ((("passport", True), ("liveness", True), ("voice", False)), Status.VERIFIED),
    ],
)
def test_a_deployer_may_require_more(proofs: tuple[Proof, ...], expected: Status) -> None:
    """Each required type must be there, and verified; the others do not count."""
    # THEN a deployment that requires both decides so
    assert verdict(a_person(*proofs), ("passport", "liveness")) is expected


def test_what_was_skipped_is_not_held_against_anybody() -> None:
    """A verification without a time was not looked at: the person may still do it."""
    # GIVEN a person who completed a flow and skipped its steps
    skipped = a_person(("passport", False), ("liveness", False), at="")
    # THEN they are neither verified nor rejected
    assert verdict(skipped, ()) is Status.IN_PROGRESS


@given(
    st.dictionaries(
        st.sampled_from(["passport", "document", "liveness", "voice", "email", "other"]),
        st.sampled_from([True, False, None]),
    ),
    st.sets(st.sampled_from(["passport", "liveness"])),
)
def test_nobody_is_verified_whose_documents_are_not(
    proofs: dict[str, bool | None], required: set[str]
) -> None:
    """Whatever was completed, and whatever is required."""
    # GIVEN any outcome of any verifications
    found = verdict(a_person(*proofs.items()), required)
    # THEN only what was verified verifies
    if found is Status.VERIFIED:
        assert all(proofs.get(kind) for kind in required)
        assert any(proofs.values())


def test_only_the_fields_of_the_setting_are_kept() -> None:
    """Of each verification it stays that it happened, when, and how it ended."""
    # GIVEN a person of whom everything is known
    facts: dict[str, str | bool] = dict.fromkeys(PERSON_FIELDS, "x")
    details = dict.fromkeys(VERIFICATION_FIELDS, "y")
    person = Person(facts, (Verification("passport", verified=True, details=details),))
    # THEN nothing but the chosen fields is kept
    kept = person.kept({"name", "country"})
    assert kept == Person(
        {"name": "x"}, (Verification("passport", verified=True, details={"country": "y"}),)
    )
    # AND neither shows in a representation
    assert "x" not in repr(kept).replace("Person", "")
