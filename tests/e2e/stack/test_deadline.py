"""What becomes of a request whose partner never ends its answer."""

import re
from pathlib import Path
from typing import Final

from jetbridge_local.stack import LocalStack, Options
from jetbridge_local.stack.options import PROJECT
from tests.contract.http.hostile import Drip, a_server
from tests.e2e.stack.onboarding import onboard

_PATIENCE: Final = 60.0
_ENDLESS: Final = Drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")


def hurried(folder: Path) -> Path:
    """Return a template whose API functions have nine seconds, less than three calls need."""
    text = (PROJECT / "template.yaml").read_text()
    text = re.sub(r"(CodeUri|ContentUri): ", rf"\1: {PROJECT}/", text)
    template = folder / "template.yaml"
    template.write_text(text.replace("Timeout: 29", "Timeout: 9"))
    return template


def test_a_partner_that_drips_ends_in_our_error_and_not_in_lambdas(tmp_path: Path) -> None:
    """The call ends early enough to store what is known of it, and to say so."""
    # GIVEN a partner that sends a byte now and then, and a function with less time than the call
    with a_server(_ENDLESS) as url:
        options = Options(
            partners={"incode-api": url},
            template=hurried(tmp_path),
            run_directory=tmp_path,
            parameters={"HttpTimeout": "9"},
        )
        # WHEN an onboarding is requested
        with LocalStack(options) as stack:
            answer = onboard(stack)
            logs = "".join(log.read_text() for log in stack.logs.glob("OnboardingFunction-*.log"))
    # THEN the answer is ours: the outcome is unknown, or there was no time to ask
    assert answer.status_code in {502, 503}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "/problems/" in answer.json()["type"]
    # AND the function ended by itself
    assert "partner called" in logs
    assert "timed out" not in logs
