"""What the API shows of decisions that may be taken: every field is named here."""

from collections.abc import Sequence

from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import Decision
from jetbridge.model.policy import Policy
from jetbridge.web import journey_decisions
from jetbridge.web import policy_shapes as shapes


def decisions(
    policy: Policy, shown: Journey, possible: Sequence[Decision]
) -> shapes.PossibleDecisions:
    """Show what may be decided about a journey as it stands, and what each decision leads to."""
    return {
        "id": shown.id,
        "version": shown.version,
        "items": [
            {
                "decision": each,
                "question": journey_decisions.question(shown.id, each),
                "consequence": journey_decisions.consequence(policy, shown, each),
            }
            for each in possible
        ],
    }
