"""What a partner does about a person's visit in the browser: a protocol a capability.

A module of a partner's folder has the functions of a protocol, as described in
`jetbridge.flows.partner`.
"""

from typing import Protocol, cast

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser.authorize import Departure
from jetbridge.flows.context import Context
from jetbridge.model import registry
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.partner import Capability
from jetbridge.model.settings import Settings
from jetbridge.model.verification import Learnt, Trouble


class CodeFlow(Protocol):
    """A partner at which a person proves who they are in the browser: the module `code_flow`.

    The links of its onboardings lead to us (`jetbridge.flows.onboarding.own_links`).
    """

    def address(self, settings: Settings, /) -> str:
        """Return the base URL of the partner's pages."""

    def scopes(self, settings: Settings, /) -> tuple[str, ...]:
        """Return the scopes that a person is asked for."""

    def authorization_url(
        self, context: Context, onboarding: Onboarding, departure: Departure, /
    ) -> str:
        """Return where the browser goes, with all that `departure` has for the URL.

        Raises:
            SecretUnavailableError: our client id cannot be read.
        """

    def learn(self, context: Context, code: AuthorizationCode, /) -> Learnt | Trouble:
        """Exchange a code, once, and return what the partner says of the person who brought it.

        The access token is not kept. Nothing that the partner answers raises an error.
        """


def code_flow(name: str) -> CodeFlow:
    """Return how persons are verified at a partner in the browser.

    Raises:
        LookupError: there is no such partner, or they are not.
    """
    return cast("CodeFlow", registry.partner(name).module(Capability.CODE_FLOW))
