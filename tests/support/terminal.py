"""What a terminal may be sent."""

import unicodedata


def is_harmless(text: str) -> bool:
    """Return whether a terminal shows a text, and does nothing else."""
    return all(
        letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        for letter in text
    )
