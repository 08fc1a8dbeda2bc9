"""Which files belonged to one partner before each had a folder: for measuring earlier commits."""

from typing import Final

_FLOWS: Final = {
    "smartrecruiters": (
        "disable",
        "exchange",
        "exchange_answer",
        "leftovers",
        "outcomes",
        "subscription",
        "subscription_calls",
        "subscription_key",
        "webhook_keys",
        "journey/arm",
        "journey/hires",
        "journey/hiring",
        "journey/poll",
        "journey/report",
    ),
    "incode": ("incode_*", "refusals"),
    "onboarder": ("verification_visits", "verify_person", "visit_stands"),
    "onboardbase": ("key_exchange", "key_outcomes", "pull"),
    "enboarder": (
        "connection_refusals",
        "launch",
        "launch_refusals",
        "launch_reports",
        "launched_hires",
        "queued_launch",
    ),
}
"""Those of a general name in `flows`."""
_OTHERS: Final = {
    "onboarder": ("web/templates/verification.html.j2",),
    "onboardbase": ("partners/cryptojs.py", "web/templates/onboardbase.html.j2"),
    "enboarder": ("web/connection_bodies.py", "web/enboarder_bodies.py"),
}

OWN: Final = {
    partner: (
        f"partners/{partner}*.py",
        f"flows/*_{partner}.py",
        *(f"flows/{name}.py" for name in names),
        *_OTHERS.get(partner, ()),
    )
    for partner, names in _FLOWS.items()
}
"""Patterns of paths in the layer, by partner."""
