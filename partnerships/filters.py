"""What a reader can ask of places and organisations. Pages and API share this."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from partnerships.models import Organisation, Territory


def one_of(queryset, field, label, **kwargs):
    """Make a filter on one record by its public name, with a plain sentence when there is no such record."""
    choice = filters.ModelChoiceFilter(
        queryset=queryset,
        to_field_name=field,
        label=label,
        error_messages={"invalid_choice": _("There is no such value: %(value)s. Choose one from the list.")},
        **kwargs,
    )
    return extend_schema_field({"type": "string", "description": label})(choice)


class TerritoryFilter(filters.FilterSet):
    """Filters of the list of places."""

    level = filters.ChoiceFilter(choices=Territory.Level.choices, label=_("Level"))
    parent = one_of(Territory.objects.all(), "code", _("Lies directly in"))
    within = one_of(Territory.objects.all(), "code", _("Lies anywhere in"), method="filter_within")

    class Meta:
        model = Territory
        fields = ["level", "parent", "within"]

    def filter_within(self, queryset, name, territory):
        return queryset.within(territory)


class OrganisationFilter(filters.FilterSet):
    """Filters of the list of organisations."""

    kind = filters.ChoiceFilter(choices=Organisation.Kind.choices, label=_("Kind"))
    level = filters.ChoiceFilter(choices=Organisation.Level.choices, label=_("Level"))
    territory = one_of(Territory.objects.all(), "code", _("Works for the place"))

    class Meta:
        model = Organisation
        fields = ["kind", "level", "territory"]
