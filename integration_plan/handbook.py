"""The handbook inside the back office, from the same files as on paper: in Dutch, and in English for everybody else."""

import re

from django.conf import settings
from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from markdown import Markdown

FOLDER = settings.BASE_DIR / "docs" / "handbook"
PAGES = ("staff", "spreadsheets")


def handbook(request, page="staff"):
    """Show a page of the handbook to whoever is signed in."""
    if page not in PAGES:
        raise Http404
    path, language = file_of(page, get_language())
    title, text, contents = rendered(path.read_text(encoding="utf-8"))
    context = admin.site.each_context(request) | {"title": title, "language": language, "text": text}
    return TemplateResponse(request, "admin/handbook.html", context | {"contents": contents})


def file_of(page, language):
    """Return the file of a page in the reader's language, or the English one, with its language."""
    own = FOLDER / f"{page}.{language}.md"
    return (own, language) if own.exists() else (FOLDER / f"{page}.md", "en")


def rendered(text):
    """Return the title of a page, its HTML, and its headings as (anchor, name). The files are ours: they are safe."""
    title, _newline, body = text.removeprefix("# ").partition("\n")
    writer = Markdown(extensions=["tables", "toc"])
    html = re.sub(r'href="(\w+)(?:\.\w\w)?\.md"', _address, writer.convert(body))
    return title, mark_safe(html), [(token["id"], token["name"]) for token in writer.toc_tokens]  # noqa: S308


def _address(link):
    return f'href="{reverse("handbook", args=[link[1]])}"'
