"""The container for macOS and Windows is set up as a machine with Linux is."""

import json

from tests.unit.infra.templates import ROOT


def test_the_container_has_the_python_of_the_project() -> None:
    """In an image that names its version, and the setup of `make`."""
    # GIVEN the description
    described = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    # THEN its image is of the version that .python-version names
    wanted = (ROOT / ".python-version").read_text().strip()
    image, _, tag = described["image"].rpartition(":")
    assert image.endswith("/python")
    assert f"-{wanted}-" in tag
    # AND it is set up by the target that everything else uses
    assert described["postCreateCommand"] == "make setup"
    # AND the API is where `make up` has it
    assert described["forwardPorts"] == [3000]
