"""A verified person: what a partner says of them, what is kept of it, and what it proves."""

from collections.abc import Collection, Mapping
from typing import Final

from jetbridge.model.onboarding import Status
from jetbridge.model.record import field, record, replace

_CONTACTS: Final = frozenset({"email", "email_otp", "phone", "phone_otp"})
"""They prove that an address is reached, not whose it is: they neither verify nor reject."""

_SUPPORTING: Final = frozenset(
    {"biometric", "biometric_enrolment", "biometric_enrollment", "face", "liveness", "voice"}
)
"""They prove that a person is there, and speak for a document: alone they do not verify."""


@record
class Verification:
    """One thing that the person was asked to prove.

    `verified` is None where the partner does not say; `verified_at` is its own timestamp.
    """

    type: str
    verified: bool | None
    verified_at: str = ""
    details: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def failed(self) -> bool:
        """Whether it was checked and refused. Without a time, it was not done (yet)."""
        return self.verified is False and bool(self.verified_at)


@record
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

    Where types are `required`, each of them must be verified. Otherwise one document must be, and
    everything that was asked for beside documents, contacts aside.
    """
    proofs = [proof for proof in person.verifications if proof.type not in _CONTACTS]
    if required:
        proofs = [proof for proof in person.verifications if proof.type in required]
        enough = {proof.type for proof in proofs if proof.verified} == {*required}
    else:
        documents = [proof for proof in proofs if proof.type not in _SUPPORTING]
        supporting = [proof for proof in proofs if proof.type in _SUPPORTING]
        accepted = any(proof.verified for proof in documents)
        enough = accepted and all(proof.verified for proof in supporting)
        # One document will do: beside it, another that failed does not count.
        proofs = supporting if accepted else proofs
    if enough:
        return Status.VERIFIED
    return Status.REJECTED if any(proof.failed for proof in proofs) else Status.IN_PROGRESS
