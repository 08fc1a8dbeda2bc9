"""A verified person: what a partner says of them, what is kept of it, and what it proves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from jetbridge.model.onboarding import Status

PERSON_FIELDS: Final = (
    "subject",
    "name",
    "given_name",
    "family_name",
    "email",
    "email_verified",
    "phone",
    "phone_verified",
    "picture",
    "biometric_id",
    "face_enrolled",
    "voice_enrolled",
)
"""What may be kept of a person."""

VERIFICATION_FIELDS: Final = (
    "document_type",
    "country",
    "document_number",
    "expiry_date",
    "date_of_birth",
)
"""What may be kept of a verification beside its type, outcome and time."""

_CONTACTS: Final = frozenset({"email", "email_otp", "phone", "phone_otp"})
"""They prove that an address is reached, not whose it is: they neither verify nor reject."""

_SUPPORTING: Final = frozenset(
    {"biometric", "biometric_enrolment", "biometric_enrollment", "face", "liveness", "voice"}
)
"""They prove that somebody is there, and speak for a document: alone they verify nobody."""


@dataclass(frozen=True, slots=True)
class Verification:
    """One thing that the person was asked to prove.

    `verified` is None where the partner does not say; `verified_at` is its own timestamp.
    """

    type: str
    verified: bool | None
    verified_at: str = ""
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """What a partner says of a person. Personal data: sealed at rest, never logged.

    `facts` are `PERSON_FIELDS`, the `details` of a verification `VERIFICATION_FIELDS`, as far as
    the partner sent them.
    """

    facts: Mapping[str, str | bool] = field(default_factory=dict, repr=False)
    verifications: tuple[Verification, ...] = field(default=(), repr=False)

    def kept(self, fields: Collection[str]) -> "Person":
        """Return what is kept where `fields` may be; of each verification that it happened."""
        return Person(
            {name: fact for name, fact in self.facts.items() if name in fields},
            tuple(
                replace(proof, details={n: v for n, v in proof.details.items() if n in fields})
                for proof in self.verifications
            ),
        )


def verdict(person: Person, required: Collection[str]) -> Status:
    """Return what the verifications prove, whatever else was completed.

    Where types are `required`, each of them must be verified. Otherwise a document must be, and
    nothing that speaks for a person may have failed.
    """
    proofs = {proof.type: proof.verified for proof in person.verifications}
    if required:
        counted = {kind: proofs.get(kind) for kind in required}
        enough = all(counted.values())
    else:
        counted = {kind: proved for kind, proved in proofs.items() if kind not in _CONTACTS}
        enough = any(proved for kind, proved in counted.items() if kind not in _SUPPORTING)
    if any(proved is False for proved in counted.values()):
        return Status.REJECTED
    return Status.VERIFIED if enough else Status.IN_PROGRESS
