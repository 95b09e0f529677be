"""What a reader can ask of the plan and its measures. A value that does not exist is refused, not ignored."""

import django_filters as filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.models import (
    Action,
    ActionPlan,
    Contact,
    Correction,
    Document,
    Domain,
    Indicator,
    IndicatorValue,
    Kpi,
    Measure,
    Objective,
    Report,
    ReportingRound,
    TargetGroup,
)
from partnerships.filters import LongSelect, one_of
from partnerships.models import Organisation, Partnership, Territory
from partnerships.words import MOST

SCHEDULE_CHOICES = [
    ("on_schedule", _("on schedule")),
    ("late", _("late")),
    ("not_reported", _("not reported")),
    ("report_overdue", _("report overdue")),
    ("stale", _("no report for over a year")),
]


MONEY_CHOICES = [
    ("eu", _("with EU money")),
    ("none", _("without EU money")),
    ("asked", _("asked for EU money, no answer yet")),
]


def funds(request):
    """Return the funds that can stand behind a measure, found through the allocations of the app above."""
    return Measure.allocations.rel.related_model.fund.get_queryset()


class StatusField(filters.MultipleChoiceFilter.field_class):
    """Any of several statuses; a form sends an empty one for no choice at all."""

    def clean(self, values):
        return super().clean([value for value in values or [] if value])


class StatusFilter(filters.MultipleChoiceFilter):
    field_class = StatusField


class MeasureFilter(filters.FilterSet):
    """Filters of the list of measures; each narrows it further."""

    q = filters.CharFilter(label=_("Search"), method="filter_words", max_length=MOST, widget=forms.SearchInput)
    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"), field_name="objective__domain__plan")
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), field_name="objective__domain")
    objective = one_of(Objective.objects.select_related("domain"), "code", _("Objective"))
    territory = one_of(Territory.objects.all(), "code", _("Place"), method="filter_place", widget=LongSelect)
    organisation = one_of(Organisation.objects.all(), "slug", _("Organisation"), widget=LongSelect)
    target_group = one_of(TargetGroup.objects.all(), "slug", _("Target group"), method="filter_group")
    partnership = one_of(
        Partnership.objects.all(),
        "slug",
        _("Partnership"),
        method="filter_partnership",
        widget=forms.HiddenInput,  # one comes here from its page; most measures have none
    )
    status = StatusFilter(
        choices=Measure.Status.choices,
        label=_("Status"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,  # a measure has one status, so none is found twice
    )
    fund = one_of(funds, "slug", _("Fund"), method="filter_fund")
    money = filters.ChoiceFilter(choices=MONEY_CHOICES, label=_("EU money"), method="filter_money")
    schedule = filters.ChoiceFilter(choices=SCHEDULE_CHOICES, label=_("Schedule"), method="filter_schedule")

    class Meta:
        model = Measure
        fields = [
            *("q", "plan", "domain", "objective", "territory", "organisation"),
            *("target_group", "partnership", "status", "fund", "money", "schedule"),
        ]

    def filter_words(self, queryset, name, question):
        return queryset.matching(question)

    def filter_place(self, queryset, name, territory):
        return queryset.within(territory)

    def filter_group(self, queryset, name, group):
        return queryset.meant_for(group)

    def filter_partnership(self, queryset, name, partnership):
        return queryset.carried_by(partnership)

    def filter_fund(self, queryset, name, fund):
        return queryset.paid_by(fund)

    def filter_money(self, queryset, name, money):
        return {
            "eu": queryset.with_eu_money,
            "none": queryset.without_eu_money,
            "asked": queryset.asking_for_eu_money,
        }[money]()

    def filter_schedule(self, queryset, name, schedule):
        today = timezone.localdate()
        return {
            "late": queryset.late_on,
            "on_schedule": queryset.on_schedule_on,
            "not_reported": queryset.not_reported_on,
            "report_overdue": queryset.report_overdue_on,
            "stale": queryset.stale_on,
        }[schedule](today)


class FigureFilter(MeasureFilter):
    """Filters of a figure about measures: all that do not look at what the figure itself counts."""

    q = status = money = schedule = None

    class Meta:
        model = Measure
        fields = []


class PartFilter(MeasureFilter):
    """Filters of what hangs on measures, such as KPIs and money: those of the measures, or one of these."""

    measure = one_of(Measure.objects.public(), "reference", _("Measure"), method="filter_measure")

    def filter_measure(self, queryset, name, measure):
        return queryset.filter(pk=measure.pk)


class CorrectionFilter(filters.FilterSet):
    """Filters of the errors that readers reported."""

    state = filters.ChoiceFilter(choices=Correction.State.choices, label=_("State"))
    part = filters.ChoiceFilter(choices=Correction.Part.choices, label=_("What is wrong"))
    measure = one_of(Measure.objects.public(), "reference", _("Measure"))

    class Meta:
        model = Correction
        fields = ["state", "part", "measure"]


class DomainFilter(filters.FilterSet):
    """Filters of the list of domains."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"))

    class Meta:
        model = Domain
        fields = ["plan"]


class PlanFilter(filters.FilterSet):
    """Filters of plans: one of them, by itself or by what belongs to it."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"), method="filter_plan")
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), field_name="domains")
    objective = one_of(Objective.objects.all(), "code", _("Objective"), field_name="domains__objectives")

    class Meta:
        model = ActionPlan
        fields = ["plan", "domain", "objective"]

    def filter_plan(self, queryset, name, plan):
        return queryset.filter(pk=plan.pk)


