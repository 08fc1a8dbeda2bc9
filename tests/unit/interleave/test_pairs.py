"""Any two flows that share an item: as if one had run after the other, whatever the moment."""

from typing import Final

import pytest

from tests.unit.interleave.companies import CLIENT, COMPANY, NEW_COMPANY
from tests.unit.interleave.documents import POLICY, WEBHOOK
from tests.unit.interleave.hires import HIRE, HIRE_ANEW, REQUEST
from tests.unit.interleave.journeys import JOURNEY

SCENES: Final = {
    "hire": HIRE,
    "hire anew": HIRE_ANEW,
    "request": REQUEST,
    "company": COMPANY,
    "new company": NEW_COMPANY,
    "client": CLIENT,
    "journey": JOURNEY,
    "policy": POLICY,
    "webhook": WEBHOOK,
}
PAIRS: Final = [
    (scene, first, second) for scene, each in SCENES.items() for first, second in each.pairs
]


@pytest.mark.parametrize(("scene", "first", "second"), PAIRS)
def test_two_flows_at_once_end_as_one_after_the_other(scene: str, first: str, second: str) -> None:
    """In every gap between a read and the write that follows it."""
    # GIVEN where everything stands when one flow has run after the other
    each = SCENES[scene]
    ends = [each.one_by_one(first, second), each.one_by_one(second, first)]
    # WHEN the second runs, whole, in a gap of the first
    for gap, end in each.interleaved(first, second):
        # THEN everything stands as after one of the two orders
        assert end in ends, gap
