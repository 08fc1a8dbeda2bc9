"""An OpenID provider: the customer administrator's own sign-in.

Authorization code flow with PKCE S256 (RFC 6749, RFC 7636, OpenID Connect Core 1.0). It refuses
to be framed, as real providers do.
"""

from jetbridge_local.sandbox.identity.service import Identity

__all__ = ["Identity"]
