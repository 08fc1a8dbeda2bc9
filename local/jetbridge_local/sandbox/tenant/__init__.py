"""The tenant's own system: it takes Jetbridge's signed webhooks and shows them to people.

It is what a tenant builds, in short: check the signature, know a repeat by its id, answer at once.
Source: https://www.standardwebhooks.com, version 1.0.0.
"""

from jetbridge_local.sandbox.tenant.service import Tenant

__all__ = ["Tenant"]
