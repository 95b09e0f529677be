"""Texts on a page: what is not in the reader's language says so to her browser and screen reader."""

from django import template
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

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
