"""SmartRecruiters' Webhooks API in memory, of one company."""

from collections.abc import Callable
from typing import Final

from jetbridge.model.ports import HttpResponse
from tests.fakes.context import SMARTRECRUITERS
from tests.fakes.http import answer
from tests.fakes.partners.double import Call

SUBSCRIPTIONS: Final = f"{SMARTRECRUITERS}/webhooks-api/v201907/subscriptions"


def refusal(status: int, code: str) -> HttpResponse:
    """Return a refusal in SmartRecruiters' shape."""
    error = {"code": code, "message": code.lower()}
    return answer({"errors": [error], "message": code.lower()}, status=status)


def _with_version(name: str) -> object:
    return {"name": name, "version": "v201910"}


class Webhooks:
    """A company's latest subscription, and `older` ones.

    `handshake` is what it is answered at a callback URL to its `X-Hook-Secret`: the test's way to
    the code that answers. `shown` is how an event is shown.
    """

    def __init__(self) -> None:
        """Have no subscription, and nothing that answers a handshake."""
        self.status = "none"
        self.callback_url = ""
        self.events: list[str] = []
        self.keys: list[str] = []
        self.made = 0
        self.older: dict[str, dict[str, object]] = {}
        self.shown: Callable[[str], object] = _with_version
        self.handshake: Callable[[str, str], str | None] = lambda _url, _secret: None
        self.handshakes: list[str | None] = []

    @property
    def id(self) -> str:
        """The present subscription's."""
        return f"sub-{self.made}"

    def rotate(self) -> str:
        """Replace the key, as an administrator may at the partner, and return the new one."""
        self.keys.insert(0, f"rotated-{self.made}-{len(self.keys)}")
        return self.keys[0]

    def carry_out(self, call: Call, path: list[str]) -> HttpResponse:
        """Do what is asked of a path below `…/subscriptions`."""
        match call.method, path:
            case "GET", []:
                present = [] if self.status == "none" else [self._view()]
                return answer([*self.older.values(), *present])
            case "POST", []:
                return self._create(call)
            case "DELETE", [subscription_id]:
                return self._delete(subscription_id)
            case _, [subscription_id, *rest] if subscription_id == self.id:
                return self._of_present(call.method, rest)
        return refusal(404, "SUBSCRIPTION_NOT_FOUND")

    def _create(self, call: Call) -> HttpResponse:
        if self.status != "none":
            self.older[self.id] = self._view()
        self.made += 1
        self.status, self.keys = "inactive", []
        self.callback_url, self.events = call.body["callbackUrl"], call.body["events"]
        return answer(self._view(), status=201)

    def _of_present(self, method: str, path: list[str]) -> HttpResponse:
        match method, path:
            case "POST", ["secret-key"]:
                self.keys.insert(0, f"key-{self.made}-{len(self.keys)}")
                return answer({"secretKey": self.keys[0]}, status=201)
            case "GET", ["secret-key"] if self.keys:
                return answer({"secretKey": self.keys[0]})
            case "PUT", ["activation"]:
                return self._activate()
        return refusal(404, "SECRET_KEY_NOT_FOUND")

    def _activate(self) -> HttpResponse:
        if self.status == "active":
            return refusal(409, "SUBSCRIPTION_ALREADY_ACTIVE")
        echo = self.handshake(self.callback_url, "hook")
        self.handshakes.append(echo)
        if echo != "hook":
            return refusal(424, "HANDSHAKE_FAILED")
        self.status = "active"
        return answer(status=204)

    def _delete(self, subscription_id: str) -> HttpResponse:
        if subscription_id == self.id:
            self.status = "none"
        self.older.pop(subscription_id, None)
        return answer(status=204)

    def _view(self) -> dict[str, object]:
        return {
            "id": self.id,
            "callbackUrl": self.callback_url,
            "events": [self.shown(name) for name in self.events],
            "status": self.status,
        }
