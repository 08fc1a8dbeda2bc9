"""A made-up hire in which nothing is missing: policies are tried on it before they are stored.

Source of the fields: SmartRecruiters' merged OpenAPI description (docs/partners). Whatever a
company's own candidates lack besides, its operator sees in `jetbridge policy dry-run --sample`.
"""

from collections.abc import Mapping
from typing import Any, Final

from jetbridge.model.hiring import Hire

APPLICATION: Final[Mapping[str, Any]] = {
    "applicationId": "5f1d7a52-7c1b-4f0e-9d55-1f6a3c2b9e10",
    "candidateId": "2b9f6c1e-03a4-4a53-8a35-6b1a5b0c7d21",
    "jobId": "c3a4e8d0-5b7e-4b34-9b5f-0d8e7f6a4c32",
    "status": "HIRED",
    "subStatus": "Offer accepted",
    "startsOn": "2026-03-02T00:00:00.000Z",
    "source": "Careers page",
    "url": "https://www.smartrecruiters.com/app/people/applications/5f1d7a52",
}

CANDIDATE: Final[Mapping[str, Any]] = {
    "id": "2b9f6c1e-03a4-4a53-8a35-6b1a5b0c7d21",
    "firstName": "Ana",
    "lastName": "Ruiz",
    "email": "ana.ruiz@example.com",
    "phoneNumber": "+14155550100",
    "location": {
        "country": "Spain",
        "countryCode": "ES",
        "region": "Comunidad de Madrid",
        "city": "Madrid",
    },
    "primaryAssignment": {
        "job": {"id": "c3a4e8d0-5b7e-4b34-9b5f-0d8e7f6a4c32", "title": "Nurse"},
        "status": "HIRED",
    },
}


def sample_hire() -> Hire:
    """Return the hire's documents."""
    return Hire(APPLICATION, CANDIDATE)
