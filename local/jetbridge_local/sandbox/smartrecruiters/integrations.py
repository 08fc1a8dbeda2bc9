"""The integrations of customer companies, and the credentials that belong to them."""

import secrets
import threading
import uuid
from dataclasses import dataclass, replace

from jetbridge_local.sandbox.credentials import SMARTRECRUITERS_MASTER, ClientCredentials
from jetbridge_local.sandbox.oauth import same


@dataclass(frozen=True, slots=True)
class Integration:
    """One company's integration.

    `issued` is the pair that SmartRecruiters made for the partner, `received` the pair that the
    partner made for SmartRecruiters, None where the integration is not bi-directional.
    """

    integration_id: str
    company_id: str
    issued: ClientCredentials
    received: ClientCredentials | None
    enabled: bool = True

    def view(self) -> dict[str, object]:
        """Return the integration as JSON, credentials included."""
        return {
            "integrationId": self.integration_id,
            "companyId": self.company_id,
            "status": "enabled" if self.enabled else "disabled",
            "issued": _pair(self.issued),
            "received": _pair(self.received) if self.received else None,
        }


def company_key(company_id: str) -> str:
    """Return the form by which companies are compared: their ids are the same in any case."""
    return company_id.casefold()


class AlreadyIntegratedError(Exception):
    """The company has an enabled integration."""


class ConsentWithheldError(Exception):
    """The company did not grant the partner its scopes."""


class ClientIdTakenError(Exception):
    """The partner sent a clientId that it sent before."""


class Integrations:
    """All integrations, the disabled ones too, in the order of their creation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._integrations: list[Integration] = []
        self._withheld: set[str] = set()

    def confirm(self, company_id: str, received: ClientCredentials | None) -> Integration:
        """Integrate `company_id`, with a fresh pair.

        Raises:
            ConsentWithheldError, AlreadyIntegratedError, ClientIdTakenError: see there.
        """
        with self._lock:
            if company_key(company_id) in self._withheld:
                raise ConsentWithheldError
            if self._enabled(company_id) is not None:
                raise AlreadyIntegratedError
            if received and received.client_id in self._received_ids():
                raise ClientIdTakenError
            integration = Integration(
                integration_id=str(uuid.uuid4()),
                company_id=company_id,
                issued=ClientCredentials(secrets.token_hex(8), secrets.token_urlsafe(24)),
                received=received,
            )
            self._integrations.append(integration)
            return integration

    def disable(self, company_id: str) -> Integration | None:
        """Disable the company's integration and return it; None where none is enabled."""
        with self._lock:
            integration = self._enabled(company_id)
            if integration is None:
                return None
            disabled = replace(integration, enabled=False)
            self._integrations[self._integrations.index(integration)] = disabled
            return disabled

    def latest(self, company_id: str) -> Integration | None:
        """Return the company's integration, or the last one that it had."""
        with self._lock:
            newest_first = reversed(self._integrations)
            key = company_key(company_id)
            return next((i for i in newest_first if company_key(i.company_id) == key), None)

    def holder(self, client_id: str) -> Integration | None:
        """Return the enabled integration whose issued pair has `client_id`."""
        with self._lock:
            return next(
                (i for i in self._integrations if i.enabled and i.issued.client_id == client_id),
                None,
            )

    def authenticate(self, client_id: str, client_secret: str) -> bool:
        """Return whether the pair is the master's or that of an enabled integration."""
        holder = self.holder(client_id)
        pair = holder.issued if holder else SMARTRECRUITERS_MASTER
        return same(client_id, pair.client_id) and same(client_secret, pair.client_secret)

    def withhold(self, company_id: str) -> None:
        """Let the company refuse its consent from now on."""
        with self._lock:
            self._withheld.add(company_key(company_id))

    def view(self) -> dict[str, object]:
        """Return everything as JSON, credentials included."""
        with self._lock:
            return {
                "integrations": [integration.view() for integration in self._integrations],
                "consentWithheld": sorted(self._withheld),
            }

    def clear(self) -> None:
        """Forget every integration and every withheld consent."""
        with self._lock:
            self._integrations.clear()
            self._withheld.clear()

    def _enabled(self, company_id: str) -> Integration | None:
        key = company_key(company_id)
        of_company = (i for i in self._integrations if company_key(i.company_id) == key)
        return next((i for i in of_company if i.enabled), None)

    def _received_ids(self) -> set[str]:
        return {i.received.client_id for i in self._integrations if i.received}


def _pair(pair: ClientCredentials) -> dict[str, str]:
    return {"clientId": pair.client_id, "clientSecret": pair.client_secret}
