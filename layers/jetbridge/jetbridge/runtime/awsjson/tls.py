"""Which certificates a service of AWS may show.

Loading a bundle of all the world's authorities takes 20 to 45 ms of CPU time, the five of Amazon
under which AWS's endpoints are takes 2. So they are tried first, and the system's only where an
endpoint shows a certificate of another authority. Both are verified in full.
Source: amazontrust.com/repository; AWS Security Blog, "How to Prepare for AWS's Move to Its Own
Certificate Authority".
"""

import ssl
from collections.abc import Mapping
from functools import cache
from typing import Final

from jetbridge.runtime.awsjson.environment import NotConfiguredError

AMAZON_ROOTS: Final = f"{__file__.rpartition('/')[0]}/amazon_roots.pem"


def bundle(environ: Mapping[str, str]) -> str:
    """Return the file of authorities that is tried first: AWS_CA_BUNDLE's, or Amazon's.

    Raises:
        NotConfiguredError: AWS_CA_BUNDLE names no file of certificates.
    """
    named = environ.get("AWS_CA_BUNDLE")
    if not named:
        return AMAZON_ROOTS
    try:
        trusting(named)
    except OSError as error:
        raise NotConfiguredError(
            "AWS_CA_BUNDLE", f"must name a file of certificates ({type(error).__name__})"
        ) from None
    return named


@cache
def trusting(authorities: str | None) -> ssl.SSLContext:
    """Return a context that trusts the authorities in a file; None: those of the system."""
    return ssl.create_default_context(cafile=authorities)
