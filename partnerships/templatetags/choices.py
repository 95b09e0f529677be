"""Choices that are too many for the loop of a template, which takes most of the time of a page."""

from html import escape

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def options(pairs):
    """Return an option of a list for each value and its words."""
    lines = (f'<option value="{escape(str(value))}">{escape(str(words))}</option>' for value, words in pairs)
    return mark_safe("".join(lines))  # noqa: S308 both parts are escaped
