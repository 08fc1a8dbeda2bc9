"""Write the API's description: `make openapi`."""

from jetbridge_local.openapi import files


def main() -> None:
    """Write every file that is made of the description."""
    for path, text in files.written().items():
        path.write_text(text)


if __name__ == "__main__":
    main()
