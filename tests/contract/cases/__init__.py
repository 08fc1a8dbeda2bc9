"""Cases from the partners' pages, for whoever plays the partner and for whoever calls it."""

from tests.contract.cases.enboarder import (
    ENBOARDER_ADVANCED,
    ENBOARDER_ASSUMED_REFUSALS,
    ENBOARDER_BASIC,
    ENBOARDER_DOCUMENTED_REFUSALS,
)
from tests.contract.cases.incode import (
    INCODE_ACCEPTED,
    INCODE_ASSUMED_REFUSALS,
    INCODE_DOCUMENTED_REFUSALS,
)
from tests.contract.cases.shapes import (
    BodyRefusal,
    ExchangeRefusal,
    SignatureVector,
    TokenRefusal,
)
from tests.contract.cases.tokens import (
    ONBOARDBASE_EXCHANGE_REFUSALS,
    ONBOARDER_TOKEN_REFUSALS,
    TOKEN_REFUSALS,
)
from tests.contract.cases.vectors import CRYPTOJS_VECTOR, SMARTRECRUITERS_SIGNATURE

__all__ = [
    "CRYPTOJS_VECTOR",
    "ENBOARDER_ADVANCED",
    "ENBOARDER_ASSUMED_REFUSALS",
    "ENBOARDER_BASIC",
    "ENBOARDER_DOCUMENTED_REFUSALS",
    "INCODE_ACCEPTED",
    "INCODE_ASSUMED_REFUSALS",
    "INCODE_DOCUMENTED_REFUSALS",
    "ONBOARDBASE_EXCHANGE_REFUSALS",
    "ONBOARDER_TOKEN_REFUSALS",
    "SMARTRECRUITERS_SIGNATURE",
    "TOKEN_REFUSALS",
    "BodyRefusal",
    "ExchangeRefusal",
    "SignatureVector",
    "TokenRefusal",
]
