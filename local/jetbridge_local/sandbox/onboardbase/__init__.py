"""Onboardbase: an OAuth application whose code is exchanged for an API key and a passphrase.

Three hosts: the application where people authorise, the API of the exchange, the public API that
the key opens. Source: Onboardbase's page "OAuth with Onboardbase" and, where that page has lost
its text, Onboardbase's tutorial application and the External Secrets provider for it. Assumed: a
code lives ten minutes and is good once; a refusal is `error=access_denied`; every fault of an
exchange but an old code is `invalid_credentials`, whose number is not known; the error statuses
of the public API; the key that reads the team needs no scope.
"""

from jetbridge_local.sandbox.onboardbase.service import Onboardbase

__all__ = ["Onboardbase"]
