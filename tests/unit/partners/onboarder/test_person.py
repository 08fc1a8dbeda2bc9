"""Both published shapes of userinfo, and what is neither."""

from typing import Any, Final

import pytest

from jetbridge.model.person import Person, Verification
from jetbridge.model.ports import HttpResponse
from jetbridge.partners.onboarder.person import NoPerson, read_userinfo
from tests.fakes import answer

REFERENCE: Final[dict[str, Any]] = {
    "sub": "550e8400-e29b-41d4-a716-446655440000",
    "email": "user@example.com",
    "email_verified": True,
    "phone": "+1234567890",
    "phone_verified": True,
    "name": "John Doe",
    "given_name": "John",
    "family_name": "Doe",
    "picture": "https://images.example/1",
    "verifications": {
        "passport": {
            "verified": True,
            "verified_at": "2025-01-15T10:00:00Z",
            "document_number": "X12345678",
            "country": "US",
            "expiry_date": "2030-01-15",
        },
        "liveness": {"verified": True, "verified_at": "2025-01-15T10:01:00Z"},
    },
}
QUICKSTART: Final[dict[str, Any]] = {
    "sub": "user_123",
    "email": "user@example.com",
    "name": "John Doe",
    "biometricIdentityId": "OBD-123456",
    "faceEnrolled": True,
    "voiceEnrolled": False,
    "verifications": {
        "email": {"verified": True, "verifiedAt": "2025-01-15T10:00:00Z"},
        "document": {
            "verified": True,
            "verifiedAt": "2025-01-15T10:01:00Z",
            "documentType": "passport",
            "documentCountry": "NG",
            "documentNumber": "X12345678",
            "dateOfBirth": "1990-01-31",
        },
    },
}


def test_the_reference_is_read_whole() -> None:
    """The sample of the API reference, field by field."""
    # THEN it is this person
    assert read_userinfo(answer(REFERENCE)) == Person(
        {
            "subject": "550e8400-e29b-41d4-a716-446655440000",
            "name": "John Doe",
            "given_name": "John",
            "family_name": "Doe",
            "email": "user@example.com",
            "phone": "+1234567890",
            "picture": "https://images.example/1",
            "email_verified": True,
            "phone_verified": True,
        },
        (
            Verification(
                "passport",
                verified=True,
                verified_at="2025-01-15T10:00:00Z",
                details={
                    "document_number": "X12345678",
                    "country": "US",
                    "expiry_date": "2030-01-15",
                },
            ),
            Verification("liveness", verified=True, verified_at="2025-01-15T10:01:00Z"),
        ),
    )


def test_the_quickstart_is_read_into_the_same_names() -> None:
    """Camel case, other keys, other verifications."""
    # THEN it is this person
    assert read_userinfo(answer(QUICKSTART)) == Person(
        {
            "subject": "user_123",
            "name": "John Doe",
            "email": "user@example.com",
            "biometric_id": "OBD-123456",
            "face_enrolled": True,
            "voice_enrolled": False,
        },
        (
            Verification("email", verified=True, verified_at="2025-01-15T10:00:00Z"),
            Verification(
                "document",
                verified=True,
                verified_at="2025-01-15T10:01:00Z",
                details={
                    "document_type": "passport",
                    "country": "NG",
                    "document_number": "X12345678",
                    "date_of_birth": "1990-01-31",
                },
            ),
        ),
    )


@pytest.mark.parametrize(
    ("proof", "verified"),
    [
        ({"verified": True}, True),
        ({"verified": False}, False),
        ({"verified": "true"}, None),
        ({"verified": 1}, None),
        ({}, None),
    ],
)
def test_only_true_is_true(proof: dict[str, object], verified: object) -> None:
    """Text that reads like a yes is none."""
    # WHEN a verification says so
    found = read_userinfo(answer({"sub": "1", "verifications": {"passport": proof}}))
    # THEN it counts as this
    assert isinstance(found, Person)
    assert found.verifications[0].verified is verified


@pytest.mark.parametrize(
    "body",
    [
        {"sub": "1", "verifications": []},
        {"sub": "1", "verifications": {"passport": "yes"}},
        {"sub": "1", "name": 7, "email_verified": "true", "unknown": {"deep": []}},
        {"sub": "1"},
    ],
)
def test_what_is_not_understood_is_left_behind(body: dict[str, object]) -> None:
    """Everything but `sub` may be missing or odd."""
    # THEN a person without it is read
    assert read_userinfo(answer(body)) == Person({"subject": "1"})


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (answer({"error": "invalid_token"}, status=401), NoPerson.TOKEN_REFUSED),
        (answer(status=500), NoPerson.UNAVAILABLE),
        (answer({"error": "server_error"}, status=503), NoPerson.UNAVAILABLE),
        (answer(status=429), NoPerson.UNAVAILABLE),
        (answer(status=302), NoPerson.UNAVAILABLE),
        (HttpResponse(401, body=b"<html>Blocked</html>"), NoPerson.UNAVAILABLE),
        (HttpResponse(403, body=b"<html>Blocked</html>"), NoPerson.UNAVAILABLE),
        (answer({"error": "invalid_request"}, status=400), NoPerson.UNREADABLE),
        (HttpResponse(200, body=b"<html>"), NoPerson.UNREADABLE),
        (answer({"sub": ""}), NoPerson.UNREADABLE),
    ],
)
def test_why_there_is_no_person(response: HttpResponse, reason: NoPerson) -> None:
    """A token that ended, an outage, and nonsense are three things."""
    # THEN each is told from the others
    assert read_userinfo(response) is reason


def test_a_flood_of_fields_is_cut() -> None:
    """What is kept has an end, whatever the partner sends."""
    # GIVEN an answer with too much of everything
    proofs = {f"type{number}": {"verified": True} for number in range(1_000)}
    found = read_userinfo(answer({"sub": "1", "name": "x" * 10_000, "verifications": proofs}))
    # THEN a part of it is read
    assert isinstance(found, Person)
    assert len(found.verifications) == 50
    assert found.facts["name"] == "x" * 512
