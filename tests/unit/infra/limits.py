"""Limits that are no lengths of time in seconds."""

from typing import Final

IN_UNITS: Final = {"web.policy_document._MAX_HOURS", "model.choices.MAX_LINK_MINUTES"}
"""Constants that are counted in the unit that their name says."""
