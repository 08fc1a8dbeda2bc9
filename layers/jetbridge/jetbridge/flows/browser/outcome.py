"""How an attempt to connect an account in the browser can end."""

from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence


@record
class Outcome:
    """The end of an attempt to connect an account.

    `connected` says whether the company is connected now; `status` is the page's HTTP status,
    where a page is shown; `advice` tells the reader what to do.
    """

    kind: str
    connected: bool
    status: int
    title: Sentence
    explanation: Sentence
    advice: Sentence
