"""What Onboarder knows of a person, in both published shapes.

The person is made up; the document number and the picture are marked as fake, so that a test can
tell whether they ended up where they should not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jetbridge_local.sandbox.onboarder.flows import Shape
from jetbridge_local.sandbox.times import iso

EMAIL: Final = "vera.verified@example.com"
PHONE: Final = "+14155550155"
DOCUMENT_NUMBER: Final = "FAKE-X12345678"
PICTURE: Final = "https://images.onboarder.example/fake-picture.jpg"
BIRTH: Final = "1990-01-31"

_NAME: Final = {"name": "Vera Verified", "given_name": "Vera", "family_name": "Verified"}
_DOCUMENTS: Final = frozenset({"passport", "voters_card", "drivers_license", "document"})
_CONTACTS: Final = frozenset({"email", "phone"})


@dataclass(frozen=True, slots=True)
class Completed:
    """A person's way through a flow. `verifications` says what came of each; `at` is Unix time."""

    shape: Shape
    scopes: tuple[str, ...]
    verifications: Mapping[str, bool] = field(repr=False)
    at: int


def userinfo(completed: Completed) -> dict[str, object]:
    """Return the answer of the userinfo endpoint."""
    render = _reference if completed.shape is Shape.REFERENCE else _quickstart
    return render(completed)


def _reference(completed: Completed) -> dict[str, object]:
    """Return the shape of the API reference: snake_case, contacts at the top."""
    proved = completed.verifications
    by_scope: dict[str, dict[str, object]] = {
        "profile": {**_NAME, "picture": PICTURE},
        "email": {"email": EMAIL, "email_verified": proved.get("email", False)},
        "phone": {"phone": PHONE, "phone_verified": proved.get("phone", False)},
    }
    document = {"document_number": DOCUMENT_NUMBER, "country": "NG", "expiry_date": "2030-01-15"}
    return {
        "sub": "550e8400-e29b-41d4-a716-446655440000",
        **_shown(by_scope, completed),
        "verifications": {
            name: _outcome(name, "verified_at", completed, document)
            for name in proved
            if name not in _CONTACTS
        },
    }


def _quickstart(completed: Completed) -> dict[str, object]:
    """Return the shape of the Quickstart: camelCase, contacts among the verifications."""
    by_scope: dict[str, dict[str, object]] = {
        "profile": {**_NAME, "picture": PICTURE},
        "email": {"email": EMAIL},
        "phone": {"phone": PHONE},
    }
    document = {
        "documentType": "passport",
        "documentCountry": "NG",
        "documentNumber": DOCUMENT_NUMBER,
        "dateOfBirth": BIRTH,
    }
    return {
        "sub": "user_123",
        "biometricIdentityId": "OBD-123456",
        "faceEnrolled": True,
        "voiceEnrolled": False,
        **_shown(by_scope, completed),
        "verifications": {
            name: _outcome(name, "verifiedAt", completed, document)
            for name in completed.verifications
        },
    }


def _shown(by_scope: dict[str, dict[str, object]], completed: Completed) -> dict[str, object]:
    return {k: v for scope in completed.scopes for k, v in by_scope[scope].items()}


def _outcome(
    name: str, when: str, completed: Completed, document: dict[str, str]
) -> dict[str, object]:
    """Return one verification; what was not proved has no time and no document."""
    if not completed.verifications[name]:
        return {"verified": False}
    details = document if name in _DOCUMENTS else {}
    return {"verified": True, when: iso(completed.at), **details}
