"""Whether Onboarder takes the deployment's client: it exchanges a code that was never issued.

`invalid_grant` says that the client was taken (RFC 6749 §5.2).
"""

from typing import Final

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.connection.own_credentials import ask_client
from jetbridge.flows.context import Context
from jetbridge.model.own_credentials import CLIENT_FIELDS, Finding, Result
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.partners.onboarder.credentials import client_pair

FIELDS: Final = CLIENT_FIELDS
OPTIONAL_FIELDS: Final = ()
_INVALID_GRANT: Final = "invalid_grant"


def examine(context: Context) -> tuple[Finding, ...]:
    """Exchange a code that cannot exist: the client is looked at before the code."""
    callback = f"{context.settings.base_url('localhost')}/connect/onboarder/callback"
    code = AuthorizationCode(Secret(context.ids.token()), callback, Secret(context.ids.token()))
    found, _ = ask_client(context, client_pair(context), code)
    taken = found.result is Result.REFUSED and found.error == _INVALID_GRANT
    return (replace(found, result=Result.WORKS, error="") if taken else found,)
