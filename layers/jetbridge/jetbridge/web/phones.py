"""Phone numbers as people write them, brought into E.164 form.

The library `phonenumbers` knows how numbers are written in each country. It takes a tenth of a
second to import, so it is imported when a number is met that is not in E.164 form already.
"""

import re
from typing import Final

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_MAX_LENGTH: Final = 64
_INTERNATIONAL: Final = re.compile(r"[^\d+]*00")


def e164(written: str, country: str = "") -> str | None:
    """Return a number in E.164 form, None where it cannot be read. An extension is left out.

    Args:
        written: the number, in any country's digits, with blanks, brackets and dashes.
        country: where it is from, if it has no country code (ISO 3166-1 alpha-2). Empty: it must
            have one, after `+` or `00`.
    """
    if _E164.fullmatch(written):
        return written
    if len(written) > _MAX_LENGTH:
        return None
    if _INTERNATIONAL.match(written):
        # No number begins with 00. Where it does not lead abroad, the author lives where it does.
        found = _parsed(written, country, certain=True)
        return found or _parsed(_INTERNATIONAL.sub("+", written, count=1), "")
    return _parsed(written, country)


def is_country(code: str) -> bool:
    """Return whether numbers can be read as those of a country."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def _parsed(written: str, country: str, *, certain: bool = False) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return None
    # A number that is possible without its area code only is no number that can be called.
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    if certain and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
