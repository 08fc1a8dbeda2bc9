"""What `make client` builds is what a backend installs."""

import subprocess
import tarfile
import zipfile
from pathlib import Path

import jetbridge
from jetbridge_local.clients.python import PACKAGE
from tests.support import typescript
from tests.unit.infra.templates import ROOT


def test_both_packages_are_whole(tmp_path: Path) -> None:
    """Modules, types and licence, of this release, and nothing else of the checkout."""
    # GIVEN the TypeScript client, built, so that no other test finds it half written
    built = typescript.built()
    # WHEN the packages are built
    make = ["make", "--silent", "client", f"DIST={tmp_path}"]
    subprocess.run(make, cwd=ROOT, check=True, capture_output=True)
    # THEN the wheel holds the Python client
    (wheel,) = tmp_path.glob(f"jetbridge_client-{jetbridge.__version__}-py3-none-any.whl")
    names = {*zipfile.ZipFile(wheel).namelist()}
    package = {name for name in names if ".dist-info/" not in name}
    assert package == {f"jetbridge_client/{each.name}" for each in PACKAGE.glob("*.*")}
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    # AND the other one the TypeScript client
    (archive,) = tmp_path.glob(f"jetbridge-client-{jetbridge.__version__}.tgz")
    with tarfile.open(archive) as packed:
        held = {name.removeprefix("package/") for name in packed.getnames()}
    sources = {each.stem for each in (built / "src").glob("*.ts")}
    modules = {f"dist/{name}{end}" for name in sources for end in (".js", ".d.ts")}
    assert held == modules | {"package.json", "README.md", "LICENSE"}
