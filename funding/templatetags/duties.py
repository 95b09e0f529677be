"""What the public reads because a fund's law wants it: that the EU supports a measure."""

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from funding.duties import RECOVERY_STATEMENT, STATEMENT, funds_of, statements_owed

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
# The wording of Article 34(2) of Regulation (EU) 2021/241, which the recovery facility wants whatever part it pays.
RECOVERY = {
    "nl": "Gefinancierd door de Europese Unie \N{EN DASH} NextGenerationEU",
    "en": "Funded by the European Union \N{EN DASH} NextGenerationEU",
    "fr": "Financé par l'Union européenne \N{EN DASH} NextGenerationEU",
    "de": "Finanziert von der Europäischen Union \N{EN DASH} NextGenerationEU",
}


@register.inclusion_tag("components/eu_support.html")
def eu_support(measure):
    """Show emblem and statements on the page of a measure whose funds ask for them; reads its allocations."""
    owed = statements_owed(measure, timezone.localdate())
    wordings = {STATEMENT: FUNDED if is_paid_whole(measure) else CO_FUNDED, RECOVERY_STATEMENT: RECOVERY}
    said = [wording for duty, wording in wordings.items() if duty in owed]
    language = get_language()
    others = [(code, wording[code]) for code, _name in settings.LANGUAGES if code != language for wording in said]
    return {
        "statements": [wording[language] for wording in said],
        "others": others,
        "funds": funds_of(measure) if owed else [],
    }


def is_paid_whole(measure):
    """Say whether EU funds pay all that a measure costs."""
    paid = sum(allocation.amount for allocation in measure.allocations.all() if allocation.fund)
    return measure.budget is not None and paid == measure.budget
