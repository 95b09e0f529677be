"""Texts on a page: what is not in the reader's language says so to her browser and screen reader."""

from django import template
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language

from partnerships.languages import Text
from partnerships.words import pieces

register = template.Library()


def _foreign(text):
    language = getattr(text, "language", None)
    return language if text and language and language != get_language() else None


@register.filter
def marked(text):
    """Return `text` escaped, in <span lang="..."> when its language is not the page's."""
    if language := _foreign(text):
        return format_html('<span lang="{}">{}</span>', language, str(text))
    return format_html("{}", str(text))


@register.filter
def marked_paragraphs(text):
    """Return `text` as escaped paragraphs, marked with their language when it is not the page's."""
    paragraphs = mark_safe(linebreaks(str(text), autoescape=True))  # noqa: S308 escaped by linebreaks itself
    if language := _foreign(text):
        return format_html('<div lang="{}">{}</div>', language, paragraphs)
    return paragraphs


@register.filter
def with_words(text, words):
    """Return `text` escaped and marked like `marked`, with the words that were looked for in <mark>."""
    shown = (format_html("<mark>{}</mark>", piece) if found else piece for piece, found in pieces(str(text), words))
    written = format_html_join("", "{}", ((piece,) for piece in shown))
    if language := _foreign(text):
        return format_html('<span lang="{}">{}</span>', language, written)
    return written


@register.filter
def written_in(text, language):
    """Return a text that has no translations, such as a report, as one in the language its writer chose."""
    return Text(text, language)


@register.filter
def beginning(text, most):
    """Return the first `most` characters of a text, still in its language."""
    return Text(Truncator(str(text)).chars(most), text.language)
