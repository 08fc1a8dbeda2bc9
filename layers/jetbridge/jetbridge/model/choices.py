"""What settings choose from.

In a module of its own: every function reads settings, and few need what the choices are about.
"""

from enum import StrEnum
from typing import Final

MAX_LINK_MINUTES: Final = 10_080
"""Minutes that the link to a verification may be good: requests and settings are held to it."""

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


class Mode(StrEnum):
    """Which companies a tenant may connect: the setting `SmartRecruitersCompanies`."""

    ANY = "any"
    """Every company that belongs to no other tenant and is listed for no other tenant."""
    LISTED = "listed"
    """Only companies that the operator has listed for the tenant."""
