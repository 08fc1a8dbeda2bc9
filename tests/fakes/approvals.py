"""An approval as an admin gives it, and its exchange as the worker makes it."""

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.model.transaction import CONSENT_LIFETIME, Consent, ConsentRequest
from jetbridge.partners.smartrecruiters import approvals, exchange
from jetbridge.store import consents
from jetbridge.web.sessions import Person


def given(context: Context, company_id: str, tenant: str, subject: str) -> Consent:
    """Store a consent page, and its approval; return the approval as the worker reads it."""
    consent_id = context.ids.token()
    request = ConsentRequest(company_id)
    until = context.clock.now() + CONSENT_LIFETIME
    shown = Consent(request, browser="b", person="p", csrf="c", expires_at=until)
    consents.create(context.table, consent_id, shown)
    found = consents.find(context.table, consent_id)
    assert found
    approved = approvals.give(context, found, Person(subject, tenant, "Ana Ruiz"))
    assert approved
    return approved


def exchanged(context: Context, *, company_id: str, tenant: str, subject: str) -> Outcome:
    """Approve, and exchange the credentials at once."""
    return exchange.approve(context, given(context, company_id, tenant, subject))
