"""An input for numbers as people write them."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from domains.numbers import plain


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
