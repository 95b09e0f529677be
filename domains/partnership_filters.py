"""What a reader can ask of partnerships and of who takes part in them. Pages, files and API share this."""

import django_filters as filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.models import ActionPlan, Domain, Objective
from partnerships.filters import LongSelect, one_of
from partnerships.models import Membership, Organisation, Partnership, Territory
from partnerships.places import end_of
from partnerships.words import MOST


def within(place):
    """Return what is asked of an organisation that works for a place, or for one in it."""
    return {"territory__path__gte": place.path, "territory__path__lt": end_of(place.path)}


class PartnershipFilter(filters.FilterSet):
    """Filters of the list of partnerships; each narrows it further."""

    q = filters.CharFilter(label=_("Search"), method="filter_words", max_length=MOST, widget=forms.SearchInput)
    state = filters.ChoiceFilter(choices=Partnership.State.choices, label=_("Running or ended"), method="filter_state")
    level = filters.ChoiceFilter(choices=Organisation.Level.choices, label=_("Level"))
    kind = filters.ChoiceFilter(
        choices=Organisation.Kind.choices, label=_("Kind of stakeholder that takes part"), method="filter_member"
    )
    territory = one_of(
        Territory.objects.all(),
        "code",
        _("Place"),
        method="filter_member",
        widget=LongSelect,
        help_text=_("One of the members works for this place, or for one in it."),
    )
    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"), method="filter_plan")
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), method="filter_domain")
    objective = one_of(Objective.objects.all(), "code", _("Objective"), method="filter_objective")
    organisation = one_of(
        Organisation.objects.kept(), "slug", _("Organisation"), method="filter_organisation", widget=LongSelect
    )

    class Meta:
        model = Partnership
        fields = ["q", "state", "level", "kind", "territory", "plan", "domain", "objective", "organisation"]

    def filter_queryset(self, queryset):
        """Narrow it by every filter; a kind and a place are asked of one and the same member."""
        kind, place = (self.form.cleaned_data[name] for name in ("kind", "territory"))
        member = ({"kind": kind} if kind else {}) | (within(place) if place else {})
        found = super().filter_queryset(queryset)
        return found.with_member(**member) if member else found

    def filter_member(self, queryset, name, value):
        """Leave it: `filter_queryset` asks this of a member."""
        return queryset

    def filter_words(self, queryset, name, question):
        return queryset.matching(question)

    def filter_state(self, queryset, name, state):
        return queryset.with_state(timezone.localdate()).filter(state_then=state)

    def filter_plan(self, queryset, name, plan):
        return queryset.serving(domain__plan=plan)

    def filter_domain(self, queryset, name, domain):
        return queryset.serving(domain=domain)

    def filter_objective(self, queryset, name, objective):
        return queryset.serving(pk=objective.pk)

    def filter_organisation(self, queryset, name, organisation):
        return queryset.with_member(pk=organisation.pk)


class OnePartnershipFilter(PartnershipFilter):
    """Filters of what happens to partnerships: those of the list, or one of them."""

    partnership = one_of(Partnership.objects.all(), "slug", _("Partnership"), method="filter_partnership")

    def filter_partnership(self, queryset, name, partnership):
        return queryset.filter(pk=partnership.pk)


class MemberPlaceFilter(filters.FilterSet):
    """Where the members of partnerships work."""

    territory = one_of(Territory.objects.all(), "code", _("Place"), method="filter_place", widget=LongSelect)

    class Meta:
        model = Membership
        fields = ["territory"]

    def filter_place(self, queryset, name, territory):
        return queryset.of_organisations(**within(territory))


class MemberFilter(MemberPlaceFilter):
    """Filters of the members of partnerships, and of the figure about who takes part."""

    plan = one_of(ActionPlan.objects.all(), "slug", _("Action plan"), method="filter_served")
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), method="filter_served")
    objective = one_of(Objective.objects.select_related("domain__plan"), "code", _("Objective"), method="filter_served")
    level = filters.ChoiceFilter(choices=Organisation.Level.choices, label=_("Level"), field_name="partnership__level")
    kind = filters.ChoiceFilter(
        choices=Organisation.Kind.choices, label=_("Kind of stakeholder"), field_name="organisation__kind"
    )
    partnership = one_of(Partnership.objects.all(), "slug", _("Partnership"))

    class Meta:
        model = Membership
        fields = ["plan", "domain", "objective", "level", "kind", "territory", "partnership"]

    def filter_served(self, queryset, name, value):
        """Keep the members of partnerships that serve this objective, or one of this domain or plan."""
        path = {"plan": "domain__plan", "domain": "domain", "objective": "pk"}[name]
        return queryset.filter(partnership__in=Partnership.objects.serving(**{path: value.pk}))