class ObjectiveFilter(filters.FilterSet):
    """Filters of the list of objectives."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"), field_name="domain__plan")
    domain = one_of(Domain.objects.all(), "slug", _("Domain"))

    class Meta:
        model = Objective
        fields = ["plan", "domain"]


class ActionFilter(filters.FilterSet):
    """Filters of the list of actions promised above the local level."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"))
    domain = one_of(Domain.objects.all(), "slug", _("Domain"))
    area = filters.ChoiceFilter(choices=Action.Area.choices, label=_("Area"))
    objective = one_of(Objective.objects.all(), "code", _("Objective"), field_name="objectives")
    status = filters.ChoiceFilter(choices=Action.Status.choices, label=_("Status"))

    class Meta:
        model = Action
        fields = ["plan", "domain", "area", "objective", "status"]


class ActionFigureFilter(ActionFilter):
    """Filters of the figure that counts actions by status."""

    status = None

    class Meta:
        model = Action
        fields = []


class AttainmentFilter(filters.FilterSet):
    """The measure of which a figure shows how far its KPIs are."""

    measure = one_of(Measure.objects.public(), "reference", _("Measure"), required=True)

    class Meta:
        model = Kpi
        fields = ["measure"]


class DocumentFilter(filters.FilterSet):
    """Filters of the list of documents."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"))
    domain = one_of(Domain.objects.all(), "slug", _("Domain"))
    kind = filters.ChoiceFilter(choices=Document.Kind.choices, label=_("Kind"))

    class Meta:
        model = Document
        fields = ["plan", "domain", "kind"]


class ContactFilter(filters.FilterSet):
    """Filters of the list of contacts."""

    organisation = one_of(Organisation.objects.all(), "slug", _("Organisation"))
    domain = one_of(Domain.objects.all(), "slug", _("Domain"))

    class Meta:
        model = Contact
        fields = ["organisation", "domain"]


class ReportFilter(filters.FilterSet):
    """Filters of the list of reports."""

    measure = one_of(Measure.objects.public(), "reference", _("Measure"))

    class Meta:
        model = Report
        fields = ["measure"]


class RoundFilter(filters.FilterSet):
    """Filters of the list of reporting rounds."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"))

    class Meta:
        model = ReportingRound
        fields = ["plan"]


class ProgressFilter(filters.FilterSet):
    """Filters of the measures that progress counts."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"), field_name="objective__domain__plan")
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), field_name="objective__domain")
    territory = one_of(Territory.objects.all(), "code", _("Place"), method="filter_place")
    organisation = one_of(Organisation.objects.all(), "slug", _("Organisation"))
    target_group = one_of(TargetGroup.objects.all(), "slug", _("Target group"), method="filter_group")

    class Meta:
        model = Measure
        fields = ["plan", "domain", "territory", "organisation", "target_group"]

    def filter_place(self, queryset, name, territory):
        return queryset.within(territory)

    def filter_group(self, queryset, name, group):
        return queryset.meant_for(group)


class IndicatorFilter(filters.FilterSet):
    """Filters of the list of indicators."""

    domain = one_of(Domain.objects.all(), "slug", _("Domain"))
    objective = one_of(Objective.objects.all(), "code", _("Objective"), field_name="objectives")
    family = filters.ChoiceFilter(choices=Indicator.Family.choices, label=_("Family"))

    class Meta:
        model = Indicator
        fields = ["domain", "objective", "family"]


class IndicatorValueFilter(filters.FilterSet):
    """Filters of the list of values of indicators."""

    indicator = one_of(Indicator.objects.all(), "slug", _("Indicator"))
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), field_name="indicator__domain")
    territory = one_of(Territory.objects.all(), "code", _("Place"))
    by = filters.ChoiceFilter(choices=IndicatorValue.By.choices, label=_("Grouped"))
    group = filters.ChoiceFilter(choices=IndicatorValue.Group.choices, label=_("Group"))
    sex = filters.ChoiceFilter(choices=IndicatorValue.Sex.choices, label=_("Sex"))

    class Meta:
        model = IndicatorValue
        fields = ["indicator", "domain", "territory", "by", "group", "sex"]
