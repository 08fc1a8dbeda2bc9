"""How the text of a request is read."""

from typing import Final

from jetbridge.model.record import record


@record
class Reading:
    """How a request is read.

    `country` is where phone numbers without a country code are from (ISO 3166-1 alpha-2).
    `as_before` reads it as the releases before normalisation did, which passed text on as it was:
    digests that they stored are of that.
    """

    country: str = ""
    as_before: bool = False


AS_SENT: Final = Reading()
