"""An approval as an admin gives it, and its exchange as the worker makes it."""

from jetbridge.flows import approvals, exchange
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.outcomes import Outcome
from jetbridge.model.transaction import CONSENT_LIFETIME, Consent, ConsentRequest
from jetbridge.store import consents
from jetbridge.web.sessions import Person


def given(bridge: Bridge, company_id: str, tenant: str, subject: str) -> Consent:
    """Store a consent page, and its approval; return the approval as the worker reads it."""
    consent_id = bridge.ids.token()
    request = ConsentRequest(company_id)
    until = bridge.clock.now() + CONSENT_LIFETIME
    shown = Consent(request, browser="b", person="p", csrf="c", expires_at=until)
    consents.create(bridge.table, consent_id, shown)
    found = consents.find(bridge.table, consent_id)
    assert found
    approved = approvals.give(bridge, found, Person(subject, tenant, "Ana Ruiz"))
    assert approved
    return approved


def exchanged(bridge: Bridge, *, company_id: str, tenant: str, subject: str) -> Outcome:
    """Approve, and exchange the credentials at once."""
    return exchange.approve(bridge, given(bridge, company_id, tenant, subject))
