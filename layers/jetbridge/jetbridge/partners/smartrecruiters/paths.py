"""Where the pages of a consent are."""

from typing import Final
from urllib.parse import urlencode

from jetbridge.model.transaction import ConsentRequest

CONSENT: Final = "/smartrecruiters/consent"
"""SmartRecruiters knows it as the consentUrl."""
PROGRESS: Final = f"{CONSENT}/progress"
WINDOW: Final = f"{CONSENT}/window"
FRAME: Final = f"{CONSENT}/frame"


def of_request(asked: ConsentRequest) -> str:
    """Return the path and query that ask for the same consent again."""
    query = {"companyId": asked.company_id, "redirect": asked.redirect, "frame": asked.frame}
    return f"{CONSENT}?{urlencode({name: text for name, text in query.items() if text})}"
