"""A measure gets no more money than it costs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.templatetags.figures import euros


def refuse_more_than(budget, amounts):
    """Refuse amounts that are more than the budget together; a budget that is not known refuses nothing."""
    total = sum(amounts)
    if budget is not None and total > max(budget, 0):  # a budget below zero has its own rule
        raise ValidationError(
            _("Together this is %(total)s, more than the budget of %(budget)s: correct the amounts or the budget.")
            % {"total": euros(total), "budget": euros(budget)}
        )
