"""What a reader sees of a page."""

import html
import re


def text_of(response):
    """Return the words of a page, without marks and choices, with plain spaces."""
    page = re.sub(r"<(script|style|option).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    page = re.sub(r"</?data\b[^>]*>", "", page)  # stands within a sentence
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
