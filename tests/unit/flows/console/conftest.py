"""A console, before which a tenant has a journey that needs a person."""

import pytest

from tests.support.console import Console, a_console


@pytest.fixture
def console() -> Console:
    """Return a console whose tenant has a journey that waits for a decision."""
    console = a_console()
    console.simulation.hire()
    console.simulation.work_off()
    console.simulation.fail()
    console.simulation.work_off()
    return console
