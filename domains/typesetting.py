"""Turns a page of ours into a PDF for paper and for screen readers, with WeasyPrint.

Apart from the answers that use it (`domains.pdf`): it needs libraries of the system, which a machine may lack.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

FONTS = Path(find_spec("font_source_sans_pro").origin).parent / "files"
LETTERS = {400: "Regular", 600: "Semibold", 700: "Bold"}
PICTURE = re.compile(
    r'(?P<start><svg\b[^>]*\baria-(?:label="(?P<words>[^"]*)"|hidden="true")[^>]*>)(?P<inside>.*?</svg>)', re.DOTALL
)
PATTERN = re.compile(r'<pattern id="(?P<name>[^"]*)".*?</pattern>', re.DOTALL)


def address_of(name):
    return (FONTS / f"SourceSansPro-{name}.ttf").as_uri()


class OwnLetters(URLFetcher):
    """Gives the letters that our style sheet names, and refuses every other file and address."""

    def fetch(self, url, headers=None):
        if url not in map(address_of, LETTERS.values()):
            raise ValueError(f"A document asks for nothing from elsewhere, so not for {url}.")
        return super().fetch(url, headers)


@cache
def look():
    """Return the style of documents and their letters, read once."""
    letters = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: "Source Sans"; font-weight: {weight}; src: url("{address_of(name)}") }}\n'
        for weight, name in LETTERS.items()
    )
    style = Path(finders.find("css/document.css")).read_text(encoding="utf-8")
    return CSS(string=faces + style, font_config=letters, url_fetcher=OwnLetters()), letters


def with_pictures_complete(html):
    """Give each picture its words and the pattern of the page: a PDF looks for both inside the picture.

    A picture without words only decorates, and says a blank.
    """
    pattern = PATTERN.search(html)

    def completed(picture):
        start, words, inside = picture.group("start", "words", "inside")
        drawn = pattern[0] if f"url(#{pattern['name']})" in inside else ""
        return f"{start}<title>{words or '&nbsp;'}</title>{drawn}{inside}"

    return PICTURE.sub(completed, html)


def pdf_of(html, address):
    """Return the bytes of a tagged PDF (PDF/UA); its links start from this address."""
    style, letters = look()
    page = HTML(string=with_pictures_complete(html), base_url=address, url_fetcher=OwnLetters())
    return page.write_pdf(stylesheets=[style], font_config=letters, pdf_variant="pdf/ua-1")
