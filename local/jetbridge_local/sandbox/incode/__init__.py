"""Incode: the authorization server and the B2B Request New Onboarding API, two hosts.

Source: Incode's page "B2B - Request New Onboarding API". Its messages are repeated to the letter
where the page shows them; the others, and the statuses 401, 403 and 415, are our assumption in
the documented shape.
"""

from jetbridge_local.sandbox.incode.service import Incode

__all__ = ["Incode"]
