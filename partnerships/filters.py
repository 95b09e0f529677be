"""What a reader can ask of places and organisations. Pages and API share this."""

import django_filters as filters
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from partnerships.models import Organisation, Territory


class LongSelect(forms.Select):
    """A choice from hundreds, written at once: Django's own asks a template for each option."""

    def render(self, name, value, attrs=None, renderer=None):
        groups = []
        for label, options, _index in self.optgroups(name, self.format_value(value)):
            written = format_html_join("", '<option value="{value}"{chosen}>{label}</option>', map(_option, options))
            groups.append(format_html('<optgroup label="{}">{}</optgroup>', label, written) if label else written)
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.attrs | (attrs or {})), SafeString("".join(groups))
        )


def _option(option):
    chosen = SafeString(" selected" if option["selected"] else "")
    return {"value": option["value"], "chosen": chosen, "label": option["label"]}


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
