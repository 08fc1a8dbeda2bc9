"""An order of Incode, as the tests of the flows place it."""

from typing import Final

from jetbridge.partners.incode.api import Order

ORDER: Final = Order(
    integration_reference="int_b2b_prod_001",
    login_hint="ana@example.com",
    notification_type="URL",
    phone=None,
    email=None,
    candidate_id=None,
    name="Ana Ruiz",
    meeting_link=None,
    link_validity_minutes=60,
    external_customer_id="corr-1",
)
"""A verification by a link."""
