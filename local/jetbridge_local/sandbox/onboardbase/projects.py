"""The projects of a made-up team, their environments, and the secrets in them."""

import threading
import uuid
from dataclasses import dataclass, field
from typing import Final

from jetbridge_local.sandbox.credentials import ONBOARDBASE_ENVIRONMENT, ONBOARDBASE_PROJECT

TEAM: Final = {"id": "team-1", "title": "Jetbridge demo"}
MEMBERS: Final = ({"id": "member-1", "email": "olga.ops@example.com", "role": "owner"},)

_SECRETS: Final = {
    "SMTP_PASSWORD": "fake smtp password: 100% + more",
    "PAYROLL_TOKEN": "fake-payroll-token",
    "GREETING": "Grüße, 世界",
}


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret, in clear."""

    secret_id: str
    key: str
    value: str = field(repr=False)
    comment: str = ""


class Projects:
    """One project with two environments, one of which has secrets."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets = _start()

    def listed(self) -> list[dict[str, object]]:
        """Return the projects as JSON."""
        with self._lock:
            environments = [{"id": f"env-{title}", "title": title} for _, title in self._secrets]
        return [{**_project(), "environments": environments}]

    def within(self, project: str, environment: str) -> list[Secret] | None:
        """Return the secrets of an environment; None where there is no such place."""
        with self._lock:
            held = self._secrets.get((project, environment))
            return None if held is None else list(held.values())

    def put(self, project: str, environment: str, secrets: list[Secret]) -> None:
        """Add `secrets` to an environment that exists, in place of those with the same key."""
        with self._lock:
            self._secrets[project, environment].update({each.key: each for each in secrets})

    def reset(self) -> None:
        """Return to the made-up secrets."""
        with self._lock:
            self._secrets = _start()

    def view(self) -> list[dict[str, object]]:
        """Return every secret as JSON, in clear."""
        with self._lock:
            return [
                {"project": project, "environment": environment, "key": s.key, "value": s.value}
                for (project, environment), held in self._secrets.items()
                for s in held.values()
            ]


def place(project: str, environment: str) -> dict[str, object]:
    """Return what an answer says of where its secrets are."""
    return {
        "project": {"id": f"project-{project}", "title": project},
        "environment": {"id": f"env-{environment}", "title": environment},
        "team": TEAM,
    }


def new_id() -> str:
    """Return the id of a new secret."""
    return str(uuid.uuid4())


def _project() -> dict[str, object]:
    return {"id": f"project-{ONBOARDBASE_PROJECT}", "title": ONBOARDBASE_PROJECT}


def _start() -> dict[tuple[str, str], dict[str, Secret]]:
    secrets = {key: Secret(new_id(), key, value) for key, value in _SECRETS.items()}
    return {
        (ONBOARDBASE_PROJECT, "development"): {},
        (ONBOARDBASE_PROJECT, ONBOARDBASE_ENVIRONMENT): secrets,
    }
