"""What a reader can ask of funds, allocations and operations. Pages and API share this."""

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from domains.filters import FigureFilter, PartFilter, StatusFilter
from domains.models import ActionPlan, Domain, Measure, Objective
from funding.models import Allocation, Application, Call, Consultation, Fund, Operation, OperationList, Programme
from funding.models.operation import COUNTRIES, CURRENCIES
from funding.questions import QUESTIONS
from funding.words import STATES
from partnerships.filters import LongSelect, one_of
from partnerships.models import Territory
from partnerships.words import MOST


class FundFilter(filters.FilterSet):
    """Filters of the list of funds."""

    role = filters.ChoiceFilter(choices=Fund.Role.choices, label=_("Role"))
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), field_name="domains")

    class Meta:
        model = Fund
        fields = ["role", "domain"]


class AllocationFilter(filters.FilterSet):
    """Filters of the list of allocations."""

    fund = one_of(Fund.objects.all(), "slug", _("Fund"))
    measure = one_of(Measure.objects.public(), "reference", _("Measure"))

    class Meta:
        model = Allocation
        fields = ["fund", "measure"]


class ApplicationFilter(filters.FilterSet):
    """Filters of the list of applications."""

    fund = one_of(Fund.objects.all(), "slug", _("Fund"))
    measure = one_of(Measure.objects.public(), "reference", _("Measure"))
    state = filters.ChoiceFilter(
        choices=[choice for choice in Application.State.choices if choice[0] != Application.State.IDEA],
        label=_("How far it is"),
        method="filter_state",
    )

    class Meta:
        model = Application
        fields = ["fund", "measure", "state"]

    def filter_state(self, queryset, name, state):
        return queryset.in_state(state)


class OfTheFundThatWasAsked:
    """The fund chooses among applications, and not among measures: who asks gets nothing yet."""

    def filter_fund(self, queryset, name, fund):
        return queryset


class AskedFilter(OfTheFundThatWasAsked, PartFilter):
    """Filters of a file of applications: those of their measures, and the fund that was asked."""


class AskedFigureFilter(OfTheFundThatWasAsked, FigureFilter):
    """Filters of a figure about applications."""


class GapFilter(filters.FilterSet):
    """What the gap map is about: the objectives of a plan or domain, in a place."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"), field_name="domain__plan")
    domain = one_of(Domain.objects.select_related("plan"), "slug", _("Domain"))
    territory = one_of(Territory.objects.all(), "code", _("Place"), method="filter_place", widget=LongSelect)

    class Meta:
        model = Objective
        fields = ["plan", "domain", "territory"]

    def filter_place(self, queryset, name, territory):
        """Keep every objective: the place chooses among measures."""
        return queryset


def some_of(question):
    """Make a filter on the answers to a question of the finder that a call names."""
    asked = QUESTIONS[question]
    choice = filters.ChoiceFilter(choices=asked.choices, label=asked.label, method=f"filter_{question}")
    return extend_schema_field({"type": "string", "enum": [*dict(asked.choices)], "description": asked.label})(choice)


class CallFilter(filters.FilterSet):
    """Filters of the list of calls; each narrows it further."""

    q = filters.CharFilter(label=_("Search"), method="filter_words", max_length=MOST, widget=forms.SearchInput)
    state = extend_schema_field({"type": "string", "enum": list(STATES), "description": _("Can you apply?")})(
        StatusFilter(
            choices=list(STATES.items()),
            label=_("Can you apply?"),
            widget=forms.CheckboxSelectMultiple,
            method="filter_states",
        )
    )
    fund = one_of(Fund.objects.all(), "slug", _("Fund"))
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), field_name="domains")
    territory = one_of(
        Territory.objects.all(),
        "code",
        _("Place"),
        method="filter_place",
        widget=LongSelect,
        help_text=_("With the calls for a larger place that it lies in."),
    )
    applicant = some_of("applicant")

    class Meta:
        model = Call
        fields = ["q", "state", "fund", "domain", "territory", "applicant"]

    def filter_words(self, queryset, name, question):
        return queryset.matching(question)

    def filter_states(self, queryset, name, states):
        return queryset.in_state(*states, now=timezone.now()) if states else queryset

    def filter_place(self, queryset, name, territory):
        return queryset.for_place(territory)

    def filter_applicant(self, queryset, name, applicant):
        """Leave the calls that name others; those that name nobody may be for everybody."""
        return queryset.filter(Q(applicant=[]) | Q(applicant__icontains=f'"{applicant}"'))


class ConsultationFilter(filters.FilterSet):
    """Filters of the list of consultations."""

    state = filters.ChoiceFilter(choices=Consultation.State.choices, label=_("Can you answer?"), method="filter_state")
    stage = filters.ChoiceFilter(choices=Consultation.Stage.choices, label=_("Stage"))
    fund = one_of(Fund.objects.all(), "slug", _("Fund"))
    programme = one_of(Programme.objects.all(), "slug", _("Programme"))

    class Meta:
        model = Consultation
        fields = ["state", "stage", "fund", "programme"]

    def filter_state(self, queryset, name, state):
        return queryset.in_state(state, timezone.localdate())


class AmountField(forms.DecimalField):
    """An amount that a reader asks for."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            sentence = _("There is no such amount: %(value)s. Write a number, such as 50000.")
            raise ValidationError(sentence, params={"value": str(value)[:20]}) from error


class AmountFilter(filters.NumberFilter):
    field_class = AmountField


class OperationFilter(filters.FilterSet):
    """Filters of the list of operations; each narrows it further."""

    q = filters.CharFilter(label=_("Search"), method="filter_words", max_length=MOST, widget=forms.SearchInput)
    domain = one_of(
        Domain.objects.all(),
        "slug",
        _("Domain"),
        method="filter_domain",
        help_text=_("Lists name no domain: these operations have words of it in their title."),
    )
    fund = one_of(
        Fund.objects.all(), "slug", _("Fund"), help_text=_("With the funds of before that it follows: ESF for ESF+.")
    )
    country = filters.ChoiceFilter(choices=COUNTRIES, label=_("Country"))
    cost_from = AmountFilter(label=_("Cost from"), method="filter_cost_from", min_value=0, max_digits=15)
    cost_to = AmountFilter(label=_("Cost up to"), method="filter_cost_to", min_value=0, max_digits=15)
    currency = filters.ChoiceFilter(
        choices=CURRENCIES,
        label=_("Currency"),
        help_text=_("Amounts are not converted: a cost is looked for in euros, or in the currency you choose."),
    )
    list = one_of(OperationList.objects.all(), "slug", _("List"), field_name="source_list")

    class Meta:
        model = Operation
        fields = ["q", "domain", "fund", "country", "cost_from", "cost_to", "currency", "list"]

    def filter_queryset(self, queryset):
        """Narrow by words last: they are asked of what all else leaves."""
        for name in sorted(self.filters, key={"q", "domain"}.__contains__):
            queryset = self.filters[name].filter(queryset, self.form.cleaned_data[name])
        return queryset

    def filter_words(self, queryset, name, question):
        return queryset.matching(question)

    def filter_domain(self, queryset, name, domain):
        return queryset.about(domain)

    def filter_cost_from(self, queryset, name, amount):
        return queryset.filter(currency=self.currency_asked, cost__gte=amount)

    def filter_cost_to(self, queryset, name, amount):
        return queryset.filter(currency=self.currency_asked, cost__lte=amount)

    @property
    def currency_asked(self):
        return self.form.cleaned_data["currency"] or "EUR"
