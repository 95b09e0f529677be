"""What the public reads because a fund's law wants it: that the EU supports a measure."""

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from funding.duties import funds_of, is_to_be_named

register = template.Library()

# The wording of Annex IX of Regulation (EU) 2021/1060; it is not ours to translate.
FUNDED = {
    "nl": "Gefinancierd door de Europese Unie",
    "en": "Funded by the European Union",
    "fr": "Financé par l'Union européenne",
    "de": "Finanziert von der Europäischen Union",
}
CO_FUNDED = {
    "nl": "Medegefinancierd door de Europese Unie",
    "en": "Co-funded by the European Union",
    "fr": "Cofinancé par l'Union européenne",
    "de": "Kofinanziert von der Europäischen Union",
}


@register.inclusion_tag("components/eu_support.html")
def eu_support(measure):
    """Show emblem and statement on the page of a measure whose fund asks for them; reads its allocations."""
    if not is_to_be_named(measure, timezone.localdate()):
        return {}
    said = FUNDED if is_paid_whole(measure) else CO_FUNDED
    language = get_language()
    others = [(code, said[code]) for code, _name in settings.LANGUAGES if code != language]
    return {"statement": said[language], "others": others, "funds": funds_of(measure)}


def is_paid_whole(measure):
    """Say whether EU funds pay all that a measure costs."""
    paid = sum(allocation.amount for allocation in measure.allocations.all() if allocation.fund)
    return measure.budget is not None and paid == measure.budget
