"""The settings of a SmartRecruiters connection that say how its notifications reach us."""

from typing import Final

SUBSCRIPTION: Final = "subscription"
"""Where the subscription stands: a word of `jetbridge.partners.smartrecruiters.subscription`."""
SUBSCRIPTION_ID: Final = "subscriptionId"
SUBSCRIPTION_TROUBLE: Final = "subscriptionTrouble"
"""A word for what kept the last run from making sure of the subscription. Absent: nothing did."""
POLLED_UNTIL: Final = "polledUntil"
"""The poll's watermark, in Unix seconds: when the last window that is through began."""
POLL_TROUBLE: Final = "pollTrouble"
"""A word for what keeps the poll from coming to the end of the list. Absent: nothing does."""
POLL_TROUBLE_SINCE: Final = "pollTroubleSince"
"""Since when (Unix seconds) the poll has not come to the end of the list."""
POLL_TROUBLE_TOLD: Final = "pollTroubleTold"
"""Present once others were told of that."""
POLL_SIZE: Final = "pollSize"
"""How many candidates a page has, where those of the usual size take the partner too long."""
