"""Limits that are no lengths of time in seconds."""

from typing import Final

IN_UNITS: Final = {
    "model.choices.MAX_LINK_MINUTES",
    "model.connect_link.MAX_MINUTES",
    "web.policy_document._MAX_HOURS",
}
"""Constants that are counted in the unit that their name says."""
