"""Numbers as people write them."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

# Groups of three behind a point, comma, apostrophe or space are thousands; one or two digits at the end are decimals.
NUMBER = re.compile(r"([+-]?)(\d+|[1-9]\d{0,2}(?:[.,'\u2019 ]\d{3})+)(?:[.,](\d{1,2}))?")


def plain(text):
    """Return a number as Python reads it ("€ 50.000,5" -> "50000.5"), or None when it can mean two things."""
    text = " ".join(text.replace("€", " ").split())
    match = NUMBER.fullmatch(text)
    if not match:
        return None
    sign, whole, decimals = match.groups()
    return f"{sign}{re.sub('[^0-9]', '', whole)}.{decimals or 0}"


class NumberField(forms.DecimalField):
    """A number with two decimals at most: 50.000 and 50 000,00 mean the same in every language.

    The browser's own number input would read a pasted 50.000 as fifty.
    """

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a number such as 50000 or 50000,50.")}

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            value = plain(value)
            if value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value):
        if not isinstance(value, int | Decimal):
            return value
        decimals = 0 if value == int(value) else 2
        return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}
