"""What a mail says, read as people and their programs do."""

import re

import html5lib


def words_of_both(message):
    """Return the words of a mail's text, and those of its page with the addresses that links lead to."""
    (page, kind), *others = message.alternatives
    assert (kind, others) == ("text/html", [])
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    return message.body.split(), " ".join(_texts(body)).split()


def _texts(element):
    for part in element.iter():
        if part.text:
            yield part.text
        if part.tag == "a" and part.get("href") not in (part.text or ""):
            yield part.get("href")
        if part.tail:
            yield part.tail


def links_in(message, page):
    """Return the links to a page of the site that stand in a mail."""
    return re.findall(rf"{re.escape(page)}\?link=(\S+)", message.body)
