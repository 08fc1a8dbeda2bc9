"""The current version of a secret, as AWS tells it.

moto 5.2.5 moves the label `AWSCURRENT`, and goes on answering GetSecretValue with the version that
was put last without labels of its own. AWS answers with the version that carries the label.
"""

from typing import Final

from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

_UPDATE: Final = SecretsManagerBackend.update_secret_version_stage


def install() -> None:
    """Give the moto of this process such versions."""
    SecretsManagerBackend.update_secret_version_stage = _update  # type: ignore[assignment,method-assign]  # moto has no hooks


def _update(
    backend: SecretsManagerBackend,
    secret_id: str,
    version_stage: str,
    remove_from_version_id: str,
    move_to_version_id: str,
) -> tuple[str, str]:
    named = _UPDATE(backend, secret_id, version_stage, remove_from_version_id, move_to_version_id)
    if version_stage == "AWSCURRENT" and move_to_version_id:
        secret = backend.secrets[secret_id]
        if isinstance(secret, FakeSecret):
            secret.default_version_id = move_to_version_id
    return named
