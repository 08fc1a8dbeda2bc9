"""What is kept of a person who was verified: sealed in their onboarding."""

import json

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.person import Person, Verification
from jetbridge.model.record import asdict
from jetbridge.model.secret import Secret
from jetbridge.store import onboardings
from jetbridge.vault.sealing import Vault


def seal(vault: Vault, onboarding_id: str, kept: Person) -> str:
    """Seal what is kept of a person for their onboarding."""
    words = Secret(json.dumps(asdict(kept)))
    return idempotency.seal(vault, onboarding_id, onboardings.PERSON_FIELD, words)


def kept(context: Context, onboarding: Onboarding) -> Person | None:
    """Return what is kept of the person, None where nothing is yet.

    Raises:
        UnsealableError: it does not open.
    """
    if not onboarding.sealed_person:
        return None
    field, envelope = onboardings.PERSON_FIELD, onboarding.sealed_person
    words = json.loads(idempotency.open_(context.vault, onboarding, field, envelope).reveal())
    return Person(words["facts"], tuple(Verification(**each) for each in words["verifications"]))
