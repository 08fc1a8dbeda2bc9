"""The memory of the functions follows from what was measured."""

import pytest

from bench import memory, quota
from bench.charges import memory_of
from tests.unit.infra.templates import FUNCTION, resources, routes


def test_each_function_has_the_memory_that_was_chosen() -> None:
    """The sweep in docs/cost.md and the template say the same."""
    names = {name.removesuffix("Function").lower() for name in resources(FUNCTION)}
    assert {name: memory_of(name) for name in names} == memory.SETTINGS


def test_what_answers_callers_is_not_in_the_background() -> None:
    """A function with a route has the memory of those whose answer is waited for."""
    answering = {name.removesuffix("Function").lower() for name, _ in routes().values()}
    assert answering | {"authorizer"} == memory.SETTINGS.keys() - memory.BACKGROUND


@pytest.mark.parametrize(("megabytes", "share"), [(1_769, 1), (3_538, 1), (884.5, 0.5)])
def test_a_thread_gets_a_share_of_one_vcpu(megabytes: int, share: float) -> None:
    """In proportion to the memory, up to a whole one."""
    assert quota.share(megabytes) == share
