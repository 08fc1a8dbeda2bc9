"""Tenants, as the claim of a sign-in and the operator name them."""

import re
from typing import Final

_TENANT: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def is_tenant(text: str) -> bool:
    """Tell whether `text` can name a tenant: 1 to 64 letters, digits, `.`, `_` or `-`."""
    return _TENANT.fullmatch(text) is not None
