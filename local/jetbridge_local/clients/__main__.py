"""Write the generated parts of the client libraries: `make clients`."""

import subprocess
import tempfile
from pathlib import Path

from jetbridge_local.clients import files, typescript


def main() -> None:
    """Write every file that is made of the API's description."""
    for path, text in files.written().items():
        path.write_text(text)
    typescript.SCHEMAS.write_text(schemas())


def schemas() -> str:
    """Return the types that openapi-typescript makes of the shapes.

    Raises:
        FileNotFoundError: it is not installed: `npm ci` in clients/typescript.
    """
    found = files.described()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "shapes.json", Path(folder) / "schemas.ts"
        source.write_text(typescript.shapes(found))
        program = typescript.PACKAGE / "node_modules" / ".bin" / "openapi-typescript"
        subprocess.run([program, source, "--output", target], check=True, capture_output=True)
        return typescript.stamp(found) + target.read_text()


if __name__ == "__main__":
    main()
