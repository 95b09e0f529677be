"""What a reader sees of a page."""

import html
import re


def text_of(response):
    """Return the words of a page, without marks and choices, with plain spaces."""
    page = re.sub(r"<(script|style|option).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
