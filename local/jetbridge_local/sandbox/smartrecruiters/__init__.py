"""SmartRecruiters, as a partner of its General Partner Integration meets it.

Source: SmartRecruiters' page "OAuth 2.0 General Partner Integration". The statuses of a refused
`/integrations` call are those of the page's twin for Assessment partners, in the error shape of
the Customer API; the shape of a refused token request is RFC 6749's. Both are assumptions.
"""

from jetbridge_local.sandbox.smartrecruiters.service import SmartRecruiters

__all__ = ["SmartRecruiters"]
