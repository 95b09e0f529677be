"""What a reader sees of a page."""

import html
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

READS = re.compile(r"\(?SELECT|DECLARE \S+ (NO SCROLL )?CURSOR (WITH HOLD )?FOR SELECT")  # the second on PostgreSQL


def text_of(response):
    """Return the words of a page, without marks and choices, with plain spaces."""
    page = re.sub(r"<(script|style|option).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    page = re.sub(r"</?data\b[^>]*>", "", page)  # stands within a sentence
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def number_of_queries(client, address):
    """Get a public page and return how many queries it took; a page may only read."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert all(READS.match(query["sql"]) for query in queries)
    return len(queries)
