"""What a hire is called, in our keys and at Enboarder: built here, and nowhere else.

A hire that a journey is for is named by company, candidate, job and sequence. SmartRecruiters' ids
of candidates and jobs are a company's own: two companies of one tenant may use the same ones.
"""

import hashlib
from typing import Final
from urllib.parse import quote

from jetbridge.model.company import company_key
from jetbridge.model.record import record

_MAX_FIELD_LENGTH: Final = 256
"""Characters of an id in a request to the API. Two ids of SmartRecruiters' may come to more."""


@record
class HireName:
    """The name of a hire that a journey is for. `company` is a `company_key`."""

    company: str
    candidate_id: str
    job_id: str
    sequence: int

    @property
    def text(self) -> str:
        """The name as one text: `acme/can-1/job-1/1`, each part escaped, so that it can be read."""
        parts = (self.company, self.candidate_id, self.job_id, str(self.sequence))
        return "/".join(quote(part, safe="") for part in parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """What tells the hire from every other one of its tenant."""
        return (self.company, self.candidate_id, self.job_id, str(self.sequence))

    @property
    def without_company(self) -> str:
        """The name by which an API client may know the hire, and an earlier release did."""
        name = of_client(self.candidate_id, self.job_id)
        return f"{name}/{self.sequence}" if self.sequence > 1 else name

    @property
    def as_field(self) -> str:
        """The same as a request's `externalCustomerId`: a digest where it is too long for one."""
        name = self.without_company
        return name if len(name) <= _MAX_FIELD_LENGTH else hashlib.sha256(name.encode()).hexdigest()


def of_journey(company_id: str, candidate_id: str, job_id: str, sequence: int) -> HireName:
    """Return the name of the hire that a journey is for."""
    return HireName(company_key(company_id), candidate_id, job_id, sequence)


def of_client(candidate_id: str, job_id: str) -> str:
    """Return the name of a hire of which an API client names candidate and job, no company."""
    return f"{candidate_id}/{job_id}"
