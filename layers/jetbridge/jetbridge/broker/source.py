"""Where a credential comes from."""

from typing import Protocol

from jetbridge.broker.dialect import ClientCredentials, Dialect


class CredentialSource(Protocol):
    """One credential. Its name identifies it: in caches, in the table, at the limiter."""

    @property
    def name(self) -> str:
        """A stable name, free of secrets; another one once the credential is replaced."""
        ...

    @property
    def connection_id(self) -> str:
        """The connection whose credential it is; empty for the deployer's own."""
        ...

    @property
    def tenant(self) -> str:
        """The tenant whose connection it is; empty for the deployer's own."""
        ...

    @property
    def dialect(self) -> Dialect:
        """How its tokens are obtained and presented."""
        ...

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Return the credential, past any cache where `fresh`."""
        ...
