"""What the consent pages tell a tenant about a company that is not its own: nothing."""

from collections.abc import Callable
from typing import override

import pytest

from jetbridge.partners.smartrecruiters import companies
from jetbridge.store import consents, keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Write
from tests.fakes import answer
from tests.support.browser import Page
from tests.support.consent import POPUP, WITH_REDIRECT, FunctionEnv, decide
from tests.support.smartrecruiters import approve


def owned(env: FunctionEnv) -> None:
    """Let another tenant have connected the company."""
    assert approve(env.world.context(), "another").connected


def listed(env: FunctionEnv) -> None:
    """Let the company be listed for another tenant."""
    companies.allow(env.world.context(), "another", "acme", by="operator-1")


def unlisted(env: FunctionEnv) -> None:
    """Let only listed companies be connected."""
    env.settings["SMARTRECRUITERS_COMPANIES"] = "listed"


def refused(status: int) -> Callable[[FunctionEnv], None]:
    """Return what lets SmartRecruiters refuse the exchange."""
    return lambda env: env.smartrecruiters_answers(answer(status=status))


REASONS: dict[str, Callable[[FunctionEnv], None]] = {
    "owned": owned,
    "listed": listed,
    "unlisted": unlisted,
    "unknown": refused(404),
    "not granted": refused(403),
    "integrated elsewhere": refused(409),
    "rejected": refused(400),
}


class Counted(MemoryTable):
    """A table that counts its transactions."""

    def __init__(self) -> None:
        """Nothing is written."""
        super().__init__()
        self.written = 0

    @override
    def write(self, *writes: Write) -> None:
        """Count a transaction."""
        self.written += 1
        super().write(*writes)


HERE = {"owned", "listed", "unlisted"}
"""Reasons for which SmartRecruiters is not asked."""
LIMITER = 2
"""Transactions of the gate that a call to SmartRecruiters passes and leaves."""


def answered(env: FunctionEnv, url: str) -> tuple[Page, Page, Page]:
    """Approve as a stranger; return the page before sign-in, the consent page and the answer."""
    browser = env.browser()
    before = browser.get(url)
    page = env.signed_in(browser, url)
    return before, page, decide(browser, page, "approve")


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("url", [WITH_REDIRECT, POPUP])
def test_a_stranger_sees_one_page_whatever_the_reason(
    env: FunctionEnv, url: str, reason: str
) -> None:
    """Status, headers and words are the same."""
    # GIVEN a company that a tenant may not connect
    # WHEN an admin of that tenant approves it
    REASONS[reason](env)
    before, page, refusal = answered(env, url)
    # THEN before the sign-in, and on the consent page, nothing is told
    assert before.status == 303
    assert page.status == 200
    # AND the refusal is the one page
    assert refusal.status == 403
    assert "This company cannot be connected here" in refusal.body
    for word in ("another", "organisation", "listed", "404", "409"):
        assert word not in refusal.body


@pytest.mark.parametrize("reason", REASONS)
def test_a_refusal_is_the_same_work_but_for_the_call(env: FunctionEnv, reason: str) -> None:
    """A company that is refused here is stored and recorded as one that SmartRecruiters refuses."""
    # GIVEN a company that a tenant may not connect, its admin at the consent page, and a token
    env.world.table = table = Counted()
    approve(env.world.context(), "another", "some-other-company")
    REASONS[reason](env)
    browser = env.browser()
    page = env.signed_in(browser, POPUP)
    before = table.written
    # WHEN they approve
    decide(browser, page, "approve")
    # THEN decision, open exchange, its end with the outcome, the attempt, and two entries of the
    # audit trail are written, and what a call costs
    assert table.written - before == 6 + (0 if reason in HERE else LIMITER)


def test_an_outcome_of_an_earlier_release_is_answered_with_the_one_page(env: FunctionEnv) -> None:
    """A form that was approved before the upgrade, submitted again after it."""
    # GIVEN a consent that an earlier release concluded with an outcome of its own
    browser = env.browser()
    page = env.signed_in(browser, POPUP)
    consent_id = page.fields["transaction"]
    name = keys.digest(consent_id)
    env.world.table.write(consents.concluded(name, "held_elsewhere"))
    # WHEN it is submitted again
    answer_ = decide(browser, page, "approve")
    # THEN nothing breaks, and nothing is told
    assert answer_.status == 403
    assert "This company cannot be connected here" in answer_.body


def test_the_pages_are_the_same_to_the_letter(env: FunctionEnv) -> None:
    """Compared with each other: no reason leaves a trace."""
    # WHEN a stranger is refused for one reason after the other
    bodies = set[str]()
    for prepare in (refused(403), refused(404), owned):
        prepare(env)
        bodies.add(answered(env, POPUP)[2].body)
    # THEN there is one page
    assert len(bodies) == 1
