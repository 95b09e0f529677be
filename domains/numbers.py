"""Numbers as people write them, in forms and in spreadsheets."""

import re

# Groups of three behind a point, comma, apostrophe or space are thousands; one or two digits at the end are decimals.
NUMBER = re.compile(r"([+-]?)(\d+|[1-9]\d{0,2}(?:[.,'\u2019 ]\d{3})+)(?:[.,](\d{1,2}))?", re.ASCII)


def plain(text: str) -> str | None:
    """Return a number as Python reads it ("€ 50.000,5" -> "50000.5"), or None when it can mean two things."""
    text = " ".join(text.replace("€", " ").split())
    match = NUMBER.fullmatch(text)
    if not match:
        return None
    sign, whole, decimals = match.groups()
    return f"{sign}{re.sub('[^0-9]', '', whole)}.{decimals or 0}"
