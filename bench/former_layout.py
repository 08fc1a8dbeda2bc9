"""Which files belonged to one partner before each had a folder."""

from typing import Final

OWN: Final = {
    "smartrecruiters": (
        "partners/smartrecruiters*.py",
        "flows/*_smartrecruiters.py",
        "partners/smartrecruiters/disable.py",
        "partners/smartrecruiters/exchange.py",
        "partners/smartrecruiters/exchange_answer.py",
        "flows/tenant/leftovers.py",
        "partners/smartrecruiters/outcomes.py",
        "partners/smartrecruiters/subscription.py",
        "partners/smartrecruiters/subscription_calls.py",
        "partners/smartrecruiters/subscription_key.py",
        "partners/smartrecruiters/notification_keys.py",
        "partners/smartrecruiters/arm.py",
        "flows/journey/hires.py",
        "partners/smartrecruiters/hiring.py",
        "partners/smartrecruiters/poll.py",
        "partners/smartrecruiters/report.py",
    ),
    "incode": (
        "partners/incode*.py",
        "flows/*_incode.py",
        "flows/incode_*.py",
        "partners/incode/refusals.py",
    ),
    "onboarder": (
        "partners/onboarder*.py",
        "flows/*_onboarder.py",
        "partners/onboarder/visits.py",
        "partners/onboarder/verify.py",
        "partners/onboarder/visit_stands.py",
        "web/templates/verification.html.j2",
    ),
    "onboardbase": (
        "partners/onboardbase/cryptojs.py",
        "partners/onboardbase*.py",
        "flows/*_onboardbase.py",
        "partners/onboardbase/exchange.py",
        "partners/onboardbase/outcomes.py",
        "partners/onboardbase/pull.py",
        "web/templates/onboardbase.html.j2",
    ),
    "enboarder": (
        "partners/enboarder*.py",
        "flows/*_enboarder.py",
        "flows/connection/refusals.py",
        "partners/enboarder/launch.py",
        "partners/enboarder/refusals.py",
        "partners/enboarder/launch_reports.py",
        "partners/enboarder/launched_hires.py",
        "partners/enboarder/queued_launch.py",
        "partners/enboarder/connection_bodies.py",
        "partners/enboarder/bodies.py",
    ),
}
"""Patterns of paths in the layer, by partner."""
