"""Fakes of the ports, shared by all tests. The fake table and secrets live beside their ports."""

from tests.fakes.clock import FrozenClock
from tests.fakes.http import FakeHttp, answer
from tests.fakes.ids import SequenceIds
from tests.fakes.meter import CountingMeter

__all__ = ["CountingMeter", "FakeHttp", "FrozenClock", "SequenceIds", "answer"]
