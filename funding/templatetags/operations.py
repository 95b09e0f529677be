"""Operations on pages: amounts in their own currency, and what elsewhere is like a measure."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from domains.templatetags.figures import euros
from funding import precedents
from partnerships.languages import columns

register = template.Library()


@register.filter
def in_currency(amount, currency):
    """Return an amount with its currency, which is never converted; what a list does not say is said."""
    if amount is None or currency == "EUR":
        return euros(amount)
    decimals = 0 if amount == Decimal(amount).to_integral_value() else 2
    written = number_format(amount, decimal_pos=decimals, force_grouping=True)
    return f"{written}\u00a0{currency}" if currency else _("%(amount)s (currency not stated)") % {"amount": written}


@register.inclusion_tag("components/operations_like.html")
def operations_like(measure):
    """Show operations elsewhere that are much like a measure, by its titles in all languages."""
    return {"operations": precedents.like([getattr(measure, column) for column in columns("title")])}
