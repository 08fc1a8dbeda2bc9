"""What Onboarder says of a person: two published shapes of one answer, read into one.

The API reference writes `verified_at`, `document_number`, `country`; the quickstart writes
`verifiedAt`, `documentNumber`, `documentCountry`. Which fields come is undocumented: all but
`sub` may be missing, and what is unknown is left behind.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model.person import Person, Verification
from jetbridge.model.ports import HttpResponse


class NoPerson(StrEnum):
    """Why there is no person to read."""

    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a reason's name, not a secret
    """The access token is no longer taken: a new authorisation is needed."""
    UNAVAILABLE = "unavailable"
    """The partner fails; the same request may succeed later."""
    UNREADABLE = "unreadable"
    """An answer that holds no person."""


_TEXTS: Final = {
    "sub": "subject",
    "name": "name",
    "given_name": "given_name",
    "family_name": "family_name",
    "email": "email",
    "phone": "phone",
    "picture": "picture",
    "biometric_identity_id": "biometric_id",
}
_FLAGS: Final = ("email_verified", "phone_verified", "face_enrolled", "voice_enrolled")
_DETAILS: Final = {
    "document_type": "document_type",
    "country": "country",
    "document_country": "country",
    "document_number": "document_number",
    "expiry_date": "expiry_date",
    "document_expiry_date": "expiry_date",
    # The quickstart's name for it is cut off in every copy.
    "date_of_birth": "date_of_birth",
    "birth_date": "date_of_birth",
    "dob": "date_of_birth",
}
_MAX_LENGTH: Final = 512
"""Characters of a text that are kept."""
_MAX_VERIFICATIONS: Final = 50

_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def read_userinfo(response: HttpResponse) -> Person | NoPerson:
    """Read the answer to `userinfo_request`."""
    match response.status:
        case 200:
            body = response.json()
            facts = _snake(body) if isinstance(body, dict) else {}
            return _person(facts) if _text(facts.get("sub")) else NoPerson.UNREADABLE
        case 401 if response.is_refusal:
            return NoPerson.TOKEN_REFUSED
        case _ if response.is_refusal:
            return NoPerson.UNREADABLE
        case _:
            return NoPerson.UNAVAILABLE


def _person(facts: Mapping[str, object]) -> Person:
    verifications = facts.get("verifications")
    proofs = verifications if isinstance(verifications, dict) else {}
    return Person(
        _texts(facts, _TEXTS)
        | {name: flag for name in _FLAGS if isinstance(flag := facts.get(name), bool)},
        tuple(
            _verification(kind, _snake(proof))
            for kind, proof in list(proofs.items())[:_MAX_VERIFICATIONS]
            if isinstance(proof, dict)
        ),
    )


def _verification(kind: str, proof: Mapping[str, object]) -> Verification:
    verified = proof.get("verified")
    return Verification(
        type=_HUMP.sub("_", kind[:_MAX_LENGTH]).lower(),
        verified=verified if isinstance(verified, bool) else None,
        verified_at=_text(proof.get("verified_at")),
        details=_texts(proof, _DETAILS),
    )


def _texts(facts: Mapping[str, object], names: Mapping[str, str]) -> dict[str, str]:
    return {ours: text for theirs, ours in names.items() if (text := _text(facts.get(theirs)))}


def _text(value: object) -> str:
    return value[:_MAX_LENGTH] if isinstance(value, str) else ""


def _snake(members: Mapping[str, object]) -> dict[str, object]:
    return {_HUMP.sub("_", name).lower(): value for name, value in members.items()}
