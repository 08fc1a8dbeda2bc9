"""Which files belonged to one partner before each had a folder."""

from typing import Final

OWN: Final = {
    "smartrecruiters": (
        "partners/smartrecruiters*.py",
        "flows/*_smartrecruiters.py",
        "flows/disable.py",
        "flows/exchange.py",
        "flows/exchange_answer.py",
        "flows/leftovers.py",
        "flows/outcomes.py",
        "flows/subscription.py",
        "flows/subscription_calls.py",
        "flows/subscription_key.py",
        "flows/webhook_keys.py",
        "flows/journey/arm.py",
        "flows/journey/hires.py",
        "flows/journey/hiring.py",
        "flows/journey/poll.py",
        "flows/journey/report.py",
    ),
    "incode": (
        "partners/incode*.py",
        "flows/*_incode.py",
        "flows/incode_*.py",
        "flows/refusals.py",
    ),
    "onboarder": (
        "partners/onboarder*.py",
        "flows/*_onboarder.py",
        "flows/verification_visits.py",
        "flows/verify_person.py",
        "flows/visit_stands.py",
        "web/templates/verification.html.j2",
    ),
    "onboardbase": (
        "partners/cryptojs.py",
        "partners/onboardbase*.py",
        "flows/*_onboardbase.py",
        "flows/key_exchange.py",
        "flows/key_outcomes.py",
        "flows/pull.py",
        "web/templates/onboardbase.html.j2",
    ),
    "enboarder": (
        "partners/enboarder*.py",
        "flows/*_enboarder.py",
        "flows/connection_refusals.py",
        "flows/launch.py",
        "flows/launch_refusals.py",
        "flows/launch_reports.py",
        "flows/launched_hires.py",
        "flows/queued_launch.py",
        "web/connection_bodies.py",
        "web/enboarder_bodies.py",
    ),
}
"""Patterns of paths in the layer, by partner."""
