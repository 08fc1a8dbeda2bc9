"""Write the generated parts of the client libraries: `make clients`."""

from jetbridge_local.clients import files


def main() -> None:
    """Write every file that is made of the API's description."""
    for path, text in files.written().items():
        path.write_text(text)


if __name__ == "__main__":
    main()
