"""A company at SmartRecruiters, as its `companyId` names it."""

import re
from typing import Final

_COMPANY_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def is_company_id(text: str) -> bool:
    """Tell whether `text` can be a `companyId`.

    SmartRecruiters publishes no grammar. Its ids are made of the company's name, in letters,
    digits and the marks that need no escaping in a path; 100 characters is our assumption.
    """
    return _COMPANY_ID.fullmatch(text) is not None
