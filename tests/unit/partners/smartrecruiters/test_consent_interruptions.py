"""Two at once, and a table that fails at the wrong moment."""

from typing import override

from jetbridge.model.connection import EXCHANGE_LEASE
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Delete, Item, Key, TableUnavailableError, Update, Write
from tests.fakes.identity_provider import TOKEN
from tests.support.consent import WITH_REDIRECT, FunctionEnv, decide


class Overtaken(MemoryTable):
    """A table on which another process takes each sign-in right after it was read."""

    @override
    def get(self, key: Key) -> Item | None:
        found = super().get(key)
        if key.pk.startswith("TRANSACTION#signin#"):
            self.write(Delete(key))
        return found


class Forgetful(MemoryTable):
    """A table that cannot be reached when an outcome is to be noted."""

    @override
    def write(self, *writes: Write) -> None:
        if any(isinstance(each, Update) and "outcome" in each.set for each in writes):
            raise TableUnavailableError
        super().write(*writes)


class Unreachable(MemoryTable):
    """A table that takes no writes."""

    @override
    def write(self, *writes: Write) -> None:
        raise TableUnavailableError


def test_of_two_returns_at_the_same_moment_one_counts(env: FunctionEnv) -> None:
    """The request that loses the race for the state gets the page of a replay."""
    # GIVEN a return that is overtaken between its read and its write
    env.world.table = Overtaken()
    browser = env.browser()
    url = env.identity.sign_in(browser.get(WITH_REDIRECT).location)
    # WHEN it arrives
    page = browser.get(url)
    # THEN it does not count, and the code was not traded
    assert page.status == 400
    assert not env.http.sent("POST", TOKEN)


def test_an_exchange_whose_end_cannot_be_stored_is_told_as_unknown(env: FunctionEnv) -> None:
    """What SmartRecruiters handed out is lost with it; the admin is told what to do about that."""
    # GIVEN a table that fails after the exchange
    env.world.table = Forgetful()
    browser = env.browser()
    page = env.signed_in(browser)
    # WHEN the admin approves, and waits until the exchange cannot go on any more
    waiting = decide(browser, page, "approve").location
    assert browser.get(waiting).status == 200
    env.world.clock.advance(EXCHANGE_LEASE)
    # THEN the page says so, and pressing again does not exchange again
    for ended in (browser.get(waiting), decide(browser, page, "approve")):
        assert (ended.status, "did not confirm" in ended.body) == (502, True)
    assert env.exchanges() == 1


def test_an_unreachable_table_is_a_page(env: FunctionEnv) -> None:
    """A person is not sent to sign in for a request that cannot be kept."""
    # GIVEN a table that does not answer
    env.world.table = Unreachable()
    # WHEN a person arrives
    page = env.browser().get(WITH_REDIRECT)
    # THEN a page says when to try again
    assert page.status == 503
    assert page.headers["retry-after"] == "5"
    assert "<h1>" in page.body
